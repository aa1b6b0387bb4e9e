package io.tributary.connect.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SqliteEndToEndIT {
  @TempDir Path directory;

  @Test
  void writesEveryRecordThroughAWorker() {
    CommandRun run =
        CommandRun.of(
            "sqlite", "--end-to-end", "--rows", "20000", "--directory", directory.toString());

    assertThat(run.errors()).doesNotContain("Exception");
    assertThat(run.status()).isZero();
    assertThat(run.output())
        .contains("20,000 JSON records")
        .containsPattern("(?m)^insert .*(\\d|tell)$");
    assertThat(run.output()).containsPattern("(?m)^upsert .*(\\d|tell)$");
    assertThat(directory).isEmptyDirectory();
  }
}
