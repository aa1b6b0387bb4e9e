package io.tributary.connect.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tributary.connect.embedded.ConnectRest;
import io.tributary.connect.embedded.EmbeddedCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A topic that is deleted and created again, as a real consumer meets it. */
class SqliteOffsetResetIT {
  private static final Path PLUGINS = Path.of("target/tributary-sqlite-sink-0.1.0");
  private static final Duration DEADLINE = Duration.ofSeconds(60);
  private static final String KEYS = "select group_concat(_key, '') from (select _key from again)";
  private static final String NEXT = "select next_offset from _tributary_offsets";

  @TempDir Path folder;

  @Test
  void failsUntilItIsToldToGoOn() throws Exception {
    try (EmbeddedCluster cluster = EmbeddedCluster.start(folder.resolve("cluster"))) {
      cluster.topics().create("again", 1);
      ConnectRest rest = cluster.startWorker(PLUGINS).rest();
      rest.put("again", config(Map.of()));
      send(cluster, "a", "b", "c");
      awaitOffset("3");

      rest.stop("again");
      cluster.topics().delete("again");
      createAgain(cluster);
      send(cluster, "d", "e");
      rest.resume("again");
      assertThat(rest.awaitFailure("again"))
          .contains("again-0 delivers offset 0", "below 3 is done", "on.offset.reset=adopt");

      rest.put("again", config(Map.of("on.offset.reset", "adopt")));
      awaitOffset("2");
      send(cluster, "f");
      awaitOffset("3");
      assertThat(Sqlite.query(database(), KEYS)).containsExactly("abcdef");
      rest.awaitRunning("again");
    }
  }

  /** The broker deletes in the background, and knows the name until it is done. */
  private static void createAgain(EmbeddedCluster cluster) {
    await()
        .atMost(DEADLINE)
        .ignoreExceptions()
        .until(
            () -> {
              cluster.topics().create("again", 1);
              return true;
            });
  }

  private static void send(EmbeddedCluster cluster, String... keys) throws InterruptedException {
    for (String key : keys) {
      cluster.topics().send("again", key, "{\"n\": 1}");
    }
  }

  private void awaitOffset(String expected) {
    await()
        .atMost(DEADLINE)
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(Sqlite.query(database(), NEXT)).containsExactly(expected));
  }

  private Map<String, String> config(Map<String, String> overrides) {
    Map<String, String> config = new HashMap<>();
    config.put("connector.class", SqliteSinkConnector.class.getName());
    config.put("topics", "again");
    config.put("database", database().toString());
    config.put("insert.mode", "insert");
    config.putAll(overrides);
    return config;
  }

  private Path database() {
    return folder.resolve("data.db");
  }
}
