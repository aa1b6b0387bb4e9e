package io.tributary.connect.bluesky;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.connect.common.ConfigDocs;
import io.tributary.connect.common.FencedConfigs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.ExactlyOnceSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlueskySourceConnectorTest {
  private static final String V1 = "wss://a.example/subscribe";
  private static final String FIREHOSE = "wss://a.example/xrpc/com.atproto.sync.subscribeRepos";

  private final BlueskySourceConnector connector = new BlueskySourceConnector();

  @Test
  void pinsNameTypeAndDefaultOfEveryProperty() {
    assertThat(ConfigDocs.signatures(BlueskySourceConfig.DEFINITION))
        .containsExactly(
            "endpoints LIST ="
                + " `wss://jetstream.us-west.bsky.network/xrpc/network.bsky.jetstream.subscribeEvents,"
                + "wss://jetstream.us-east.bsky.network/xrpc/network.bsky.jetstream.subscribeEvents`",
            "start.from STRING = `now`",
            "gap.policy STRING = `continue`",
            "gap.threshold.ms LONG = `60000`",
            "failover.rewind.ms LONG = `5000`",
            "compress STRING = `auto`",
            "zstd.dictionary STRING = (empty)",
            "collections LIST = `app.bsky.feed.post`",
            "actors LIST = (empty)",
            "langs LIST = (empty)",
            "tags LIST = (empty)",
            "keywords LIST = (empty)",
            "include.replies BOOLEAN = `true`",
            "include.reposts BOOLEAN = `true`",
            "topic STRING = none, required",
            "value.format STRING = `post`",
            "delete.mode STRING = `tombstone`",
            "include.record BOOLEAN = `false`",
            "handles.resolve BOOLEAN = `false`",
            "timestamp.format STRING = `iso8601`",
            "record.max.bytes INT = `1000000`",
            "identity.topic STRING = (empty)",
            "account.topic STRING = (empty)",
            "status.topic STRING = (empty)",
            "heartbeat.topic STRING = (empty)",
            "heartbeat.interval.ms LONG = `60000`",
            "buffer.max.bytes INT = `33554432`",
            "max.message.bytes INT = `8388608`",
            "linger.ms LONG = `500`",
            "connect.timeout.ms INT = `20000`",
            "idle.timeout.ms LONG = `60000`",
            "stall.timeout.ms LONG = `300000`",
            "reconnect.backoff.ms LONG = `500`",
            "reconnect.backoff.max.ms LONG = `30000`",
            "appview.url STRING = `https://public.api.bsky.app`",
            "handle.url STRING = `https://${handle}/.well-known/atproto-did`",
            "plc.url STRING = `https://plc.directory`",
            "did.web.url STRING = `https://${host}/.well-known/did.json`");
    ConfigDocs.assertDocumented(BlueskySourceConfig.DEFINITION);
  }

  @Test
  void documentsEveryPropertyInConfigMd() {
    ConfigDocs.assertCurrent(
        Path.of("CONFIG.md"), "Bluesky source", BlueskySourceConfig.DEFINITION);
  }

  @Test
  void acceptsEveryConfigurationOfTheReadmeAndTheExample() throws IOException {
    List<Map<String, String>> configs = FencedConfigs.in(Path.of("README.md"));
    assertThat(configs).isNotEmpty().allSatisfy(config -> assertThat(errors(config)).isEmpty());
    Map<String, String> example =
        new ObjectMapper()
            .readValue(
                Path.of("src/plugin/etc/bluesky-source.json").toFile(), new TypeReference<>() {});
    assertThat(errors(example)).isEmpty();
  }

  @Test
  void needsNothingButATopic() {
    assertThat(errors(Map.of("topic", "posts"))).isEmpty();
    assertThat(errors(Map.of())).containsOnlyKeys("topic");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "endpoints | '' | at least one",
        "endpoints | https://a.example/subscribe | ws or wss",
        "endpoints | wss://a.example/firehose | the path is none of",
        "endpoints | wss://a.example/subscribe?cursor=1 | without parameters",
        "endpoints | wss://me:secret@a.example/subscribe | without a user name",
        "endpoints | wss://a b.example/ | not a WebSocket URL",
        "endpoints | wss://a.example/subscribe,WSS://A.example:443/subscribe | in the list twice",
        "endpoints | a.example,wss://b.example/subscribe | one kind of stream",
        "start.from | yesterday | neither now, earliest nor a time",
        "start.from | 2026-11-21 | neither now, earliest nor a time",
        "gap.policy | ignore | continue",
        "gap.threshold.ms | 0 | at least 1",
        "failover.rewind.ms | 600001 | no more than 600000",
        "compress | gzip | zstd",
        "zstd.dictionary | /etc/v1.zdict | only Jetstream v1",
        "collections | posts | neither a collection nor prefix",
        "collections | app.bsky | neither a collection nor prefix",
        "collections | app.bsky.fo* | neither a collection nor prefix",
        "collections | app.bsky.feed.post,app.bsky.feed.post | in the list twice",
        "actors | alice | neither a DID nor a handle",
        "actors | did:plc: | not a DID",
        "actors | alice.example,@Alice.example | in the list twice",
        "langs | english please | not a language tag",
        "langs | en,EN | in the list twice",
        "tags | '#' | empty",
        "tags | cats,#Cats | in the list twice",
        "include.replies | maybe | true or false",
        "topic | '' | not a legal topic name",
        "topic | my posts | not a legal topic name",
        "topic | posts.${kind} | not a legal topic name",
        "value.format | avro | json",
        "delete.mode | ignore | tombstone",
        "timestamp.format | epoch | iso8601",
        "record.max.bytes | 1 | at least 1024",
        "identity.topic | my topic | not a legal topic name",
        "heartbeat.topic | .. | not a legal topic name",
        "heartbeat.interval.ms | 0 | at least 1",
        "buffer.max.bytes | 1000 | at least 1048576",
        "buffer.max.bytes | 1048576 | at least max.message.bytes",
        "max.message.bytes | 0 | at least 1024",
        "linger.ms | 1000 | no more than 800",
        "idle.timeout.ms | 0 | at least 100",
        "reconnect.backoff.max.ms | 499 | at least reconnect.backoff.ms",
        "appview.url | ftp://a.example | http or https",
        "handle.url | ${handle} | http or https"
      })
  void refusesAWrongValueOnTheRightProperty(String property, String value, String message) {
    Map<String, String> config = config();
    config.put(property, value);

    assertThat(errors(config)).containsOnlyKeys(property);
    assertThat(errors(config).toString()).contains(message);
    assertThatThrownBy(() -> new BlueskySourceConfig(config)).isInstanceOf(ConfigException.class);
  }

  @Test
  void neverRepeatsAPasswordInAnError() {
    Map<String, String> config = config();
    config.put("endpoints", "wss://a.example,wss://me:sesame@b.example");

    assertThat(errors(config).toString()).contains("entry 2:").doesNotContain("sesame");
  }

  @Test
  void refusesWhatTheStreamDoesNotHave() {
    assertThat(errors(with(FIREHOSE, "value.format", "json"))).containsOnlyKeys("value.format");
    assertThat(errors(with(FIREHOSE, "compress", "zstd"))).containsOnlyKeys("compress");
    assertThat(errors(with(V1, "compress", "zstd"))).containsOnlyKeys("compress");
    assertThat(errors(with(V1, "zstd.dictionary", "/etc/v1.zdict"))).isEmpty();
    assertThat(errors(with("a.example", "zstd.dictionary", "/etc/v1.zdict"))).isEmpty();
  }

  @Test
  void acceptsAtMostAsManyCollectionsAsServersDo() {
    String hundred =
        IntStream.range(0, 100).mapToObj(i -> "org.example.c" + i).collect(Collectors.joining(","));

    assertThat(errors(with(V1, "collections", hundred))).isEmpty();
    assertThat(errors(with(V1, "collections", hundred + ",org.example.more")))
        .containsOnlyKeys("collections");
  }

  @Test
  void takesAHostWithoutAPathForVersion2() {
    Map<String, String> config = config();
    config.put("endpoints", "A.example, ws://b.example:8080/, wss://c.example:443");

    assertThat(new BlueskySourceConfig(config).endpoints())
        .containsExactly(
            BlueskyEndpoint.parse("wss://a.example"),
            BlueskyEndpoint.parse("ws://b.example:8080"),
            BlueskyEndpoint.parse("wss://c.example"))
        .allMatch(endpoint -> endpoint.kind() == StreamKind.JETSTREAM_V2 && endpoint.assumed());
  }

  @Test
  void readsWithOneTaskUnlessThereAreTooManyAccounts() {
    connector.start(config());

    assertThat(connector.taskConfigs(8)).hasSize(1);
    assertThat(new BlueskySourceConfig(connector.taskConfigs(8).get(0)).shards()).isEqualTo(1);
  }

  @Test
  void sharesManyAccountsOutAmongTasks() {
    List<String> actors = IntStream.range(0, 25_000).mapToObj(i -> "did:plc:a" + i).toList();
    Map<String, String> config = config();
    config.put("actors", String.join(",", actors));
    connector.start(config);

    List<Map<String, String>> tasks = connector.taskConfigs(8);

    Set<String> shared = new HashSet<>();
    for (int i = 0; i < tasks.size(); i++) {
      var task = new BlueskySourceConfig(tasks.get(i));
      assertThat(task.shard()).isEqualTo(i);
      assertThat(task.shards()).isEqualTo(tasks.size());
      assertThat(task.actors()).hasSizeLessThanOrEqualTo(10_000).allMatch(shared::add);
    }
    assertThat(shared).isEqualTo(new HashSet<>(actors));
    // Two tasks could take 20,000 if they were shared out evenly.
    config.put("actors", String.join(",", actors.subList(0, 20_000)));
    config.put("tasks.max", "2");
    assertThat(errors(config)).containsOnlyKeys("actors");
    config.put("actors", String.join(",", actors));
    assertThatThrownBy(() -> connector.taskConfigs(2))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("tasks.max");
    config.put("tasks.max", "2");
    assertThat(errors(config)).containsOnlyKeys("actors");
    config.put("tasks.max", "8");
    assertThat(errors(config)).isEmpty();
  }

  @Test
  void keepsAnAccountWithItsTaskWhenOthersAreAdded() {
    List<String> actors = IntStream.range(0, 15_000).mapToObj(i -> "did:plc:a" + i).toList();
    List<List<String>> before = BlueskyShards.of(actors.subList(0, 14_000), 2);
    List<List<String>> after = BlueskyShards.of(actors, 2);

    assertThat(before).hasSize(2);
    for (int i = 0; i < 2; i++) {
      assertThat(new HashSet<>(after.get(i)).containsAll(before.get(i))).isTrue();
    }
  }

  @Test
  void readsTheFirehoseWithOneTaskHoweverManyAccountsThereAre() {
    List<String> actors = IntStream.range(0, 25_000).mapToObj(i -> "did:plc:a" + i).toList();
    connector.start(with(FIREHOSE, "actors", String.join(",", actors)));

    assertThat(connector.taskConfigs(8)).hasSize(1);
  }

  @Test
  void passesOnPropertiesWithoutAValue() {
    Map<String, String> config = config();
    config.put("header.converter", null);
    connector.start(config);

    assertThat(connector.taskConfigs(1).get(0)).containsEntry("header.converter", null);
  }

  @Test
  void supportsExactlyOnce() {
    assertThat(connector.exactlyOnceSupport(config())).isEqualTo(ExactlyOnceSupport.SUPPORTED);
  }

  @Test
  void acceptsOffsetsThatSayATimeOrAPlaceAndTheirRemoval() {
    Map<String, ?> partition = BlueskyOffset.partition(0, 1);
    assertThat(alter(partition, BlueskyOffset.at(1_790_000_000_000_000L, 0).toMap())).isTrue();
    assertThat(alter(partition, Map.of("time_us", 1_790_000_000_000_000L))).isTrue();
    assertThat(
            alter(
                partition,
                Map.of(
                    "kind",
                    "jetstream_v2",
                    "host",
                    "a",
                    "seq",
                    5L,
                    "time_us",
                    1_790_000_000_000_000L)))
        .isTrue();
    assertThat(alter(partition, null)).isTrue();
    // As DELETE does with what another connector of this name has stored.
    assertThat(alter(Map.of("file", "x"), null)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "time_us | soon",
        "time_us | -5",
        "time_us | 1790000000",
        "time_us | 1790000000000",
        "kind | v3",
        "seq | -1",
        "seq | x",
        "done | -1",
        "host | 5",
        "recent | %%%",
        "version | 2"
      })
  void refusesOffsetsItWouldNotUnderstand(String field, String value) {
    Map<String, Object> offset =
        new HashMap<>(
            Map.of("kind", "firehose", "host", "a", "seq", 5L, "time_us", 1_790_000_000_000_000L));
    offset.put(field, value.matches("-?\\d+") ? Long.valueOf(value) : value);

    assertThatThrownBy(() -> alter(BlueskyOffset.partition(0, 1), offset))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("time_us");
  }

  @Test
  void refusesOffsetsOfPartitionsItDoesNotHave() {
    for (Map<String, ?> partition :
        List.of(Map.of("file", "x"), Map.of("shard", 1), Map.of("shard", "0/1"))) {
      assertThatThrownBy(() -> alter(partition, Map.of("time_us", 1L)))
          .isInstanceOf(ConnectException.class)
          .hasMessageContaining("\"1/1\"");
    }
    assertThatThrownBy(() -> alter(BlueskyOffset.partition(0, 1), Map.of("seq", 5L)))
        .isInstanceOf(ConnectException.class);
  }

  private boolean alter(Map<String, ?> partition, @Nullable Map<String, ?> offset) {
    Map<Map<String, ?>, @Nullable Map<String, ?>> offsets = new HashMap<>();
    offsets.put(partition, offset);
    return connector.alterOffsets(config(), offsets);
  }

  private static Map<String, String> config() {
    Map<String, String> config = new HashMap<>();
    config.put("topic", "posts");
    return config;
  }

  private static Map<String, String> with(String endpoints, String property, String value) {
    Map<String, String> config = config();
    config.put("endpoints", endpoints);
    config.put(property, value);
    return config;
  }

  private Map<String, List<String>> errors(Map<String, String> config) {
    Map<String, List<String>> errors = new TreeMap<>();
    for (ConfigValue value : connector.validate(config).configValues()) {
      if (!value.errorMessages().isEmpty()) {
        errors.put(value.name(), value.errorMessages());
      }
    }
    return errors;
  }
}
