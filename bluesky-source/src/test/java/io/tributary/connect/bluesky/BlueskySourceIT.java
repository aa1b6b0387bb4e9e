package io.tributary.connect.bluesky;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.connect.common.TributaryVersion;
import io.tributary.connect.embedded.ConnectRest;
import io.tributary.connect.embedded.EmbeddedCluster;
import io.tributary.connect.embedded.WorkerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The built plugin in a real worker with exactly-once on. */
class BlueskySourceIT {
  private static final Path PLUGINS =
      Path.of("target", "tributary-bluesky-source-" + TributaryVersion.current());
  private static final Duration DEADLINE = Duration.ofSeconds(90);
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path directory;
  private static EmbeddedCluster cluster;
  private static WorkerProcess worker;

  @RegisterExtension private final FakeJetstream jetstream = FakeJetstream.start();
  @RegisterExtension private final FakeJetstream other = FakeJetstream.start();

  @BeforeAll
  static void startCluster() throws IOException, InterruptedException {
    cluster = EmbeddedCluster.start(directory);
    worker = cluster.startWorker(PLUGINS);
  }

  @AfterAll
  static void stopCluster() {
    cluster.close();
  }

  @Test
  void readsACompressedStreamWithThePluginsOwnClasses() throws Exception {
    jetstream.compressWith(FakeJetstream.trainDictionary(0));
    jetstream.publish(FakeEvent.posts(1, 3));
    jetstream.publish(FakeEvent.post(4, FakeEvent.START + 4_000).doing("delete"));
    Map<String, String> config = config("compressed", StreamKind.JETSTREAM_V2);
    config.put("compress", "zstd");
    worker.rest().put("compressed", config);

    List<ConsumerRecord<String, String>> records =
        cluster.topics().await("compressed", 4, DEADLINE);

    assertThat(keys(records)).isEqualTo(TaskHarness.keys(1, 4));
    JsonNode post = JSON.readTree(records.get(0).value());
    assertThat(post.at("/text").asText()).isEqualTo("Post number 1");
    assertThat(post.at("/operation").asText()).isEqualTo("create");
    assertThat(records.get(3).value()).isNull();
    assertThat(new String(records.get(3).headers().lastHeader("operation").value(), UTF_8))
        .contains("delete");
    assertThat(jetstream.connections().get(0).values("zstdDictionary")).isNotEmpty();
    worker.rest().delete("compressed");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void deliversEveryPostOnceThoughTheWorkerIsKilledDuringAReplay(boolean withSeq) throws Exception {
    int posts = 12_000;
    String topic = withSeq ? "killed" : "killed-by-time";
    if (!withSeq) {
      jetstream.hideCursor();
    }
    // Each kill comes during a replay: the rest is held back until the worker runs again.
    jetstream.hold(posts / 3);
    jetstream.publish(FakeEvent.posts(1, posts));
    Map<String, String> config =
        config(topic, withSeq ? StreamKind.JETSTREAM_V2 : StreamKind.JETSTREAM_V1);
    config.put("failover.rewind.ms", "500");
    worker.rest().put(topic, config);
    for (int share = 1; share <= 2; share++) {
      cluster.topics().await(topic, (share * 2 - 1) * posts / 6, DEADLINE);
      worker.kill();
      assertThat(cluster.topics().read(topic)).hasSizeLessThan(posts);
      worker = cluster.startWorker(PLUGINS);
      jetstream.hold((share + 1) * posts / 3 + share / 2 * posts);
    }

    cluster.topics().await(topic, posts, DEADLINE);
    jetstream.publish(FakeEvent.post(posts + 1, FakeEvent.START + (posts + 1) * 1_000L));
    List<ConsumerRecord<String, String>> records =
        cluster.topics().await(topic, posts + 1, DEADLINE);

    assertThat(keys(records)).isEqualTo(TaskHarness.keys(1, posts + 1));
    worker.rest().delete(topic);
  }

  @Test
  void deliversEveryPostOnceThoughTheWorkerIsKilledBeforeItHasStoredAnything() throws Exception {
    int posts = 6_000;
    // Less than a poll takes at once.
    jetstream.hold(1_500);
    jetstream.publish(FakeEvent.posts(1, posts));
    Map<String, String> config = config("first", StreamKind.JETSTREAM_V2);
    // Long enough to kill it before the first transaction ends.
    config.put("linger.ms", "800");
    worker.rest().put("first", config);
    Awaitility.await()
        .pollInterval(Duration.ofMillis(5))
        .atMost(DEADLINE)
        .until(() -> jetstream.connections().stream().anyMatch(it -> it.sent() > 0));
    worker.kill();
    assertThat(cluster.topics().read("first")).isEmpty();
    worker = cluster.startWorker(PLUGINS);
    jetstream.hold(posts);

    assertThat(keys(cluster.topics().await("first", posts, DEADLINE)))
        .isEqualTo(TaskHarness.keys(1, posts));
    worker.rest().delete("first");
  }

  /** The firehose is searched for the time, which takes some connections. */
  @ParameterizedTest
  @EnumSource(names = {"JETSTREAM_V2", "FIREHOSE"})
  void deliversEveryPostOnceThoughTheWorkerIsKilledWhileAnotherServerTakesOver(StreamKind kind)
      throws Exception {
    int posts = 6_000;
    jetstream.hold(posts / 2);
    jetstream.publish(FakeEvent.posts(1, posts));
    // It has nothing new until the worker runs again.
    other.hold(posts / 2 - 100);
    other.publish(
        FakeEvent.posts(1, posts).stream()
            .map(post -> post.at(9_000 + post.seq(), post.timeMicros() + 2_000))
            .toList());
    String topic = "over-" + kind;
    Map<String, String> config = config(topic, kind);
    config.put("endpoints", jetstream.url(kind) + "," + other.url(kind));
    config.put("failover.rewind.ms", "500");
    worker.rest().put(topic, config);
    cluster.topics().await(topic, posts / 2, DEADLINE);
    jetstream.close();
    int questions = kind == StreamKind.FIREHOSE ? 2 : 1;
    Awaitility.await()
        .atMost(DEADLINE)
        .until(() -> other.connections().stream().filter(it -> it.sent() > 0).count() >= questions);
    worker.kill();
    worker = cluster.startWorker(PLUGINS);
    other.hold(posts);

    cluster.topics().await(topic, posts, DEADLINE);
    // What comes twice would come before it.
    long time = FakeEvent.START + (posts + 1) * 1_000L;
    other.hold(Integer.MAX_VALUE);
    other.publish(FakeEvent.post(posts + 1, time).at(9_001 + posts, time));
    assertThat(keys(cluster.topics().await(topic, posts + 1, DEADLINE)))
        .isEqualTo(TaskHarness.keys(1, posts + 1));
    worker.rest().delete(topic);
  }

  @Test
  void losesNothingWithoutExactlyOnceAndRepeatsOnlyWhatWasNotCommitted() throws Exception {
    Map<String, String> settings =
        Map.of(
            "exactly.once.source.support", "disabled",
            "offset.flush.interval.ms", "500",
            "group.id", "plain",
            "config.storage.topic", "plain-configs",
            "offset.storage.topic", "plain-offsets",
            "status.storage.topic", "plain-status");
    jetstream.hold(2_000);
    jetstream.publish(FakeEvent.posts(1, 4_000));
    WorkerProcess plain = cluster.startWorker(PLUGINS, settings);
    plain.rest().put("plain", config("plain", StreamKind.JETSTREAM_V2));
    cluster.topics().await("plain", 1_000, DEADLINE);
    plain.kill();

    plain = cluster.startWorker(PLUGINS, settings);
    jetstream.hold(4_000);
    Awaitility.await()
        .atMost(DEADLINE)
        .until(() -> keys(cluster.topics().read("plain")).contains("key4000"));

    assertThat(new HashSet<>(keys(cluster.topics().read("plain"))))
        .containsExactlyInAnyOrderElementsOf(TaskHarness.keys(1, 4_000));
    plain.close();
  }

  @Test
  void readsAgainFromATimeThatTheOffsetIsSetTo() throws Exception {
    jetstream.publish(FakeEvent.posts(1, 10));
    Map<String, String> config = config("rewound", StreamKind.JETSTREAM_V2);
    config.put("failover.rewind.ms", "0");
    worker.rest().put("rewound", config);
    cluster.topics().await("rewound", 10, DEADLINE);

    worker.rest().stop("rewound");
    var refused = alter("{\"time\": \"yesterday\"}");
    assertThat(refused.status()).isGreaterThanOrEqualTo(400);
    var altered = alter("{\"time_us\": %d}".formatted(FakeEvent.START + 8_000));
    assertThat(altered.status()).as("%s", altered.body()).isEqualTo(200);
    worker.rest().resume("rewound");

    assertThat(keys(cluster.topics().await("rewound", 13, DEADLINE)).subList(10, 13))
        .isEqualTo(TaskHarness.keys(8, 10));
    worker.rest().delete("rewound");
  }

  private static ConnectRest.Response alter(String offset) throws InterruptedException {
    return worker
        .rest()
        .request(
            "PATCH",
            "/connectors/rewound/offsets",
            "{\"offsets\": [{\"partition\": {\"shard\": \"1/1\"}, \"offset\": %s}]}"
                .formatted(offset));
  }

  private Map<String, String> config(String topic, StreamKind kind) {
    Map<String, String> config = new HashMap<>(TaskHarness.config(jetstream.url(kind)));
    config.put("connector.class", BlueskySourceConnector.class.getName());
    config.put("tasks.max", "1");
    config.put("topic", topic);
    // Without it each transaction would be of a few events, which takes minutes for thousands.
    config.put("linger.ms", "100");
    config.put("topic.creation.default.partitions", "1");
    config.put("topic.creation.default.replication.factor", "1");
    return config;
  }

  private static List<String> keys(List<ConsumerRecord<String, String>> records) {
    return records.stream()
        .map(ConsumerRecord::key)
        .map(key -> key.substring(key.lastIndexOf('/') + 1))
        .toList();
  }
}
