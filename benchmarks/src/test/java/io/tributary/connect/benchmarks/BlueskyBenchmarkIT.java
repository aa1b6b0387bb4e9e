package io.tributary.connect.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What needs the built plugin, or the registry of Node. */
final class BlueskyBenchmarkIT {
  @Test
  void printsRatesAndWhatTheNetworkCosts() {
    CommandRun run =
        CommandRun.of("bluesky", "--events", "3000", "--rounds", "1", "--seconds", "1");

    assertThat(run.errors()).doesNotContain("Exception");
    assertThat(run.status()).isZero();
    assertThat(run.output())
        .contains("cores", "Load average", "A replay of 3,000 posts")
        .containsPattern("source, to records +[\\d,]+ +[\\d,]+ +[\\d,]+")
        .containsPattern("Java-WebSocket, receive +[\\d,]+ +[\\d,]+ +[\\d,]+ +\\d+\\.\\d\\d")
        .containsPattern("@skyware/jetstream, parse +[\\d,]+|no Node")
        .containsPattern("500 events a second for \\d+ s: [\\d.]+ % of a core");
  }

  @Test
  void measuresAWorkerInTenthsAndAsAWhole(@TempDir Path folder) {
    CommandRun run =
        CommandRun.of(
            "bluesky", "--end-to-end", "--events", "20000", "--directory", folder.toString());

    assertThat(run.status()).as(run.errors()).isZero();
    assertThat(run.output())
        .contains("a replay of 20,000 posts")
        .containsPattern("(?m)^ *20,000 +[\\d.]+ .*\\d+ MiB$")
        .containsPattern("(?m)^ *all +[\\d.]+ .*\\d+ MiB$");
  }
}
