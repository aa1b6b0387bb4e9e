package io.tributary.connect.solr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tributary.connect.embedded.ConnectRest;
import io.tributary.connect.embedded.EmbeddedCluster;
import io.tributary.connect.embedded.SolrServer;
import io.tributary.connect.embedded.WorkerProcess;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The built plugin in real workers, with a real Solr. */
class SolrSinkIT {
  private static final Path PLUGINS = Path.of("target/tributary-solr-sink-0.1.0");
  private static final Path CONFIGSET =
      Path.of(PLUGINS + "/tributary-solr-sink-0.1.0/etc/configset");
  private static final int KEYS = 1_000;
  private static final Duration DEADLINE = Duration.ofSeconds(90);

  @TempDir Path folder;

  @Test
  void indexesATopicAndPutsWhatSolrRefusesIntoTheDeadLetterQueue() throws Exception {
    SolrServer solr = SharedSolr.server();
    solr.createCore("letters", CONFIGSET);
    try (EmbeddedCluster cluster = EmbeddedCluster.start(folder.resolve("cluster"))) {
      cluster.topics().create("posts", 3);
      ConnectRest rest = cluster.startWorker(PLUGINS).rest();
      rest.put(
          "posts",
          config(
              solr,
              Map.of(
                  "collection",
                  "letters",
                  "tasks.max",
                  "2",
                  "schema.mode",
                  "none",
                  "errors.tolerance",
                  "all",
                  "errors.deadletterqueue.topic.name",
                  "posts-unsearchable",
                  "errors.deadletterqueue.topic.replication.factor",
                  "1",
                  "errors.deadletterqueue.context.headers.enable",
                  "true")));
      cluster.topics().send("posts", "a", "{\"text_txt\": \"one\", \"n_l\": 1}");
      cluster.topics().send("posts", "a", "{\"text_txt\": \"two\", \"n_l\": 2}");
      cluster.topics().send("posts", "b", "{\"text_txt\": \"gone\"}");
      cluster.topics().send("posts", "b", null);
      cluster.topics().send("posts", "c", "{\"unknown\": \"field\"}");
      cluster.topics().send("posts", "d", "{\"text_txt\": \"last\"}");

      var probe = new SolrProbe(solr, "letters");
      await()
          .atMost(DEADLINE)
          .untilAsserted(() -> assertThat(probe.ids()).containsExactly("a", "d"));
      assertThat(probe.ids("text_txt:two")).containsExactly("a");
      List<ConsumerRecord<String, String>> dead =
          cluster.topics().await("posts-unsearchable", 1, DEADLINE);
      assertThat(dead)
          .singleElement()
          .satisfies(
              record -> {
                assertThat(record.key()).isEqualTo("c");
                assertThat(header(record, "__connect.errors.exception.message"))
                    .contains("posts-", "unknown field 'unknown'");
              });
      rest.awaitRunning("posts");
    }
  }

  @Test
  void theIndexIsWhatTheTopicSaysWhenWorkersAreKilled() throws Exception {
    int rounds = Integer.getInteger("tributary.chaos.kills", 3);
    int each = 2_000;
    long seed = System.nanoTime();
    var random = new Random(seed);
    Map<String, Integer> expected = new TreeMap<>();
    SolrServer solr = SharedSolr.server();
    List<String> cores = List.of("killed", "killed-versioned");
    try (EmbeddedCluster cluster = EmbeddedCluster.start(folder.resolve("cluster"))) {
      cluster.topics().create("posts", 2);
      WorkerProcess worker =
          cluster.startWorker(PLUGINS, Map.of("offset.flush.interval.ms", "200"));
      for (String core : cores) {
        solr.createCore(core, CONFIGSET);
        String versions = core.equals("killed") ? "none" : "kafka_offset";
        worker
            .rest()
            .put(
                core,
                config(
                    solr,
                    Map.of("collection", core, "batch.size", "50", "version.mode", versions)));
      }
      for (int round = 0; round < rounds; round++) {
        int start = round * each;
        List<ProducerRecord<String, String>> records = new ArrayList<>();
        for (int n = start; n < start + each; n++) {
          // Each comes more than once a round, and in every round.
          String key = "k" + random.nextInt(KEYS);
          boolean delete = random.nextInt(8) == 0;
          records.add(
              new ProducerRecord<>("posts", key, delete ? null : "{\"n\": %d}".formatted(n)));
          if (delete) {
            expected.remove(key);
          } else {
            expected.put(key, n);
          }
        }
        cluster.topics().sendAll(records);
        int written = random.nextInt(KEYS / 2);
        var probe = new SolrProbe(solr, cores.get(round % 2));
        await()
            .atMost(DEADLINE)
            .until(() -> probe.ids("n_l:[%d TO *]".formatted(start)).size() > written);
        worker.kill();
        worker = cluster.startWorker(PLUGINS, Map.of("offset.flush.interval.ms", "200"));
      }

      for (String core : cores) {
        var probe = new SolrProbe(solr, core);
        await()
            .atMost(DEADLINE)
            .untilAsserted(
                () -> {
                  Map<String, Integer> found = new TreeMap<>();
                  probe
                      .find("-deleted_b:true")
                      .properties()
                      .forEach(one -> found.put(one.getKey(), one.getValue().path("n_l").asInt()));
                  assertThat(found).as("%s, seed %d", core, seed).isEqualTo(expected);
                });
        worker.rest().awaitRunning(core);
      }
    }
  }

  @Test
  void aSolrThatIsAwayForLongCostsNoRebalanceAndNoRecord() throws Exception {
    try (SolrServer solr = SolrServer.start(folder.resolve("solr"));
        EmbeddedCluster cluster = EmbeddedCluster.start(folder.resolve("cluster"))) {
      solr.createCore("posts", CONFIGSET);
      cluster.topics().create("posts", 1);
      WorkerProcess worker =
          cluster.startWorker(PLUGINS, Map.of("consumer.max.poll.interval.ms", "10000"));
      worker
          .rest()
          .put(
              "posts",
              config(solr, Map.of("max.buffered.records", "100", "retry.backoff.max.ms", "1000")));
      cluster.topics().send("posts", "first", "{\"n\": 0}");
      var probe = new SolrProbe(solr, "posts");
      await().atMost(DEADLINE).until(() -> probe.ids().size() == 1);

      solr.pause();
      int sent = sendDuring(cluster, 1);
      worker.rest().awaitRunning("posts");
      solr.resume();
      awaitDocuments(probe, sent);
      solr.kill();
      sent = sendDuring(cluster, sent);
      worker.rest().awaitRunning("posts");
      solr.restart();
      awaitDocuments(probe, sent);

      assertThat(worker.log())
          .contains("is not available")
          .doesNotContain("max.poll.interval.ms. This means", "consumer poll timeout has expired");
      assertThat(worker.log().split("groupId=connect-posts\\] Successfully joined group", -1))
          .as("the task joined its group once")
          .hasSize(2);
    }
  }

  /** Sends more than the task holds, and waits for longer than it may go without a poll. */
  private static int sendDuring(EmbeddedCluster cluster, int start) throws Exception {
    int end = start + 3_000;
    cluster
        .topics()
        .sendAll(
            IntStream.range(start, end)
                .mapToObj(n -> new ProducerRecord<>("posts", "k" + n, "{\"n\": %d}".formatted(n)))
                .toList());
    Duration longerThanAPoll = Duration.ofSeconds(12);
    long since = System.nanoTime();
    await().atMost(DEADLINE).until(() -> System.nanoTime() - since > longerThanAPoll.toNanos());
    return end;
  }

  private static void awaitDocuments(SolrProbe probe, int count) {
    await()
        .atMost(DEADLINE)
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(probe.ids()).hasSize(count));
  }

  private static Map<String, String> config(SolrServer solr, Map<String, String> overrides) {
    Map<String, String> config = new HashMap<>();
    config.put("connector.class", SolrSinkConnector.class.getName());
    config.put("topics", "posts");
    config.put("solr.url", solr.url());
    config.putAll(overrides);
    return config;
  }

  private static String header(ConsumerRecord<String, String> record, String name) {
    return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }
}
