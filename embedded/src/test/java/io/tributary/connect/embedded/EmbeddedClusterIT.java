package io.tributary.connect.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedClusterIT {
  @TempDir Path folder;

  @Test
  void keepsTopicsAcrossABrokerRestart() throws Exception {
    try (EmbeddedCluster cluster = EmbeddedCluster.start(folder)) {
      cluster.topics().create("kept", 1);
      cluster.topics().send("kept", "key", "first");
    }
    try (EmbeddedCluster cluster = EmbeddedCluster.start(folder)) {
      cluster.topics().send("kept", "key", null);

      assertThat(cluster.topics().await("kept", 2, Duration.ofSeconds(10)))
          .extracting(ConsumerRecord::value)
          .containsExactly("first", null);
    }
  }

  @Test
  void servesRestUntilTheWorkerIsKilled() throws Exception {
    Path plugins = Files.createDirectory(folder.resolve("plugins"));
    try (EmbeddedCluster cluster = EmbeddedCluster.start(folder.resolve("cluster"))) {
      WorkerProcess worker = cluster.startWorker(plugins);
      ConnectRest rest = worker.rest();

      assertThat(rest.request("GET", "/", null).body().path("version").asText()).startsWith("4.");
      assertThat(rest.status("nobody").isMissingNode()).isTrue();
      assertThat(worker.log()).contains("Kafka Connect started");

      worker.kill();
      assertThatThrownBy(() -> rest.request("GET", "/", null))
          .isInstanceOf(UncheckedIOException.class);
    }
  }

  @Test
  void stopsAWorkerCleanly() throws Exception {
    Path plugins = Files.createDirectory(folder.resolve("plugins"));
    try (EmbeddedCluster cluster = EmbeddedCluster.start(folder.resolve("cluster"))) {
      WorkerProcess worker = cluster.startWorker(plugins);
      worker.close();

      assertThat(worker.log()).contains("Herder stopped").doesNotContain("did not stop");
    }
  }

  @Test
  void saysWhyAWorkerDoesNotStart() throws Exception {
    try (EmbeddedCluster cluster = EmbeddedCluster.start(folder)) {
      assertThatThrownBy(
              () -> cluster.startWorker(folder, Map.of("offset.flush.interval.ms", "soon")))
          .hasMessageContaining("offset.flush.interval.ms");
    }
  }
}
