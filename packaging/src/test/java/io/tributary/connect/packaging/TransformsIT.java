package io.tributary.connect.packaging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.connect.embedded.ConnectRest;
import io.tributary.connect.embedded.EmbeddedCluster;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The built transforms in the chains of built connectors, in a real worker. */
class TransformsIT {
  private static final String PACKAGE = "io.tributary.connect.transforms.";

  @TempDir static Path folder;
  private static EmbeddedCluster cluster;
  private static ConnectRest rest;

  @BeforeAll
  static void start() throws Exception {
    cluster = EmbeddedCluster.start(folder.resolve("cluster"));
    rest = cluster.startWorker(Build.PLUGINS).rest();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aFilteredSinkFollowsEditsAndDeletions(boolean schemas) throws Exception {
    String topic = schemas ? "typed" : "plain";
    cluster.topics().create(topic, 1);
    Map<String, String> config = sink(topic);
    config.put("value.converter", "org.apache.kafka.connect.json.JsonConverter");
    config.put("value.converter.schemas.enable", Boolean.toString(schemas));
    config.put("transforms", "hashtags");
    config.put("transforms.hashtags.type", PACKAGE + "Keep");
    config.put("transforms.hashtags.field", "tags");
    config.put("transforms.hashtags.any.of", "sea,tides");
    config.put("transforms.hashtags.ignore.case", "true");
    rest.put(topic, config);

    send(topic, schemas, "kept", "create", "Sea");
    send(topic, schemas, "never kept", "create", "moon");
    send(topic, schemas, "edited away", "create", "SEA");
    send(topic, schemas, "edited in", "create", "moon");
    send(topic, schemas, "deleted", "create", "tides");
    awaitRows(topic, "deleted|tides", "edited away|SEA", "kept|Sea");

    send(topic, schemas, "edited away", "update", "moon");
    send(topic, schemas, "edited in", "update", "sea");
    send(topic, schemas, "never kept", "update", "stars");
    send(topic, schemas, "never kept", "delete", null);
    send(topic, schemas, "deleted", "delete", null);
    send(topic, schemas, "last", "create", "sea");
    awaitRows(topic, "edited in|sea", "kept|Sea", "last|sea");
    rest.awaitRunning(topic);

    rest.stop(topic);
    assertThat(rest.request("DELETE", "/connectors/%s/offsets".formatted(topic), null).status())
        .isEqualTo(200);
    rest.resume(topic);
    send(topic, schemas, "after the replay", "create", "sea");
    awaitRows(topic, "after the replay|sea", "edited in|sea", "kept|Sea", "last|sea");
    rest.delete(topic);
  }

  @Test
  void anEntryThatIsEditedOutOfASourcesFilterIsDeletedEverywhere() throws Exception {
    try (var feed = new EditedFeed()) {
      feed.publish(Map.of("1", "Tides explained", "2", "Sponsored: ropes", "3", "More tides"));
      Map<String, String> source = new HashMap<>();
      source.put("connector.class", "io.tributary.connect.rss.RssSourceConnector");
      source.put("feeds", "blog=" + feed.url());
      source.put("topic", "entries");
      source.put("poll.interval.ms", "500");
      source.put("poll.interval.max.ms", "500");
      source.put("http.private.addresses", "allow");
      source.put("transforms", "tides");
      source.put("transforms.tides.type", PACKAGE + "Keep");
      source.put("transforms.tides.field", "title");
      source.put("transforms.tides.pattern", "\\btides\\b");
      source.put("transforms.tides.ignore.case", "true");
      rest.put("entries-source", source);
      Map<String, String> sink = sink("entries");
      sink.put("transforms", "notMore,line,columns");
      sink.put("transforms.notMore.type", "org.apache.kafka.connect.transforms.Filter");
      sink.put("transforms.notMore.predicate", "isMore");
      sink.put("predicates", "isMore");
      sink.put("predicates.isMore.type", PACKAGE + "FieldMatches");
      sink.put("predicates.isMore.field", "title");
      sink.put("predicates.isMore.pattern", "^More");
      sink.put("predicates.isMore.on.tombstone", "false");
      sink.put("transforms.line.type", PACKAGE + "Compose$Value");
      sink.put("transforms.line.field", "line");
      sink.put("transforms.line.template", "${title}[[ by ${author}]] (${@header.operation})");
      sink.put("transforms.columns.type", PACKAGE + "Pick$Value");
      sink.put("transforms.columns.fields", "line,links.0:link");
      rest.put("entries-sink", sink);
      awaitRows("entries", "blog#1|Tides explained (create)|https://blog.example/1");

      feed.publish(
          Map.of("1", "Ropes explained", "2", "Sponsored: tides", "3", "More tides", "4", "Tides"));

      awaitRows(
          "entries",
          "blog#2|Sponsored: tides (update)|https://blog.example/2",
          "blog#4|Tides (create)|https://blog.example/4");
      List<ConsumerRecord<String, String>> records = cluster.topics().read("entries");
      assertThat(records)
          .filteredOn(record -> record.key().equals("blog#1"))
          .extracting(record -> operation(record) + " " + (record.value() != null))
          .containsExactly("create true", "delete false");
      assertThat(records)
          .filteredOn(record -> record.key().equals("blog#2"))
          .extracting(TransformsIT::operation)
          .containsExactly("update");
    }
  }

  private static Map<String, String> sink(String topic) {
    Map<String, String> config = new HashMap<>();
    config.put("connector.class", "io.tributary.connect.sqlite.SqliteSinkConnector");
    config.put("topics", topic);
    config.put("database", database(topic).toString());
    return config;
  }

  private static Path database(String topic) {
    return folder.resolve(topic + ".db");
  }

  private static void send(
      String topic, boolean schemas, String key, String operation, @Nullable String tag)
      throws InterruptedException {
    String value = tag == null ? null : "{\"tags\": [\"%s\"]}".formatted(tag);
    if (schemas && value != null) {
      value =
          """
          {"schema": {"type": "struct", "fields": [{"field": "tags",
            "type": "array", "items": {"type": "string"}}]}, "payload": %s}
          """
              .formatted(value);
    }
    var record = new ProducerRecord<>(topic, key, value);
    record.headers().add("operation", operation.getBytes(UTF_8));
    cluster.topics().sendAll(List.of(record));
  }

  private static void awaitRows(String topic, String... rows) {
    String columns = topic.equals("entries") ? "_key, line, link" : "_key, tags ->> 0";
    Database.awaitRows(
        database(topic), "select %s from \"%s\" order by 1".formatted(columns, topic), rows);
  }

  private static String operation(ConsumerRecord<String, String> record) {
    return new String(record.headers().lastHeader("operation").value(), UTF_8);
  }
}
