package io.tributary.connect.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether the benchmark runs to its end; how fast is nothing for a test to judge. */
final class SolrBenchmarkIT {
  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"--documents", "--rounds"})
  void nothingCannotBeMeasured(String option) {
    CommandRun run = CommandRun.of("solr", option, "0");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.errors()).startsWith("--documents and --rounds take a number greater than 0");
  }

  @Test
  void shortRunsCompareEveryContestant() {
    CommandRun run =
        CommandRun.of(
            "solr", "--documents", "2500", "--rounds", "1", "--directory", directory.toString());

    assertThat(run.errors()).doesNotContain("Exception");
    assertThat(run.status()).isZero();
    assertThat(run.output().lines().filter(line -> line.matches("(SolrJ,|sink ).*")))
        .hasSize(7)
        .allMatch(line -> line.matches(".*  \\d+\\.\\d\\d +[\\d,]+\\.\\d\\d +[\\d,]+(\\.\\d)?"));
    assertThat(run.output())
        .containsPattern("fastest SolrJ: \\d+\\.\\d\\d \\(goal 0.95\\)")
        .containsPattern("one document a request: \\d+\\.\\d\\d \\(goal 15.00\\)");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void theLongRunPrintsTheHeap() {
    CommandRun run =
        CommandRun.of("solr", "--long", "--documents", "5000", "--directory", directory.toString());

    assertThat(run.errors()).doesNotContain("Exception");
    assertThat(run.status()).isZero();
    assertThat(run.output().lines().filter(line -> line.matches(" *[\\d,]+  .*\\d"))).hasSize(10);
    assertThat(run.output())
        .contains("Resident memory at most")
        .containsPattern(
            "Heap after a collection: \\d+ MiB at the start, \\d+ MiB at the end: flat");
  }
}
