package io.tributary.connect.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether the benchmark runs to its end; how fast is nothing for a test to judge. */
final class TransformsBenchmarkTest {
  @ParameterizedTest
  @ValueSource(strings = {"--milliseconds", "--rounds"})
  void nothingCannotBeMeasured(String option) {
    CommandRun run = CommandRun.of("transforms", option, "0");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.errors()).startsWith("--milliseconds and --rounds take a number");
  }

  @Test
  void printsTimeAndMemoryOfEachCase() {
    CommandRun run = CommandRun.of("transforms", "--milliseconds", "20", "--rounds", "1");

    assertThat(run.errors()).doesNotContain("Exception");
    assertThat(run.status()).isZero();
    assertThat(run.output())
        .contains("cores", "Load average")
        .containsPattern("any\\.of +struct +dropped +[\\d,.]+ +1,000 +\\d+\\.\\d")
        .containsPattern("any\\.of +map +dropped +[\\d,.]+ +1,000 +\\d+\\.\\d")
        .containsPattern("any\\.of +struct +tombstone +[\\d,.]+ +1,000 +\\d+\\.\\d");
  }
}
