package io.tributary.connect.sqlite;

import static io.tributary.connect.sqlite.TaskHarness.map;
import static io.tributary.connect.sqlite.TaskHarness.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BadRecordsTest {
  private static final String SECRET = "s3cret";
  private static final String ROWS =
      "select group_concat(_key, '') from (select * from t order by 1)";
  private static final String NEXT = "select next_offset from _tributary_offsets";

  @TempDir Path folder;

  @Test
  void withoutAReporterTheTaskFailsAfterWritingWhatCameBefore() {
    try (TaskHarness sink = TaskHarness.start(file())) {
      sink.put(good(0, "a"));

      assertThatThrownBy(() -> sink.put(good(1, "b"), wrongType(2, "x"), good(3, "c"), noKey(4)))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("t-0@2")
          .hasMessageContaining("column \"n\" is TEXT, but the table \"t\" has it as INTEGER")
          .hasMessageContaining("errors.tolerance")
          .hasMessageContaining("errors.deadletterqueue.topic.name");
      assertThat(sink.query(ROWS)).containsExactly("ab");
      assertThat(sink.query(NEXT)).containsExactly("2");

      sink.tolerant();
      assertThat(sink.context.sought).containsValue(2L);
      sink.put(wrongType(2, "x"), good(3, "c"), noKey(4));
      assertThat(sink.query(ROWS)).containsExactly("abc");
      assertThat(sink.query(NEXT)).containsExactly("5");
      assertThat(sink.reporter.offsets()).containsExactly(4L, 2L);
    }
  }

  @Test
  void theFirstBadRecordEndsTheBatchWhereverItIsNoticed() {
    try (TaskHarness sink = TaskHarness.start(file())) {
      sink.put(good(0, "a"));

      assertThatThrownBy(() -> sink.put(good(1, "b"), noKey(2), wrongType(3, "x"), good(4, "c")))
          .hasMessageContaining("t-0@2")
          .hasMessageContaining("it has no key");
      assertThat(sink.query(NEXT)).containsExactly("2");
    }
  }

  @Test
  void aBadFirstRecordWritesNothing() {
    try (TaskHarness sink = TaskHarness.start(file())) {
      assertThatThrownBy(() -> sink.put(noKey(0), good(1, "a"))).hasMessageContaining("t-0@0");

      assertThat(sink.query("select name from sqlite_schema where name = 't'")).isEmpty();
      assertThat(sink.query(NEXT)).isEmpty();
    }
  }

  @Test
  void withAReporterAllNeighboursAreWrittenInOrder() {
    try (TaskHarness sink = TaskHarness.start(file()).tolerant()) {
      sink.put(
          good(0, "a"),
          wrongType(1, "b"),
          good(2, "b"),
          record(3, "b", null),
          noKey(4),
          good(5, "c"),
          wrongType(6, "c"),
          record(7, "d", "no fields"));

      assertThat(sink.query(ROWS)).containsExactly("ac");
      assertThat(sink.query(NEXT)).containsExactly("8");
      assertThat(sink.reporter.offsets()).containsExactlyInAnyOrder(1L, 4L, 6L, 7L);
      assertThat(sink.reporter.reasons)
          .anySatisfy(reason -> assertThat(reason).contains("t-0@7", "value.converter"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "create table t (_key text primary key, n integer unique on conflict rollback)",
        """
        create table t (_key text primary key, n integer) |
        create trigger picky before insert on t when exists (select 1 from t where n = new.n) begin
          select raise(rollback, 'seen before');
        end"""
      })
  void aRowThatEndsTheTransactionTakesNoOtherWithIt(String definitions) {
    Sqlite.execute(file(), definitions.split("\\|"));
    try (TaskHarness sink = TaskHarness.start(file()).tolerant()) {
      sink.put(
          record(0, "a", map("n", 1L)),
          record(1, "b", map("n", 1L)),
          record(2, "c", map("n", 2L)),
          record(3, "d", map("n", 1L)),
          record(4, "e", map("n", 3L)));

      assertThat(sink.query(ROWS)).containsExactly("ace");
      assertThat(sink.query(NEXT)).containsExactly("5");
      assertThat(sink.reporter.offsets()).containsExactly(1L, 3L);
    }
  }

  @Test
  void manyRowsThatEndTheTransactionTakeNoLongerThanOthers() {
    Sqlite.execute(
        file(), "create table t (_key text primary key, n integer unique on conflict rollback)");
    try (TaskHarness sink = TaskHarness.start(file()).tolerant()) {
      SinkRecord[] records =
          LongStream.range(0, 1_000)
              .mapToObj(i -> record(i, "k" + i, map("n", i % 2 == 0 ? -1 : i)))
              .toArray(SinkRecord[]::new);
      sink.put(records);

      assertThat(sink.query("select count(*) from t")).containsExactly("501");
      assertThat(sink.query(NEXT)).containsExactly("1000");
      assertThat(sink.reporter.offsets()).hasSize(499).doesNotHaveDuplicates();
    }
  }

  @Test
  void oneBadRowAmongManyOfAStatementIsSetAsideAlone() {
    Sqlite.execute(file(), "create table t (_key text primary key, n integer unique) strict");
    try (TaskHarness sink = TaskHarness.start(file(), Map.of("insert.mode", "insert")).tolerant()) {
      SinkRecord[] records =
          LongStream.range(0, 25)
              .mapToObj(i -> record(i, "k" + i, map("n", i == 13 ? 2 : i)))
              .toArray(SinkRecord[]::new);
      sink.put(records);

      assertThat(sink.query("select count(*), sum(n) from t")).containsExactly("24|" + (300 - 13));
      assertThat(sink.reporter.offsets()).containsExactly(13L);
    }
  }

  @Test
  void aBatchOfNothingButBadRecordsMovesTheOffset() {
    try (TaskHarness sink = TaskHarness.start(file()).tolerant()) {
      sink.put(noKey(0), noKey(1));
      sink.put(good(2, "a"));

      assertThat(sink.query(ROWS)).containsExactly("a");
      assertThat(sink.query(NEXT)).containsExactly("3");
    }
  }

  @Test
  void aBadRecordLeavesNoTraceInTheSchema() {
    try (TaskHarness sink = TaskHarness.start(file()).tolerant()) {
      sink.put(
          good(0, "a"),
          record(1, "b", map("n", "text", "onlyHere", 1L)),
          record(2, "c", map("n", 3L, "added", 1L)));

      assertThat(sink.query("select name from pragma_table_info('t')"))
          .containsExactly("_key", "n", "added");
      assertThat(sink.reporter.offsets()).containsExactly(1L);
    }
  }

  @Test
  void whatDoesNotFitIsSetAsideAndSaysWhy() {
    Schema strict =
        SchemaBuilder.struct()
            .field("n", Schema.OPTIONAL_INT64_SCHEMA)
            .field("must", Schema.STRING_SCHEMA)
            .build();
    Sqlite.execute(
        file(),
        "create table t (_key text primary key, n integer, must text not null, f real) strict",
        """
        create trigger picky before insert on t when new.n = 13 begin
          select raise(abort, 'no thirteens');
        end
        """);
    try (TaskHarness sink = TaskHarness.start(file()).tolerant()) {
      sink.put(
          record(0, "a", new Struct(strict).put("must", "m")),
          record(1, "a", map("must", null)),
          record(2, "b", map("n", 1L)),
          record(3, "c", map("must", "m", "n", 0.5)),
          record(4, "d", map("must", "m", "n", 13L)),
          record(5, "e", map("must", "m", "f", Double.NaN)),
          record(6, "f", map("must", "half \ud83d")),
          record(7, "g", map("must", "m", "what", new Object())),
          record(8, map("_key", null), map("must", "m")),
          record(9, map("other", "h"), map("must", "m")),
          record(10, "z", map("must", "m")));

      assertThat(sink.query(ROWS)).containsExactly("az");
      assertThat(sink.reporter.offsets())
          .containsExactlyInAnyOrder(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
      assertThat(String.join("\n", sink.reporter.reasons))
          .contains(
              "t-0@1: [SQLITE_CONSTRAINT_NOTNULL]",
              "t-0@2: [SQLITE_CONSTRAINT_NOTNULL]",
              "t-0@3: its field for the column \"n\" is REAL, but the table \"t\" has it as"
                  + " INTEGER",
              "no thirteens",
              "t-0@5: it holds NaN",
              "t-0@6: it holds text that is not valid UTF-16",
              "t-0@7: it has a value of java.lang.Object",
              "t-0@8: the field \"_key\" of its key is null",
              "t-0@9: its key is [other]");
    }
  }

  @Test
  void anErrorOfAColumnThatIsComputedIsThatOfTheRow() {
    Sqlite.execute(
        file(),
        """
        create table t (
          _key text primary key, payload text, kind text as (payload ->> '$.kind') stored)
        """);
    try (TaskHarness sink = TaskHarness.start(file()).tolerant()) {
      sink.put(
          record(0, "a", map("payload", "{\"kind\":\"x\"}")),
          record(1, "b", map("payload", "no json")),
          record(2, "c", map("payload", "{\"kind\":\"y\"}", "kind", null)),
          record(3, "d", map("payload", "{}", "kind", "z")));
      assertThat(sink.query("select _key, kind from t")).containsExactly("a|x", "c|y");
      assertThat(sink.reporter.offsets()).containsExactlyInAnyOrder(1L, 3L);
      assertThat(String.join("\n", sink.reporter.reasons))
          .contains("t-0@1: [SQLITE_ERROR]", "malformed JSON")
          .contains("t-0@3: the column \"kind\"", "fields.exclude");
    }
  }

  @Test
  void anErrorWithoutAReporterNamesTheRecord() {
    Sqlite.execute(
        file(),
        "create table t (_key text primary key, payload text, kind as (payload ->> 'k') stored)");
    try (TaskHarness sink = TaskHarness.start(file())) {
      assertThatThrownBy(
              () ->
                  sink.put(
                      record(0, "a", map("payload", "{}")), record(1, "b", map("payload", "x"))))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("t-0@1");
      assertThat(sink.query(ROWS)).containsExactly("a");
    }
  }

  @Test
  void onlyTablesAreWrittenTo() {
    Sqlite.execute(
        file(),
        "create table mine (a, b)",
        "create view seen as select a, b from mine",
        "create virtual table found using fts5 (words)");
    Map<String, String> config =
        Map.of(
            "table.name.format", "${field.k}",
            "delete.enabled", "false",
            "pk.mode", "none",
            "insert.mode", "insert");
    List<String> names =
        List.of(
            "seen", "found", "found_data", "FOUND_docsize", "json_each", "pragma_table_list", "");
    try (TaskHarness sink = TaskHarness.start(file(), config).tolerant()) {
      for (int i = 0; i < names.size(); i++) {
        sink.put(record(i, "k", map("k", names.get(i), "a", 1L)));
      }
      sink.put(record(names.size(), "k", map("k", "good", "a", 1L)));
      assertThat(sink.query("select k, a from good")).containsExactly("good|1");
      assertThat(sink.reporter.reasons)
          .hasSize(names.size())
          .allSatisfy(reason -> assertThat(reason).contains("table.name.format"));
    }
  }

  @Test
  void messagesNeverShowValues() {
    try (TaskHarness sink = TaskHarness.start(file(), Map.of("pk.fields", "id"))) {
      sink.put(record(0, "a", map("n", 1L)));
      List<SinkRecord> bad =
          List.of(
              record(1, "a", map("n", SECRET)),
              record(1, null, map("n", SECRET)),
              record(1, "a", SECRET),
              record(1, SECRET, map("id", SECRET + "!")),
              record(1, "a", map("text", SECRET + "\ud800")));
      for (SinkRecord record : bad) {
        Throwable failure = catchThrowable(() -> sink.put(record));

        assertThat(failure).isInstanceOf(DataException.class);
        Assertions.assertThat(failure).hasStackTraceContaining("t-0@1");
        assertThat(org.assertj.core.util.Throwables.getStackTrace(failure)).doesNotContain(SECRET);
      }
    }
  }

  @Test
  void aTombstoneThatCannotDeleteIsNotIgnored() {
    Map<String, String> config = Map.of("pk.mode", "record_value", "pk.fields", "id");
    try (TaskHarness sink = TaskHarness.start(file(), config).tolerant()) {
      sink.put(record(0, "a", map("id", 1L)), record(1, "a", null));

      assertThat(sink.reporter.reasons)
          .singleElement()
          .asString()
          .contains("t-0@1", "pk.mode=record_key", "delete.enabled=false");
    }
  }

  private static SinkRecord good(long offset, String key) {
    return record(offset, key, map("n", offset));
  }

  private static SinkRecord wrongType(long offset, String key) {
    return record(offset, key, map("n", "text"));
  }

  private static SinkRecord noKey(long offset) {
    return record(offset, null, map("n", offset));
  }

  private Path file() {
    return folder.resolve("data.db");
  }
}
