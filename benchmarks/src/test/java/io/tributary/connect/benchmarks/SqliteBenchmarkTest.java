package io.tributary.connect.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether the benchmark runs to its end; how fast is nothing for a test to judge. */
final class SqliteBenchmarkTest {
  @TempDir Path directory;

  @Test
  void withoutANameTheNamesAreListed() {
    CommandRun run = CommandRun.of();

    assertThat(run.status()).isZero();
    assertThat(run.output()).containsPattern("(?s)Names:.* rss .* solr .* sqlite ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--rows", "--rounds"})
  void nothingCannotBeMeasured(String option) {
    CommandRun run = CommandRun.of("sqlite", option, "0");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.errors()).startsWith("--rows and --rounds take a number greater than 0");
  }

  @Test
  void shortRunsCompareEveryContestant() {
    CommandRun run =
        CommandRun.of(
            "sqlite", "--rows", "3500", "--rounds", "2", "--directory", directory.toString());

    assertThat(run.errors()).doesNotContain("Exception");
    assertThat(run.status()).isZero();
    assertThat(run.output())
        .contains("SQLite 3.", "sqlite-jdbc", "cores", "Load average", "3,500 rows a run");
    List<String> lines =
        run.output().lines().filter(line -> line.matches("(insert|upsert) .*")).toList();
    assertThat(lines).hasSize(14).allMatch(line -> line.matches(".* [\\d,]{3,}  .*"));
    assertThat(lines)
        .filteredOn(line -> !line.contains("plain loop  "))
        .hasSize(10)
        .allMatch(line -> line.matches(".*  \\d+\\.\\d\\d +\\d+\\.\\d\\d(  \\d\\.\\d\\d)?"));
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void theLongRunPrintsACurveAndTheMemory() {
    CommandRun run =
        CommandRun.of("sqlite", "--long", "--rows", "20000", "--directory", directory.toString());

    assertThat(run.errors()).doesNotContain("Exception");
    assertThat(run.status()).isZero();
    assertThat(run.output().lines().filter(line -> line.matches("\\d+,000  .*\\d")))
        .hasSize(10)
        .first()
        .asString()
        .startsWith("2,000 ");
    assertThat(run.output()).contains("Closed, with what that took", "Resident memory: ");
    assertThat(directory).isEmptyDirectory();
  }
}
