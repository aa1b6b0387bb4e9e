package io.tributary.connect.sqlite;

import static io.tributary.connect.sqlite.TaskHarness.map;
import static io.tributary.connect.sqlite.TaskHarness.record;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Debezium's change events. */
class EnvelopeTest {
  private static final Schema ROW =
      SchemaBuilder.struct()
          .optional()
          .field("id", Schema.INT64_SCHEMA)
          .field("x", Schema.OPTIONAL_STRING_SCHEMA)
          .build();
  private static final Schema ENVELOPE =
      SchemaBuilder.struct()
          .name("shop.orders.Envelope")
          .field("before", ROW)
          .field("after", ROW)
          .field("source", SchemaBuilder.struct().field("db", Schema.STRING_SCHEMA).build())
          .field("op", Schema.STRING_SCHEMA)
          .field("ts_ms", Schema.OPTIONAL_INT64_SCHEMA)
          .build();

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "record_key, auto, true",
    "record_key, debezium, true",
    "record_key, debezium, false",
    "record_value, auto, true",
    "record_value, debezium, false"
  })
  void changesBecomeRowsAndDeletes(String mode, String envelope, boolean typed) {
    try (TaskHarness sink =
        start(Map.of("pk.mode", mode, "pk.fields", "id", "value.envelope", envelope))) {
      sink.put(
          event(typed, 0, "r", null, "one", 1),
          event(typed, 1, "c", null, "two", 2),
          event(typed, 2, "u", "one", "changed", 1),
          event(typed, 3, "c", null, "three", 3),
          event(typed, 4, "d", "two", null, 2));

      assertThat(sink.query("select id, x from t order by id"))
          .containsExactly("1|changed", "3|three");
      assertThat(sink.query("select name from pragma_table_info('t')")).containsExactly("id", "x");
    }
  }

  @ParameterizedTest
  @CsvSource({"record_key", "record_value"})
  void theTombstoneAfterADeleteDoesNoHarm(String mode) {
    try (TaskHarness sink =
        start(Map.of("pk.mode", mode, "pk.fields", "id", "value.envelope", "debezium"))) {
      sink.put(event(true, 0, "c", null, "one", 1), event(true, 1, "d", "one", null, 1));
      sink.put(record(2, key(1), null), event(true, 3, "c", null, "two", 1));

      assertThat(sink.query("select id, x from t")).containsExactly("1|two");
    }
  }

  @Test
  void deletesAreLikeTombstonesToTheOtherProperties() {
    Map<String, String> kafka = new HashMap<>(Map.of("pk.mode", "kafka"));
    try (TaskHarness sink = start(kafka).tolerant()) {
      sink.put(event(true, 0, "d", "one", null, 1));
      assertThat(sink.reporter.reasons).singleElement().asString().contains("delete.enabled");
    }
    kafka.put("delete.enabled", "false");
    try (TaskHarness sink = start(kafka)) {
      sink.put(event(true, 1, "c", null, "one", 1), event(true, 2, "d", "one", null, 1));
      assertThat(sink.query("select _offset, id, x from t"))
          .containsExactly("1|1|one", "2|null|null");
    }
    try (TaskHarness sink = start(Map.of("delete.enabled", "false", "table.name.format", "kept"))) {
      sink.put(event(true, 3, "c", null, "one", 1), event(true, 4, "d", "one", null, 1));
      assertThat(sink.query("select x from kept")).containsExactly("one");
    }
  }

  @ParameterizedTest
  @CsvSource({"upsert, auto", "replace, debezium", "insert, debezium", "insert_or_ignore, auto"})
  void aChangedKeyTakesTheOldRowAway(String mode, String envelope) {
    try (TaskHarness sink =
        start(
            Map.of(
                "pk.mode", "record_value",
                "pk.fields", "country,id",
                "value.envelope", envelope,
                "insert.mode", mode,
                "array.mode", "table"))) {
      sink.put(
          change(0, "c", null, map("id", 1L, "country", "at", "tags", List.of("x"))),
          change(1, "c", null, map("id", 2L, "country", "at", "tags", List.of("y"))));
      sink.put(
          change(
              2,
              "u",
              map("id", 1L, "country", "at", "tags", List.of("x")),
              map("id", 1L, "country", "de", "tags", List.of("z"))),
          change(3, "u", map("id", 2L), map("id", 3L, "country", "at", "tags", List.of())));
      assertThat(sink.query("select id, country from t order by 1"))
          .as("where before tells too little, the old row stays")
          .containsExactly("1|de", "2|at", "3|at");
      assertThat(sink.query("select id, country, value from t_tags order by 1"))
          .containsExactly("1|de|z", "2|at|y");
    }
  }

  @ParameterizedTest
  @CsvSource({"upsert, json", "replace, json", "update, table", "replace, table"})
  void valuesThatTheDatabaseDidNotTellStay(String mode, String arrays) {
    String unavailable = "__debezium_unavailable_value";
    Sqlite.execute(
        folder.resolve("data.db"),
        """
        create table t (
          _key text primary key, text text not null, data blob, tags text, n integer default 7) strict""",
        "insert into t values ('key', 'kept', X'01', '[\"x\"]', 1)");
    try (TaskHarness sink = start(Map.of("insert.mode", mode, "array.mode", arrays))) {
      boolean table = arrays.equals("table");
      if (table) {
        sink.put(
            change(0, "u", null, map("text", "kept", "n", 1L, "tags", List.of("x"))),
            change(1, "u", null, map("text", "kept", "n", 1L, "data", new byte[] {1})));
      }
      sink.put(
          change(
              2,
              "u",
              null,
              map(
                  "text", unavailable,
                  "data", unavailable.getBytes(StandardCharsets.UTF_8),
                  "tags", List.of(unavailable))),
          change(3, "u", null, map("text", unavailable, "n", 2L, "tags", List.of(unavailable))));
      assertThat(sink.query("select text, n from t")).containsExactly("kept|2");
      assertThat(sink.query("select hex(data) from t"))
          .containsExactly(mode.equals("replace") ? "" : "01");
      if (table) {
        assertThat(sink.query("select value from t_tags"))
            .containsExactlyElementsOf(mode.equals("replace") ? List.of() : List.of("x"));
      } else {
        assertThat(sink.query("select tags from t")).containsExactly("[\"x\"]");
      }
    }
  }

  @Test
  void otherRecordsMayHoldThatWord() {
    try (TaskHarness sink = start(Map.of())) {
      sink.put(record(0, "a", map("text", "__debezium_unavailable_value")));
      assertThat(sink.query("select text from t")).containsExactly("__debezium_unavailable_value");
    }
  }

  @Test
  void aRowThatBelongsToAnotherTableMovesThere() {
    try (TaskHarness sink =
        start(
            Map.of(
                "table.name.format", "posts_${field.lang}",
                "pk.mode", "record_value",
                "pk.fields", "id",
                "value.envelope", "debezium"))) {
      sink.put(
          change(0, "c", null, map("id", 1L, "lang", "en")),
          change(1, "c", null, map("id", 2L, "lang", "en")),
          change(2, "u", map("id", 1L, "lang", "en"), map("id", 1L, "lang", "de")),
          change(3, "d", map("id", 2L, "lang", "en"), null));
      assertThat(sink.query("select id from posts_en")).isEmpty();
      assertThat(sink.query("select id from posts_de")).containsExactly("1");
    }
  }

  @ParameterizedTest
  @CsvSource({"record_key, upsert", "record_value, insert", "record_key, update"})
  void aTruncationDeletesAllRows(String mode, String insertMode) {
    Map<String, String> config =
        new HashMap<>(
            Map.of(
                "pk.mode", mode,
                "pk.fields", "id",
                "array.mode", "table",
                "fts.fields", "x",
                "truncate.enabled", "true"));
    Map<String, @Nullable Object> first = map("id", 1L, "x", "one", "tags", List.of("a"));
    try (TaskHarness sink = start(config)) {
      sink.put(truncation(0), withKey(1, 1L, first));
    }
    config.put("insert.mode", insertMode);
    try (TaskHarness sink = start(config)) {
      sink.put(
          truncation(2),
          withKey(3, 1L, map("id", 1L, "x", "two", "tags", List.of("b"))),
          truncation(4),
          truncation(5));
      assertThat(sink.query("select * from t")).isEmpty();
      assertThat(sink.query("select * from t_tags")).isEmpty();
      sink.put(withKey(6, 2L, map("id", 2L, "x", "three")));
      assertThat(sink.query("select id from t")).hasSize(insertMode.equals("update") ? 0 : 1);
    }
  }

  @Test
  void aTruncationIsADeleteToTheOtherProperties() {
    Map<String, String> config =
        new HashMap<>(Map.of("pk.fields", "id", "delete.enabled", "false"));
    try (TaskHarness sink = start(config)) {
      sink.put(withKey(0, 1L, map("id", 1L)), truncation(1));
      assertThat(sink.query("select id from t")).containsExactly("1");
    }
    try (TaskHarness sink = start(Map.of("pk.fields", "id")).tolerant()) {
      sink.put(truncation(2));
      assertThat(sink.reporter.reasons).singleElement().asString().contains("truncate.enabled");
      assertThat(sink.query("select id from t")).containsExactly("1");
    }
    config = new HashMap<>(Map.of("pk.mode", "kafka", "table.name.format", "k"));
    try (TaskHarness sink = start(config).tolerant()) {
      sink.put(truncation(3));
      assertThat(sink.reporter.reasons).singleElement().asString().contains("delete.enabled");
    }
    config.put("delete.enabled", "false");
    try (TaskHarness sink = start(config)) {
      sink.put(truncation(4));
      assertThat(sink.query("select _offset from k")).containsExactly("4");
    }
  }

  @Test
  void aChangedKeyDeletesNothingWhereDeletesAreOff() {
    try (TaskHarness sink =
        start(Map.of("pk.mode", "record_value", "pk.fields", "id", "delete.enabled", "false"))) {
      sink.put(change(0, "c", null, map("id", 1L)), change(1, "u", map("id", 1L), map("id", 2L)));
      assertThat(sink.query("select id from t order by 1")).containsExactly("1", "2");
    }
  }

  @Test
  void otherValuesAreRowsUnlessChangeEventsAreAskedFor() {
    Map<String, @Nullable Object> almost = map("before", null, "after", null, "op", "c");
    try (TaskHarness sink = start(Map.of())) {
      sink.put(record(0, "a", almost), record(1, "b", map("x", "y")));
      assertThat(sink.query("select _key, op, x from t order by 1"))
          .containsExactly("a|c|null", "b|null|y");
    }
    try (TaskHarness sink =
        start(Map.of("value.envelope", "debezium", "table.name.format", "u")).tolerant()) {
      sink.put(
          record(2, "a", almost),
          event(true, 3, "m", null, null, 1),
          event(true, 4, "c", null, null, 1),
          record(5, "e", "text"));
      assertThat(sink.reporter.offsets()).containsExactly(2L, 3L, 4L, 5L);
      assertThat(sink.reporter.reasons.get(0)).contains("value.envelope");
      assertThat(sink.reporter.reasons.get(1)).contains("\"m\"");
      assertThat(sink.reporter.reasons.get(2)).contains("no row after");
    }
  }

  @Test
  void aRowWithoutFieldsIsRefused() {
    try (TaskHarness sink =
        start(Map.of("pk.mode", "record_value", "pk.fields", "id")).tolerant()) {
      sink.put(
          record(0, null, map("before", "x", "after", null, "source", null, "op", "d")),
          record(1, null, map("before", null, "after", "x", "source", null, "op", "c")),
          record(2, null, map("before", null, "after", null, "source", null, "op", "d")));
      assertThat(sink.reporter.reasons)
          .satisfiesExactly(
              reason -> assertThat(reason).contains("t-0@0", "\"before\""),
              reason -> assertThat(reason).contains("t-0@1", "\"after\""),
              reason -> assertThat(reason).contains("t-0@2", "delete.enabled"));
    }
  }

  @Test
  void envelopesAreStoredAsTheyAreIfAsked() {
    try (TaskHarness sink = start(Map.of("value.envelope", "none"))) {
      sink.put(event(false, 0, "c", null, "one", 1));
      assertThat(sink.query("select op, after from t"))
          .containsExactly("c|{\"id\":1,\"x\":\"one\"}");
    }
  }

  private static SinkRecord change(
      long offset,
      String operation,
      @Nullable Map<String, @Nullable Object> before,
      @Nullable Map<String, @Nullable Object> after) {
    return record(
        offset,
        "key",
        map("before", before, "after", after, "source", map("db", "shop"), "op", operation));
  }

  private static SinkRecord truncation(long offset) {
    return record(
        offset, null, map("before", null, "after", null, "source", map("db", "shop"), "op", "t"));
  }

  private static SinkRecord withKey(long offset, long id, Map<String, @Nullable Object> after) {
    return record(
        offset,
        map("id", id),
        map("before", null, "after", after, "source", map("db", "shop"), "op", "c"));
  }

  private static Struct key(long id) {
    return new Struct(SchemaBuilder.struct().field("id", Schema.INT64_SCHEMA).build())
        .put("id", id);
  }

  private static SinkRecord event(
      boolean typed,
      long offset,
      String operation,
      @Nullable String before,
      @Nullable String after,
      long id) {
    if (!typed) {
      return record(
          offset,
          map("id", id),
          map(
              "before",
              before == null ? null : map("id", id, "x", before),
              "after",
              after == null ? null : map("id", id, "x", after),
              "source",
              map("db", "shop"),
              "op",
              operation));
    }
    Struct source = new Struct(ENVELOPE.field("source").schema()).put("db", "shop");
    Struct value = new Struct(ENVELOPE).put("source", source).put("op", operation);
    if (before != null) {
      value.put("before", new Struct(ROW).put("id", id).put("x", before));
    }
    if (after != null) {
      value.put("after", new Struct(ROW).put("id", id).put("x", after));
    }
    return record(offset, key(id), value);
  }

  private TaskHarness start(Map<String, String> config) {
    return TaskHarness.start(folder.resolve("data.db"), config);
  }
}
