package io.tributary.connect.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether the benchmark runs to its end; how fast is nothing for a test to judge. */
final class MastodonBenchmarkTest {
  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"--statuses", "--posts", "--kills", "--rounds"})
  void nothingNegativeCanBeMeasured(String option) {
    CommandRun run = CommandRun.of("mastodon", option, "-1");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.errors()).startsWith("--rounds takes a number greater than 0");
  }

  @Test
  void printsTheRates() {
    CommandRun run =
        CommandRun.of(
            "mastodon",
            "--statuses",
            "50",
            "--rounds",
            "1",
            "--posts",
            "0",
            "--directory",
            directory.toString());

    assertThat(run.errors()).doesNotContain("Exception");
    assertThat(run.status()).isZero();
    assertThat(run.output())
        .contains("cores", "Load average", "50 statuses a round")
        .containsPattern("(?m)^OkHttp loop +[\\d,]+ +[\\d,]+ +[\\d,]+$")
        .containsPattern("(?m)^sink +[\\d,]+ +[\\d,]+ +[\\d,]+ +\\d+\\.\\d\\d +0\\.80$")
        .containsPattern(
            "(?m)^sink, state topic +[\\d,]+ +[\\d,]+ +[\\d,]+ +\\d+\\.\\d\\d +0\\.50$");
    assertThat(directory).isEmptyDirectory();
  }
}
