package io.tributary.connect.sqlite;

import static io.tributary.connect.sqlite.TaskHarness.map;
import static io.tributary.connect.sqlite.TaskHarness.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows, tables and columns. */
class SqliteSinkTaskTest {
  @TempDir Path folder;

  @Test
  void createsTheTableAndUpsertsByKey() {
    try (TaskHarness sink = TaskHarness.start(file())) {
      sink.put(
          record(0, "a", map("title", "one", "length", 5L)),
          record(1, "b", map("title", "two", "length", 6L)),
          record(2, "a", map("title", "three", "length", 7L)));

      assertThat(sink.query("select _key, title, length from t order by _key"))
          .containsExactly("a|three|7", "b|two|6");
      assertThat(sink.query("select sql from sqlite_schema where name = 't'"))
          .containsExactly(
              """
              CREATE TABLE "t" ("_key" TEXT NOT NULL, "length" INTEGER, "title" TEXT, \
              PRIMARY KEY ("_key")) STRICT""");
    }
  }

  @Test
  void keepsTheOrderOfUpsertsAndDeletesOfOneKey() {
    try (TaskHarness sink = TaskHarness.start(file())) {
      sink.put(
          record(0, "a", map("n", 1L)),
          record(1, "a", null),
          record(2, "a", map("n", 3L)),
          record(3, "b", map("n", 4L)),
          record(4, "b", null));

      assertThat(sink.query("select * from t")).containsExactly("a|3");
    }
  }

  @Test
  void leavesColumnsAloneThatTheRecordDoesNotCarry() {
    try (TaskHarness sink = TaskHarness.start(file())) {
      sink.put(record(0, "a", map("kept", "yes", "changed", "no")));
      sink.put(record(1, "a", map("changed", "yes")));
      sink.put(record(2, "b", map("kept", "yes", "nulled", 1L)));
      sink.put(record(3, "b", map("nulled", null)));

      assertThat(sink.query("select _key, kept, changed, nulled from t order by _key"))
          .containsExactly("a|yes|yes|null", "b|yes|null|null");
    }
  }

  @Test
  void addsColumnsInTheMiddleOfABatch() {
    try (TaskHarness sink = TaskHarness.start(file())) {
      sink.put(
          record(0, "a", map("x", 1L)),
          record(1, "b", map("x", 2L, "y", 0.5)),
          record(2, "c", map("y", 1.5, "z", new byte[] {1})),
          record(3, "d", map("x", 4L)));

      assertThat(sink.query("select _key, x, y, hex(z) from t order by _key"))
          .containsExactly("a|1|null|", "b|2|0.5|", "c|null|1.5|01", "d|4|null|");
    }
  }

  @Test
  void anUntypedNullMakesNoColumnUntilAValueTellsTheType() {
    try (TaskHarness sink = TaskHarness.start(file())) {
      sink.put(record(0, "a", map("n", null)));
      assertThat(sink.query("select * from t")).containsExactly("a");

      sink.put(
          record(1, "a", map("n", 7L)),
          record(2, "b", map("n", 8L)),
          record(3, "b", map("n", null)));
      assertThat(sink.query("select _key, n from t order by _key"))
          .containsExactly("a|7", "b|null");
    }
  }

  @Test
  void takesTheTypesFromTheSchemaWithNotNullAndDefaults() {
    Schema schema =
        SchemaBuilder.struct()
            .field("flag", Schema.BOOLEAN_SCHEMA)
            .field("score", Schema.OPTIONAL_FLOAT32_SCHEMA)
            .field("note", SchemaBuilder.string().defaultValue("it's").build())
            .field("data", Schema.OPTIONAL_BYTES_SCHEMA)
            .build();
    try (TaskHarness sink = TaskHarness.start(file())) {
      sink.put(record(0, "a", new Struct(schema).put("flag", true)));

      assertThat(sink.query("select sql from sqlite_schema where name = 't'"))
          .containsExactly(
              """
              CREATE TABLE "t" ("_key" TEXT NOT NULL, "flag" INTEGER NOT NULL, "score" REAL, \
              "note" TEXT NOT NULL DEFAULT 'it''s', "data" BLOB, PRIMARY KEY ("_key")) STRICT""");
      assertThat(sink.query("select * from t")).containsExactly("a|1|null|it's|null");
    }
  }

  @Test
  void aRequiredColumnThatIsAddedLaterCannotBeNotNullWithoutADefault() {
    Schema before = SchemaBuilder.struct().field("x", Schema.INT32_SCHEMA).build();
    Schema after =
        SchemaBuilder.struct()
            .field("x", Schema.INT32_SCHEMA)
            .field("y", Schema.INT32_SCHEMA)
            .field("z", SchemaBuilder.int32().defaultValue(9).build())
            .build();
    try (TaskHarness sink = TaskHarness.start(file())) {
      sink.put(
          record(0, "a", new Struct(before).put("x", 1)),
          record(1, "b", new Struct(after).put("x", 2).put("y", 3)));

      assertThat(sink.query("select * from t order by _key"))
          .containsExactly("a|1|null|9", "b|2|3|9");
      assertThat(sink.query("select name, \"notnull\" from pragma_table_info('t')"))
          .containsExactly("_key|1", "x|1", "y|0", "z|1");
    }
  }

  @Test
  void treatsNamesAsSqliteDoesWhateverTheirCase() {
    try (TaskHarness sink = TaskHarness.start(file(), Map.of("table.name.format", "Mixed"))) {
      sink.put(record(0, "a", map("Title", "one")), record(1, "a", map("TITLE", "two")));

      assertThat(sink.query("select Title from mixed")).containsExactly("two");
      assertThatThrownBy(() -> sink.put(record(2, "b", map("Name", "x", "name", "y"))))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("t-0@2")
          .hasMessageContaining("\"Name\"")
          .hasMessageContaining("\"name\"");
    }
  }

  @Test
  void storesNamesOfAnySpelling() {
    String table = "x\"; drop table _tributary_offsets; --";
    String column = "a\" TEXT); drop table t; --";
    try (TaskHarness sink =
        TaskHarness.start(
            file(),
            Map.of("table.name.format", table, "pk.fields", "select' \u00e4\ud83d\ude00"))) {
      sink.put(record(0, "a", map(column, "v", "", "empty", "order", 1L, "tab\there", "w")));
      sink.put(record(1, "a", map(column, "w")), record(2, "b", null));

      assertThat(sink.query("select * from \"%s\"".formatted(table.replace("\"", "\"\""))))
          .containsExactly("a|empty|w|1|w");
      assertThat(sink.query("select next_offset from _tributary_offsets")).containsExactly("3");
    }
  }

  @Test
  void refusesNamesThatBelongToSqliteOrToTheSink() {
    for (String topic : new String[] {"sqlite_x", "SQLite_sequence", "_Tributary_Offsets"}) {
      try (TaskHarness sink = TaskHarness.start(file())) {
        SinkRecord record =
            record(0, "a", map("x", 1L)).newRecord(topic, 0, null, "a", null, map("x", 1L), null);
        assertThatThrownBy(() -> sink.put(record))
            .isInstanceOf(DataException.class)
            .hasMessageContaining("table.name.format");
      }
    }
  }

  @Test
  void writesEachTopicToItsTable() {
    try (TaskHarness sink =
        TaskHarness.start(file(), Map.of("table.name.format", "from ${topic}"))) {
      SinkRecord original = record(0, "a", map("x", 1L));
      sink.put(
          original,
          record(1, "b", map("x", 2L)).newRecord("routed", 0, null, "b", null, map("x", 2L), null));

      assertThat(sink.query("select * from \"from t\"")).containsExactly("a|1");
      assertThat(sink.query("select * from \"from routed\"")).containsExactly("b|2");
      assertThat(sink.query("select topic, next_offset from _tributary_offsets"))
          .as("a transform that renames the topic does not touch the offsets")
          .containsExactly("t|2");
    }
  }

  @Test
  void usesATableThatIsAlreadyThere() {
    Sqlite.execute(
        file(),
        "create table T (id integer primary key, Guid text unique, title varchar(20), seen)",
        "insert into t values (1, 'g1', 'old', 'kept')");
    try (TaskHarness sink =
        TaskHarness.start(file(), Map.of("pk.mode", "record_value", "pk.fields", "guid"))) {
      sink.put(
          record(0, null, map("guid", "g1", "title", "new")),
          record(1, null, map("guid", "g2", "title", "other", "extra", 1L)));

      assertThat(sink.query("select * from t order by id"))
          .containsExactly("1|g1|new|kept|null", "2|g2|other|null|1");
    }
  }

  @Test
  void refusesAKeyThatTheTableDoesNotHave() {
    Sqlite.execute(file(), "create table t (id text, x integer)", "create index i on t (id)");
    try (TaskHarness sink = TaskHarness.start(file(), Map.of("pk.fields", "id"))) {
      assertThatThrownBy(() -> sink.put(record(0, "a", map("x", 1L))))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("unique index");
    }
    try (TaskHarness sink =
        TaskHarness.start(file(), Map.of("pk.fields", "id", "insert.mode", "insert"))) {
      sink.put(record(0, "a", map("x", 1L)), record(1, "a", map("x", 2L)));
      assertThat(sink.query("select * from t")).containsExactly("a|1", "a|2");
    }
  }

  @Test
  void insertsRefuseAKeyThatExists() {
    try (TaskHarness sink = TaskHarness.start(file(), Map.of("insert.mode", "insert"))) {
      sink.put(record(0, "a", map("x", 1L)));

      assertThatThrownBy(() -> sink.put(record(1, "b", map("x", 2L)), record(2, "a", map("x", 3L))))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("t-0@2")
          .hasMessageContaining("UNIQUE");
      assertThat(sink.query("select * from t order by _key")).containsExactly("a|1", "b|2");
    }
  }

  @Test
  void keyedByKafkaEveryRecordIsARow() {
    Map<String, String> config = Map.of("pk.mode", "kafka", "delete.enabled", "false");
    try (TaskHarness sink = TaskHarness.start(file(), config)) {
      sink.put(record(0, "a", map("x", 1L)), record(1, "a", map("x", 1L)), record(2, "a", null));

      assertThat(sink.query("select _topic, _partition, _offset, x from t"))
          .containsExactly("t|0|0|1", "t|0|1|1", "t|0|2|null");
    }
  }

  @Test
  void keepsRowsWhenDeletesAreOff() {
    try (TaskHarness sink = TaskHarness.start(file(), Map.of("delete.enabled", "false"))) {
      sink.put(record(0, "a", map("x", 1L)), record(1, "a", null));

      assertThat(sink.query("select * from t")).containsExactly("a|1");
      assertThat(sink.query("select next_offset from _tributary_offsets")).containsExactly("2");
    }
  }

  @Test
  void deletingFromATableThatIsNotThereIsDone() {
    try (TaskHarness sink = TaskHarness.start(file())) {
      sink.put(record(0, "a", null));
      sink.put(record(1, "a", map("x", 1L)));
      sink.put(record(2, "a", null));

      assertThat(sink.query("select count(*) from t")).containsExactly("0");
    }
  }

  @Test
  void followsColumnsThatSomeoneElseChanges() {
    try (TaskHarness sink = TaskHarness.start(file())) {
      sink.put(record(0, "a", map("x", 1L, "y", 1L)));
      Sqlite.execute(file(), "alter table t drop column y", "alter table t add column z text");
      sink.put(record(1, "b", map("x", 2L, "y", 2L)), record(2, "c", map("z", null)));

      assertThat(sink.query("select _key, x, y, z from t order by _key"))
          .containsExactly("a|1|null|null", "b|2|2|null", "c|null|null|null");

      Sqlite.execute(file(), "drop table t");
      sink.put(record(3, "d", map("x", 4L)));
      assertThat(sink.query("select * from t")).containsExactly("d|4");
    }
  }

  @Test
  void doesNotTouchTheSchemaWhenToldSo() {
    try (TaskHarness sink = TaskHarness.start(file(), Map.of("auto.create", "false"))) {
      assertThatThrownBy(() -> sink.put(record(0, "a", map("x", 1L))))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("auto.create");
    }
    Sqlite.execute(file(), "create table t (_key text primary key, x integer)");
    try (TaskHarness sink = TaskHarness.start(file(), Map.of("auto.evolve", "false"))) {
      sink.put(record(0, "a", map("x", 1L, "unknown", null)));
      assertThatThrownBy(() -> sink.put(record(1, "a", map("x", 1L, "y", 2L))))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("[y]")
          .hasMessageContaining("auto.evolve");
    }
  }

  @Test
  void takesAThousandColumnsAndRefusesMoreThanSqliteHas() {
    Map<String, @Nullable Object> wide = map();
    IntStream.range(0, 1999).forEach(i -> wide.put("c" + i, (long) i));
    Map<String, @Nullable Object> tooWide = map();
    IntStream.range(0, 2001).forEach(i -> tooWide.put("c" + i, (long) i));
    try (TaskHarness sink = TaskHarness.start(file()).tolerant()) {
      sink.put(record(0, "a", wide));
      sink.put(record(1, "b", tooWide), record(2, "c", map("c0", 3L)));

      assertThat(sink.query("select _key, c0, c1998 from t"))
          .containsExactly("a|0|1998", "c|3|null");
      assertThat(sink.reporter.reasons).singleElement().asString().contains("too many columns");
    }
  }

  @Test
  void keepsMixedSchemasApart() {
    Schema first = SchemaBuilder.struct().field("a", Schema.INT64_SCHEMA).build();
    Schema second = SchemaBuilder.struct().field("b", Schema.STRING_SCHEMA).build();
    Sqlite.execute(file(), "create table t (_key text primary key, a integer, b text) strict");
    try (TaskHarness sink = TaskHarness.start(file())) {
      SinkRecord[] records =
          IntStream.range(0, 1000)
              .mapToObj(
                  i ->
                      record(
                          i,
                          "k" + i,
                          i % 2 == 0
                              ? new Struct(first).put("a", (long) i)
                              : new Struct(second).put("b", "v" + i)))
              .toArray(SinkRecord[]::new);
      sink.put(records);

      assertThat(
              sink.query(
                  "select count(*), count(a), count(b), sum(a) from t where a is null or b is null"))
          .containsExactly("1000|500|500|249500");
    }
  }

  private Path file() {
    return folder.resolve("data.db");
  }
}
