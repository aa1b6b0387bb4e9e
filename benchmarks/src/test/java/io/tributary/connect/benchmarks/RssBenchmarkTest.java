package io.tributary.connect.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether the benchmark runs to its end; how fast is nothing for a test to judge. */
final class RssBenchmarkTest {
  @ParameterizedTest
  @ValueSource(strings = {"--documents", "--feeds", "--rounds"})
  void nothingCannotBeMeasured(String option) {
    CommandRun run = CommandRun.of("rss", option, "0");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.errors()).startsWith("--documents, --feeds and --rounds take a number");
  }

  @Test
  void printsTheThreeResults() {
    CommandRun run = CommandRun.of("rss", "--documents", "1", "--feeds", "300", "--rounds", "1");

    assertThat(run.errors()).doesNotContain("Exception");
    assertThat(run.status()).isZero();
    assertThat(run.output())
        .contains("cores", "Load average", "A feed of 300 entries")
        .containsPattern("source, parse and map +[\\d,]+ +[\\d,]+ +[\\d,]+ +\\d+\\.\\d\\d")
        .containsPattern("(?m)^ *300 +300 +[\\d,]+ +100,000")
        .containsPattern("(?m)^ *30,000 +5,000 +\\d\\d,\\d{3} +100,000")
        .containsPattern("(?m)^ *300 +[\\d,]+ +[\\d,]+ +[\\d,]+ +2,000 +\\d+ +256$");
  }
}
