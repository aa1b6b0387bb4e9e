package io.tributary.connect.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tributary.connect.embedded.ConnectRest;
import io.tributary.connect.embedded.EmbeddedCluster;
import io.tributary.connect.embedded.WorkerProcess;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The built plugin in real workers. */
class SqliteSinkIT {
  private static final Path PLUGINS = Path.of("target/tributary-sqlite-sink-0.1.0");
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  /** Kafka never hears of an offset unless the task is stopped cleanly. */
  private static final Map<String, String> NO_OFFSET_COMMITS =
      Map.of("offset.flush.interval.ms", "3600000");

  @TempDir Path folder;

  @Test
  void writesJsonWithAndWithoutSchemas() throws Exception {
    try (EmbeddedCluster cluster = EmbeddedCluster.start(folder.resolve("cluster"))) {
      cluster.topics().create("plain", 3);
      cluster.topics().create("typed", 1);
      ConnectRest rest = cluster.startWorker(PLUGINS).rest();
      rest.put("plain", config("plain", Map.of("tasks.max", "2")));
      rest.put(
          "typed",
          config(
              "typed",
              Map.of(
                  "value.converter",
                  "org.apache.kafka.connect.json.JsonConverter",
                  "value.converter.schemas.enable",
                  "true")));
      cluster
          .topics()
          .send("plain", "a", "{\"title\": \"one\", \"tags\": [\"x\"], \"n\": 1, \"ok\": true}");
      cluster.topics().send("plain", "a", "{\"title\": \"two\", \"later\": 0.5}");
      cluster.topics().send("plain", "b", "{\"title\": \"gone\"}");
      cluster.topics().send("plain", "b", null);
      cluster.topics().send("plain", "c", "{\"title\": \"last\"}");
      cluster
          .topics()
          .send(
              "typed",
              "k",
              """
              {"schema": {"type": "struct", "fields": [
                 {"field": "at", "type": "int64", "optional": false,
                  "name": "org.apache.kafka.connect.data.Timestamp", "version": 1},
                 {"field": "note", "type": "string", "optional": true}]},
               "payload": {"at": 1795253415070, "note": null}}
              """);

      awaitRows(
          "(select _key, n, ok, later, tags, title from plain)",
          "a|1|1|0.5|[\"x\"]|two",
          "c|null|null|null|null|last");
      awaitRows("typed", "k|2026-11-21T09:30:15.070Z|null");
      assertThat(query("select \"notnull\" from pragma_table_info('typed') where name = 'at'"))
          .containsExactly("1");
    }
  }

  @Test
  void aWorkerThatIsKilledBeforeItCommitsOffsetsWritesNothingTwice() throws Exception {
    String counted = "select count(*), count(distinct n), min(n), max(n) from events";
    try (EmbeddedCluster cluster = EmbeddedCluster.start(folder.resolve("cluster"))) {
      cluster.topics().create("events", 2);
      WorkerProcess first = cluster.startWorker(PLUGINS, NO_OFFSET_COMMITS);
      // Inserts by Kafka's own offsets would hide nothing: the key is left to SQLite.
      Sqlite.execute(
          database(),
          "create table events (n integer, unused integer primary key autoincrement)",
          "create table writes (n integer)",
          """
          create trigger log after insert on events begin
            insert into writes values (new.n);
          end
          """);
      Map<String, String> config =
          config(
              "events",
              Map.of("insert.mode", "insert", "pk.mode", "record_value", "pk.fields", "n"));
      first.rest().put("events", config);
      send(cluster, 0, 500);
      await().atMost(DEADLINE).until(() -> query(counted).get(0).startsWith("500|"));
      first.kill();
      send(cluster, 500, 1000);

      WorkerProcess second = cluster.startWorker(PLUGINS, NO_OFFSET_COMMITS);
      second.rest().awaitRunning("events");
      await().atMost(DEADLINE).until(() -> query(counted).get(0).contains("|999"));
      assertThat(query(counted)).containsExactly("1000|1000|0|999");
      assertThat(query("select count(*) from writes")).containsExactly("1000");
      assertThat(query("select sum(next_offset) from _tributary_offsets")).containsExactly("1000");
    }
  }

  @Test
  void aPoisonRecordReachesTheDeadLetterQueueAndItsNeighboursTheTable() throws Exception {
    try (EmbeddedCluster cluster = EmbeddedCluster.start(folder.resolve("cluster"))) {
      cluster.topics().create("mixed", 1);
      ConnectRest rest = cluster.startWorker(PLUGINS).rest();
      rest.put(
          "mixed",
          config(
              "mixed",
              Map.of(
                  "errors.tolerance",
                  "all",
                  "errors.deadletterqueue.topic.name",
                  "mixed-unwritable",
                  "errors.deadletterqueue.topic.replication.factor",
                  "1",
                  "errors.deadletterqueue.context.headers.enable",
                  "true")));
      cluster.topics().send("mixed", "a", "{\"n\": 1}");
      cluster.topics().send("mixed", "b", "{\"n\": \"poison\"}");
      cluster.topics().send("mixed", "c", "{\"n\": 3}");
      cluster.topics().send("mixed", "d", "not JSON");
      cluster.topics().send("mixed", null, "{\"n\": 5}");
      cluster.topics().send("mixed", "f", "{\"n\": 6}");

      awaitRows("mixed", "a|1", "c|3", "f|6");
      List<ConsumerRecord<String, String>> dead =
          cluster.topics().await("mixed-unwritable", 3, DEADLINE);
      assertThat(dead).hasSize(3);
      assertThat(dead)
          .filteredOn(record -> "b".equals(record.key()))
          .singleElement()
          .satisfies(
              record -> {
                assertThat(record.value()).isEqualTo("{\"n\": \"poison\"}");
                assertThat(header(record, "__connect.errors.exception.message"))
                    .contains("mixed-0@1", "is TEXT", "has it as INTEGER");
              });
      rest.awaitRunning("mixed");
    }
  }

  @Test
  void withoutADeadLetterQueueTheTaskSaysWhichRecordAndWhatToSet() throws Exception {
    try (EmbeddedCluster cluster = EmbeddedCluster.start(folder.resolve("cluster"))) {
      cluster.topics().create("strict", 1);
      ConnectRest rest = cluster.startWorker(PLUGINS).rest();
      rest.put("strict", config("strict", Map.of()));
      cluster.topics().send("strict", "a", "{\"n\": 1}");
      cluster.topics().send("strict", null, "{\"n\": 2}");

      assertThat(rest.awaitFailure("strict"))
          .contains("strict-0@1", "it has no key", "errors.deadletterqueue.topic.name");
      awaitRows("strict", "a|1");
    }
  }

  @Test
  void aDatabaseThatCannotBeUsedFailsTheTaskAtItsStart() throws Exception {
    Files.writeString(folder.resolve("notes.txt"), "no database, but a long text ".repeat(100));
    try (EmbeddedCluster cluster = EmbeddedCluster.start(folder.resolve("cluster"))) {
      ConnectRest rest = cluster.startWorker(PLUGINS).rest();
      for (String name : List.of("", "notes.txt")) {
        String path = folder.resolve(name).toString();
        rest.put("unusable", config("any", Map.of("database", path)));

        assertThat(rest.awaitFailure("unusable")).contains(path, "property database");
        rest.delete("unusable");
      }
    }
  }

  @Test
  void offsetsThatAreResetByRestAreReadAgain() throws Exception {
    try (EmbeddedCluster cluster = EmbeddedCluster.start(folder.resolve("cluster"))) {
      cluster.topics().create("again", 1);
      ConnectRest rest = cluster.startWorker(PLUGINS).rest();
      rest.put("again", config("again", Map.of()));
      cluster.topics().send("again", "a", "{\"n\": 1}");
      cluster.topics().send("again", "b", "{\"n\": 2}");
      awaitRows("again", "a|1", "b|2");

      rest.stop("again");
      Sqlite.execute(database(), "delete from again");
      var patched =
          rest.request(
              "PATCH",
              "/connectors/again/offsets",
              """
              {"offsets": [{"partition": {"kafka_topic": "again", "kafka_partition": 0},
                            "offset": {"kafka_offset": 1}}]}
              """);
      assertThat(patched.status()).as(patched.body().toString()).isEqualTo(200);
      rest.resume("again");
      awaitRows("again", "b|2");

      rest.stop("again");
      assertThat(rest.request("DELETE", "/connectors/again/offsets", null).status()).isEqualTo(200);
      rest.resume("again");
      awaitRows("again", "a|1", "b|2");
    }
  }

  private void send(EmbeddedCluster cluster, int from, int to) throws InterruptedException {
    cluster
        .topics()
        .sendAll(
            IntStream.range(from, to)
                .mapToObj(n -> new ProducerRecord<>("events", "k" + n, "{\"n\": %d}".formatted(n)))
                .toList());
  }

  private Map<String, String> config(String topic, Map<String, String> overrides) {
    Map<String, String> config = new HashMap<>();
    config.put("connector.class", SqliteSinkConnector.class.getName());
    config.put("topics", topic);
    config.put("database", database().toString());
    config.putAll(overrides);
    return config;
  }

  private Path database() {
    return folder.resolve("data.db");
  }

  private void awaitRows(String table, String... rows) {
    await()
        .atMost(DEADLINE)
        .ignoreExceptions()
        .untilAsserted(
            () ->
                assertThat(query("select * from %s order by 1".formatted(table)))
                    .containsExactly(rows));
  }

  private List<String> query(String sql) {
    return Sqlite.query(database(), sql);
  }

  private static String header(ConsumerRecord<String, String> record, String name) {
    return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }
}
