package io.tributary.connect.solr;

import static io.tributary.connect.solr.TaskHarness.PARTITION;
import static io.tributary.connect.solr.TaskHarness.map;
import static io.tributary.connect.solr.TaskHarness.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.tributary.connect.embedded.SolrServer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;

/** The task on a real Solr. */
class SolrTaskIT {
  private String core = "";
  private final SolrServer solr = SharedSolr.server();

  SolrTaskIT() throws Exception {}

  @Test
  void recordsBecomeDocumentsAndTombstonesRemoveThem() throws Exception {
    try (TaskHarness sink = start(Map.of("copy.to.text", "true"))) {
      sink.put(
          record(0, "a", map("title", "Tides", "likes", 3L, "tags", List.of("sea", "moon"))),
          record(1, "b", map("title", "gone")),
          record(2, "b", null),
          record(3, "a", map("title", "Tides again", "published_at", "2026-11-21T09:30:15+01:00")),
          record(4, "c", null),
          record(5, "c", map("score", 0.5, "live", true, "note", null)));
      sink.awaitSettled();

      assertThat(probe().ids()).containsExactly("a", "c");
      JsonNode found = probe().all();
      assertThat(found.path("a").path("title_txt").get(0).asText()).isEqualTo("Tides again");
      assertThat(found.path("a").has("likes_l")).as("the document is replaced").isFalse();
      assertThat(found.path("a").path("published_at_dt").asText())
          .isEqualTo("2026-11-21T08:30:15Z");
      assertThat(found.path("c").path("score_d").asDouble()).isEqualTo(0.5);
      assertThat(found.path("c").path("live_b").asBoolean()).isTrue();
      assertThat(probe().ids("again")).containsExactly("a");
      assertThat(sink.reporter.records).isEmpty();
    }
  }

  @Test
  void whatIsWrittenAndRemovedIsVisibleWithoutACommit() throws Exception {
    try (TaskHarness sink = start(Map.of("commit.within.ms", "200"))) {
      sink.put(record(0, "a", map("n", 1L)), record(1, "b", map("n", 1L)));
      await().atMost(TaskHarness.DEADLINE).until(() -> probe().visible("n_l:1") == 2);
      sink.put(record(2, "a", null));
      await().atMost(TaskHarness.DEADLINE).until(() -> probe().visible("n_l:1") == 1);
    }
  }

  // Connect's logical types are java.util.Date.
  @SuppressWarnings("JavaUtilDate")
  @Test
  void structsBecomeDocumentsToo() throws Exception {
    Schema schema =
        SchemaBuilder.struct()
            .field("text", Schema.STRING_SCHEMA)
            .field("n", Schema.INT32_SCHEMA)
            .field("at", Timestamp.SCHEMA)
            .field("langs", SchemaBuilder.array(Schema.STRING_SCHEMA).build())
            .build();
    var value =
        new Struct(schema)
            .put("text", "hello sea")
            .put("n", 7)
            .put("at", new java.util.Date(1_795_253_415_070L))
            .put("langs", List.of("en", "cy"));
    try (TaskHarness sink = start(Map.of())) {
      sink.put(record(0, "a", value));
      sink.awaitSettled();

      JsonNode document = probe().find("text_txt:sea AND langs_ss:cy AND n_l:7").path("a");
      assertThat(document.path("at_dt").asText()).isEqualTo("2026-11-21T09:30:15.070Z");
    }
  }

  @Test
  void whatIsDoneToADocumentStaysInOrder() throws Exception {
    var random = new Random(7);
    Map<String, Long> expected = new TreeMap<>();
    List<SinkRecord> records = new ArrayList<>();
    for (long offset = 0; offset < 20_000; offset++) {
      String id = "id" + random.nextInt(200);
      if (random.nextInt(4) == 0) {
        expected.remove(id);
        records.add(record(offset, id, null));
      } else {
        expected.put(id, offset);
        records.add(record(offset, id, map("n", offset)));
      }
    }
    try (TaskHarness sink = start(Map.of("batch.size", "500", "max.in.flight", "4"))) {
      for (int i = 0; i < records.size(); i += 500) {
        sink.put(records.subList(i, i + 500));
      }
      sink.awaitSettled();

      assertThat(numbers()).isEqualTo(expected);
    }
  }

  @Test
  void exactlyTheBadDocumentsAreReported() throws Exception {
    List<Long> bad = new ArrayList<>();
    List<SinkRecord> records = new ArrayList<>();
    String immense = "x".repeat(40_000);
    for (long offset = 0; offset < 10_000; offset++) {
      Map<String, Object> value = new HashMap<>(Map.of("n", offset));
      if (offset % 100 == 37) {
        bad.add(offset);
        switch ((int) (offset / 100 % 3)) {
          case 0 -> value.put("unknown", "field");
          case 1 -> value.put("day_dt", "no date");
          default -> value.put("term_s", immense);
        }
      }
      Map<String, Object> renamed = new HashMap<>();
      value.forEach((name, any) -> renamed.put(name.equals("n") ? "n_l" : name, any));
      records.add(record(offset, "id" + offset, renamed));
    }
    try (TaskHarness sink = start(Map.of("schema.mode", "none"))) {
      for (int i = 0; i < records.size(); i += 500) {
        sink.put(records.subList(i, i + 500));
      }
      sink.awaitSettled();

      assertThat(sink.reporter.offsets()).containsExactlyInAnyOrderElementsOf(bad);
      assertThat(sink.reporter.reasons.get(0)).contains("t-0@", "Solr answers 400");
      assertThat(numbers())
          .isEqualTo(
              LongStream.range(0, 10_000)
                  .filter(offset -> offset % 100 != 37)
                  .boxed()
                  .collect(Collectors.toMap(offset -> "id" + offset, offset -> offset)));
    }
  }

  @Test
  void withoutADeadLetterQueueTheTaskNamesTheBadRecord() throws Exception {
    try (TaskHarness sink =
        TaskHarness.intolerant(solr.url(), config(Map.of("schema.mode", "none")))) {
      sink.put(record(0, "a", map("x_s", "1")));
      sink.awaitSettled();
      sink.put(record(1, "b", map("unknown", "1")));

      sink.awaitFailure(
          DataException.class,
          "t-0@1",
          "unknown field 'unknown'",
          "errors.deadletterqueue.topic.name");
      assertThat(sink.safe()).isEqualTo(1);
    }
  }

  @Test
  void acknowledgesABadRecordOnceTheDeadLetterQueueHasIt() throws Exception {
    try (TaskHarness sink = start(Map.of())) {
      sink.reporter.confirmation = new CompletableFuture<>();
      sink.put(record(0, "a", map("n", 1L)), record(1, null, map("n", 2L)), record(2, "c", null));
      await().atMost(TaskHarness.DEADLINE).until(() -> sink.safe() == 1);
      sink.put();
      assertThat(sink.safe()).isEqualTo(1);

      sink.reporter.confirmation.complete(null);
      sink.awaitSettled();
    }
  }

  @Test
  void aDeadLetterQueueThatDoesNotTakeARecordFailsTheTask() throws Exception {
    try (TaskHarness sink = start(Map.of())) {
      sink.reporter.confirmation =
          CompletableFuture.failedFuture(new IllegalStateException("too large"));

      assertThatThrownBy(() -> sink.put(record(0, null, map("n", 1L))))
          .isInstanceOf(ConnectException.class)
          .hasRootCauseMessage("too large");
      assertThat(sink.safe()).isZero();
    }
  }

  @Test
  void aMissingCollectionFailsWithWhatToDo() {
    try (TaskHarness sink = TaskHarness.start(solr.url(), Map.of("collection", "nowhere"))) {
      sink.put(record(0, "a", map("x", "1")));

      sink.awaitFailure(ConnectException.class, "nowhere", "collection.create=true");
      assertThat(sink.safe()).isZero();
    }
  }

  @Test
  void twoTasksCreateTheSameCoreAndItsFields() throws Exception {
    core = "made-by-sinks";
    solr.addConfigset(core, SharedSolr.CONFIGSET);
    Map<String, String> config =
        Map.of(
            "collection",
            core,
            "collection.create",
            "true",
            "configset",
            core,
            "schema.mode",
            "create");
    try (TaskHarness one = TaskHarness.start(solr.url(), config);
        TaskHarness other = TaskHarness.start(solr.url(), config)) {
      one.put(record(0, "a", map("stars", 1L, "mood", "calm")));
      other.put(record(0, "b", map("stars", 2L, "depth", 3L)));
      one.awaitSettled();
      other.awaitSettled();

      for (TaskHarness sink : List.of(one, other)) {
        assertThat(sink.reporter.reasons).isEmpty();
        assertThat(sink.context.metric("retries-total")).as("it was not there").isPositive();
      }
      await()
          .atMost(TaskHarness.DEADLINE)
          .untilAsserted(() -> assertThat(probe().ids("stars:[1 TO 2]")).containsExactly("a", "b"));
    }
  }

  @Test
  void acknowledgesNothingWhileSolrIsNotThere() throws Exception {
    try (TaskHarness sink = start(Map.of("max.buffered.records", "100"))) {
      sink.put(record(0, "a", map("n", 0L)));
      sink.awaitSettled();
      solr.kill();
      sink.put(IntStream.range(1, 200).mapToObj(i -> record(i, "b" + i, map("n", i))).toList());

      assertThat(sink.safe()).isEqualTo(1);
      assertThat(sink.context.paused).containsExactly(PARTITION);
      solr.restart();
      sink.awaitSettled();
      assertThat(sink.context.paused).isEmpty();
      // Solr ignores commits until it has read its log again.
      await()
          .atMost(TaskHarness.DEADLINE)
          .untilAsserted(() -> assertThat(probe().ids()).hasSize(200));
      assertThat(sink.reporter.records).isEmpty();
    }
  }

  @Test
  void anOlderEventDoesNotReplaceANewerOne() throws Exception {
    try (TaskHarness sink = start(Map.of("version.mode", "kafka_offset"))) {
      sink.put(record(5, "a", map("n", 5L)), record(6, "b", map("n", 6L)), record(7, "b", null));
      sink.awaitSettled();
      sink.put(record(3, "a", map("n", 3L)), record(4, "b", map("n", 4L)), record(4, "c", null));
      sink.awaitSettled();

      assertThat(probe().all().path("a").path("n_l").asLong()).isEqualTo(5);
      assertThat(probe().ids("-deleted_b:true")).containsExactly("a");
      assertThat(sink.reporter.records).isEmpty();
    }
  }

  @Test
  void aVersionCanBeAFieldOfTheRecord() throws Exception {
    Map<String, String> config =
        Map.of("version.mode", "field", "version.field", "at", "delete.enabled", "false");
    try (TaskHarness sink = start(config)) {
      sink.put(
          record(0, "a", map("n", 2L, "at", "2026-11-21T09:30:15.000002Z")),
          record(1, "a", map("n", 1L, "at", "2026-11-21T09:30:15.000001Z")),
          record(2, "b", map("n", 3L, "at", "yesterday")),
          record(3, "b", null));
      sink.awaitSettled();

      assertThat(numbers()).isEqualTo(Map.of("a", 2L));
      assertThat(sink.reporter.offsets()).containsExactly(2L);
    }
  }

  @Test
  void atomicUpdatesLeaveOtherFieldsAlone() throws Exception {
    try (TaskHarness sink = start(Map.of("write.mode", "atomic"))) {
      sink.put(
          record(0, "a", map("title", "Tides", "n", 1L, "tags", List.of("sea"))),
          record(1, "a", map("n", 2L)),
          record(2, "a", map("title", null, "tags", List.of("moon"))));
      sink.awaitSettled();

      JsonNode document = probe().all().path("a");
      assertThat(document.path("n_l").asLong()).isEqualTo(2);
      assertThat(document.has("title_txt")).isFalse();
      assertThat(document.path("tags_ss").toString()).isEqualTo("[\"moon\"]");
    }
  }

  @Test
  void nestedFieldsBecomeChildrenThatGoWithTheirDocument() throws Exception {
    try (TaskHarness sink = start(Map.of("nested.mode", "child"))) {
      sink.put(
          record(
              0,
              "a",
              map(
                  "n",
                  1L,
                  "card",
                  map("url", "https://example.org/tides"),
                  "media",
                  List.of(map("alt", "a boat"), map("alt", "a pier")))),
          record(1, "b", map("n", 2L, "media", List.of(map("alt", "a gull")))));
      sink.awaitSettled();
      assertThat(probe().ids())
          .containsExactly("a", "a/card#0", "a/media#0", "a/media#1", "b", "b/media#0");
      assertThat(probe().ids("{!parent which='*:* -_nest_path_:*'}alt_txt:pier"))
          .containsExactly("a");

      sink.put(
          record(2, "a", map("n", 3L, "media", List.of(map("alt", "a net")))),
          record(3, "b", null));
      sink.awaitSettled();
      assertThat(probe().ids()).containsExactly("a", "a/media#0");
    }
  }

  @Test
  void addsFieldsToTheSchemaAlsoWhenTwoTasksDo() throws Exception {
    Map<String, String> config = config(Map.of("schema.mode", "create", "nested.mode", "json"));
    try (TaskHarness one = TaskHarness.start(solr.url(), config);
        TaskHarness other = TaskHarness.start(solr.url(), config)) {
      for (int i = 0; i < 10; i++) {
        for (TaskHarness sink : List.of(one, other)) {
          sink.put(
              record(
                  i,
                  sink == one ? "one" + i : "other" + i,
                  map("title", "Tides", "f" + i, 1L, "list" + i, List.of("x"), "o", map("k", i))));
        }
      }
      one.awaitSettled();
      other.awaitSettled();

      assertThat(one.reporter.reasons).isEmpty();
      assertThat(other.reporter.reasons).isEmpty();
      // A core that has just been reloaded may answer from before the last commit.
      await()
          .atMost(TaskHarness.DEADLINE)
          .untilAsserted(() -> assertThat(probe().ids()).hasSize(20));
      assertThat(probe().ids("title:tides AND f3:1 AND list3:x")).containsExactly("one3", "other3");
    }
  }

  private TaskHarness start(Map<String, String> overrides) throws Exception {
    return TaskHarness.start(solr.url(), config(overrides));
  }

  /** Makes a core of its own for a test. */
  private Map<String, String> config(Map<String, String> overrides) throws Exception {
    core = SharedSolr.core();
    Map<String, String> config = new HashMap<>(overrides);
    config.put("collection", core);
    return config;
  }

  private SolrProbe probe() {
    return new SolrProbe(solr, core);
  }

  private Map<String, Long> numbers() {
    Map<String, Long> numbers = new TreeMap<>();
    probe()
        .all()
        .forEach(found -> numbers.put(found.path("id").asText(), found.path("n_l").asLong()));
    return numbers;
  }
}
