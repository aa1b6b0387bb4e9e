package io.tributary.connect.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MastodonChaosIT {
  @TempDir Path directory;

  @Test
  void nothingIsLostOrDoubled() {
    CommandRun run =
        CommandRun.of(
            "mastodon",
            "--statuses",
            "0",
            "--posts",
            "200",
            "--kills",
            "2",
            "--server",
            "SNAC",
            "--directory",
            directory.toString());

    assertThat(run.errors()).doesNotContain("Exception");
    assertThat(run.output())
        .contains("Chaos, a server like snac: 2 kills of the worker")
        .containsPattern("(?m)^kills, lost answers, bursts +200 +0 +0 +0 and 0$")
        .containsPattern("(?m)^a replay of the topic +200 +0 +0 +0 and 0$");
    assertThat(run.status()).isZero();
    assertThat(directory).isEmptyDirectory();
  }
}
