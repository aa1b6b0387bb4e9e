package io.tributary.connect.mastodon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tributary.connect.embedded.ConnectRest;
import io.tributary.connect.embedded.EmbeddedCluster;
import io.tributary.connect.embedded.WorkerProcess;
import io.tributary.connect.mastodon.FaultyServer.Fault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The built plugin in real workers, against a fake server. */
class MastodonSinkIT {
  private static final Path PLUGINS = Path.of("target/tributary-mastodon-sink-0.1.0");
  private static final Duration DEADLINE = Duration.ofSeconds(90);
  private static final String TOPIC = "notes";

  /** Kafka never hears of an offset unless the task is stopped cleanly. */
  private static final Map<String, String> NO_OFFSET_COMMITS =
      Map.of("offset.flush.interval.ms", "3600000");

  @TempDir Path folder;

  /**
   * A server without keys, that lists public statuses only: nobody but the sink prevents doubles.
   */
  @Test
  void workersThatAreKilledPostEachRecordOnce() throws Exception {
    try (EmbeddedCluster cluster = EmbeddedCluster.start(folder.resolve("cluster"));
        var mastodon = new FakeMastodon(ServerProfile.SNAC, Clock.systemUTC())) {
      cluster.topics().create(TOPIC, 2);
      WorkerProcess first = cluster.startWorker(PLUGINS, NO_OFFSET_COMMITS);
      first.rest().put("notes", config(cluster, mastodon, Map.of("record.identity", "key")));
      send(cluster, 0, 200);
      await().atMost(DEADLINE).until(() -> mastodon.all().size() > 60);
      first.kill();

      WorkerProcess second = cluster.startWorker(PLUGINS, NO_OFFSET_COMMITS);
      send(cluster, 200, 300);
      mastodon.fail(Fault.drop("POST /api/v1/statuses", true));
      await().atMost(DEADLINE).until(() -> mastodon.all().size() > 250);
      second.kill();

      WorkerProcess third = cluster.startWorker(PLUGINS, NO_OFFSET_COMMITS);
      cluster.topics().send(TOPIC, "k0", "{\"text\": \"Note 0, edited\"}");
      cluster.topics().send(TOPIC, "k1", null);
      await()
          .atMost(DEADLINE)
          .untilAsserted(
              () ->
                  assertThat(mastodon.texts())
                      .contains("Note 0, edited", "Note 299")
                      .doesNotContain("Note 1", "Note 0")
                      .hasSize(299));
      third.rest().awaitRunning("notes");
      assertThat(mastodon.all()).hasSize(300);
      assertThat(mastodon.texts()).doesNotHaveDuplicates();
    }
  }

  @Test
  void aRefusedRecordReachesTheDeadLetterQueueAndASecondRunPostsNothing() throws Exception {
    try (EmbeddedCluster cluster = EmbeddedCluster.start(folder.resolve("cluster"));
        var mastodon = new FakeMastodon(ServerProfile.MASTODON, Clock.systemUTC())) {
      cluster.topics().create(TOPIC, 1);
      ConnectRest rest = cluster.startWorker(PLUGINS).rest();
      rest.put("notes", config(cluster, mastodon, Map.of("record.identity", "key")));
      cluster.topics().send(TOPIC, "a", "{\"text\": \"One\"}");
      cluster.topics().send(TOPIC, "b", "{\"other\": \"nothing to post\"}");
      cluster.topics().send(TOPIC, "c", "{\"text\": \"Three\"}");

      await()
          .atMost(DEADLINE)
          .untilAsserted(() -> assertThat(mastodon.texts()).containsExactly("One", "Three"));
      assertThat(cluster.topics().await("notes-unpostable", 1, DEADLINE))
          .singleElement()
          .satisfies(record -> assertThat(record.key()).isEqualTo("b"));
      rest.stop("notes");
      assertThat(rest.request("DELETE", "/connectors/notes/offsets", null).status()).isEqualTo(200);
      rest.resume("notes");
      assertThat(cluster.topics().await("notes-unpostable", 2, DEADLINE)).hasSize(2);
      cluster.topics().send(TOPIC, "d", "{\"text\": \"Four\"}");
      await()
          .atMost(DEADLINE)
          .untilAsserted(
              () -> assertThat(mastodon.texts()).containsExactly("One", "Three", "Four"));
    }
  }

  /** The task is not thrown out of its group, although the wait is longer than a poll may take. */
  @Test
  void aLimitIsWaitedForWithoutARebalance() throws Exception {
    Path secrets = Files.writeString(folder.resolve("secrets"), "token=" + FakeMastodon.TOKEN);
    try (EmbeddedCluster cluster = EmbeddedCluster.start(folder.resolve("cluster"));
        var mastodon = new FakeMastodon(ServerProfile.MASTODON, Clock.systemUTC())) {
      mastodon.allow(3, Duration.ofSeconds(9));
      cluster.topics().create(TOPIC, 2);
      WorkerProcess worker =
          cluster.startWorker(
              PLUGINS,
              Map.of(
                  "config.providers",
                  "file",
                  "config.providers.file.class",
                  "org.apache.kafka.common.config.provider.FileConfigProvider"));
      worker
          .rest()
          .put(
              "notes",
              config(
                  cluster,
                  mastodon,
                  Map.of(
                      "record.identity",
                      "key",
                      "access.token",
                      "${file:%s:token}".formatted(secrets),
                      "consumer.override.max.poll.interval.ms",
                      "5000")));
      send(cluster, 0, 10);
      await().atMost(DEADLINE).until(() -> mastodon.texts().size() == 3);
      await().atMost(DEADLINE).until(() -> mastodon.texts().size() == 10);

      worker.rest().awaitRunning("notes");
      assertThat(mastodon.count("POST /api/v1/statuses")).isEqualTo(10);
      assertThat(worker.rest().request("GET", "/connectors/notes/config", null).body().toString())
          .doesNotContain(FakeMastodon.TOKEN);
      assertThat(worker.log())
          .contains("Posting as @bot@127.0.0.1")
          .doesNotContain(FakeMastodon.TOKEN)
          .doesNotContain("leaving the group due to consumer poll timeout")
          .doesNotContainPattern("poll timeout has expired");
    }
  }

  private static void send(EmbeddedCluster cluster, int from, int to) throws InterruptedException {
    List<ProducerRecord<String, String>> records =
        IntStream.range(from, to)
            .mapToObj(
                n -> new ProducerRecord<>(TOPIC, "k" + n, "{\"text\": \"Note %d\"}".formatted(n)))
            .toList();
    cluster.topics().sendAll(records);
  }

  private static Map<String, String> config(
      EmbeddedCluster cluster, FakeMastodon mastodon, Map<String, String> overrides) {
    Map<String, String> config = new HashMap<>();
    config.put("connector.class", MastodonSinkConnector.class.getName());
    config.put("topics", TOPIC);
    config.put("instance.url", mastodon.url());
    config.put("access.token", FakeMastodon.TOKEN);
    config.put("status.template", "${text}");
    config.put("state.topic", "_state");
    config.put("state.kafka.bootstrap.servers", cluster.bootstrapServers());
    config.put("errors.tolerance", "all");
    config.put("errors.deadletterqueue.topic.name", "notes-unpostable");
    config.put("errors.deadletterqueue.topic.replication.factor", "1");
    config.putAll(overrides);
    return config;
  }
}
