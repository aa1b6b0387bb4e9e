package io.tributary.connect.sqlite;

import static io.tributary.connect.sqlite.TaskHarness.map;
import static io.tributary.connect.sqlite.TaskHarness.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.ResultSet;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole numbers and fractions in one column: no number changes in silence. */
class WideningTest {
  private static final long LIMIT = 1L << 53;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(longs = {LIMIT + 1, -LIMIT - 1, Long.MAX_VALUE, Long.MIN_VALUE + 1})
  void aNumberThatAFractionCannotHoldIsABadRecord(long number) {
    try (TaskHarness sink = TaskHarness.start(file()).tolerant()) {
      sink.put(record(0, "a", map("n", 0.5)));
      sink.put(record(1, "b", map("n", number)), record(2, "c", map("n", 7L)));

      assertThat(sink.query("select _key, n from t order by 1")).containsExactly("a|0.5", "c|7.0");
      assertThat(sink.reporter.reasons)
          .singleElement()
          .asString()
          .contains("t-0@1", "\"n\"", "2^53", "rounded", "REAL")
          .doesNotContain(Long.toString(number));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {LIMIT, -LIMIT, LIMIT + 2, 1L << 60, Long.MIN_VALUE, 0})
  void aNumberThatAFractionHoldsIsWritten(long number) {
    try (TaskHarness sink = TaskHarness.start(file())) {
      sink.put(record(0, "a", map("n", 0.5)), record(1, "b", map("n", number)));

      assertThat(sink.query("select cast(n as integer) from t where _key = 'b'"))
          .containsExactly(Long.toString(number));
    }
  }

  @Test
  void holdsInTheBatchThatWidensToo() {
    try (TaskHarness sink = TaskHarness.start(file()).tolerant()) {
      sink.put(
          record(0, "a", map("n", 1L)),
          record(1, "b", map("n", 0.5)),
          record(2, "c", map("n", LIMIT + 1)));

      assertThat(sink.query("select _key, n from t order by 1")).containsExactly("a|1.0", "b|0.5");
      assertThat(sink.reporter.offsets()).containsExactly(2L);
    }
  }

  @Test
  void holdsForKeysUpdatesAndElementsOfArrays() {
    Sqlite.execute(
        file(),
        "create table t (id real primary key, n real) strict",
        "insert into t values (5, 1)");
    Map<String, String> update =
        Map.of("pk.mode", "record_value", "pk.fields", "id", "insert.mode", "update");
    try (TaskHarness sink = TaskHarness.start(file(), update).tolerant()) {
      sink.put(
          record(0, null, map("id", LIMIT + 1, "n", 1L)),
          record(1, null, map("id", 5L, "n", LIMIT + 1)));
      assertThat(sink.reporter.offsets()).containsExactly(0L, 1L);
    }
    Map<String, String> arrays =
        Map.of("array.mode", "table", "table.name.format", "a", "offsets.id", "arrays");
    try (TaskHarness sink = TaskHarness.start(file(), arrays).tolerant()) {
      sink.put(
          record(0, "a", map("n", List.of(0.5))),
          record(1, "b", map("n", List.of(LIMIT + 1))),
          record(2, "c", map("n", List.of(0.5, LIMIT + 1))));
      assertThat(sink.reporter.offsets()).containsExactlyInAnyOrder(1L, 2L);
      assertThat(sink.query("select _key, value from a_n")).containsExactly("a|0.5");
    }
  }

  @Test
  void holdsForTablesThatAreNotStrict() {
    Sqlite.execute(
        file(), "create table t (_key text primary key, d double, f float, n numeric, i int)");
    try (TaskHarness sink = TaskHarness.start(file()).tolerant()) {
      long large = LIMIT + 1;
      sink.put(
          record(0, "a", map("d", large)),
          record(1, "b", map("f", large)),
          record(2, "c", map("n", large, "i", large)));

      assertThat(sink.reporter.offsets()).containsExactly(0L, 1L);
      assertThat(sink.query("select n, i from t")).containsExactly(large + "|" + large);
    }
  }

  @Test
  void holdsWithSchemasThatNarrow() {
    Schema real = SchemaBuilder.struct().field("n", Schema.FLOAT64_SCHEMA).build();
    Schema integer = SchemaBuilder.struct().field("n", Schema.INT64_SCHEMA).build();
    try (TaskHarness sink = TaskHarness.start(file())) {
      sink.put(record(0, "a", new Struct(real).put("n", 0.5)));

      assertThatThrownBy(() -> sink.put(record(1, "b", new Struct(integer).put("n", LIMIT + 1))))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("t-0@1");
    }
  }

  @Test
  void whatRefersToAColumnIsFoundOutOnce() throws Exception {
    var change = change(0.5);
    try (SqliteDatabase database = database()) {
      SqliteTables tables = tables(database);
      write(database, tables, change(1L));
      write(database, tables, change(2L));
      Sqlite.execute(file(), "create view mine as select n from t");

      assertThatThrownBy(() -> write(database, tables, change)).hasMessageContaining("refers");
      long changes = totalChanges(database);
      assertThatThrownBy(() -> write(database, tables, change)).hasMessageContaining("refers");
      assertThat(totalChanges(database)).as("rows rewritten for nothing").isEqualTo(changes);

      Sqlite.execute(file(), "drop view mine");
      write(database, tables, change);
      assertThat(Sqlite.query(file(), "select n from t")).containsExactly("0.5");
    }
  }

  @Test
  void numbersThatAreGoneNoLongerMatter() throws Exception {
    try (SqliteDatabase database = database()) {
      SqliteTables tables = tables(database);
      write(database, tables, change(LIMIT + 1));
      assertThatThrownBy(() -> write(database, tables, change(0.5))).hasMessageContaining("round");
      Sqlite.execute(file(), "delete from t");
      write(database, tables, change(0.5));

      assertThat(Sqlite.query(file(), "select n from t")).containsExactly("0.5");
    }
  }

  private static SqliteChange.Write change(Object number) {
    var key = new SqliteColumns(List.of(SqliteColumn.key("_key", ColumnType.TEXT)));
    var rest = new SqliteColumns(List.of(SqliteColumn.optional("n", ColumnType.of(number))));
    return new SqliteChange.Write(new SqliteShape("t", key, rest), List.of("a", number));
  }

  private static void write(SqliteDatabase database, SqliteTables tables, SqliteChange.Write change)
      throws Exception {
    database.begin(false);
    try {
      tables.begun();
      tables.apply(change);
      database.flush();
      database.commit();
      tables.committed();
    } catch (DataException e) {
      database.rollback();
      tables.rolledBack();
      throw e;
    }
  }

  @Test
  void aSchemaThatWidensIsFollowedWithItsDefault() {
    Schema before =
        SchemaBuilder.struct()
            .field("n", SchemaBuilder.int32().defaultValue(3).build())
            .field("m", Schema.INT32_SCHEMA)
            .build();
    Schema after =
        SchemaBuilder.struct()
            .field("n", SchemaBuilder.float64().defaultValue(0.5).build())
            .field("m", Schema.FLOAT64_SCHEMA)
            .build();
    try (TaskHarness sink = TaskHarness.start(file())) {
      sink.put(
          record(0, "a", new Struct(before).put("m", 7)),
          record(1, "b", new Struct(after).put("m", 0.25)));

      assertThat(sink.query("select n, m from t order by _key"))
          .containsExactly("3.0|7.0", "0.5|0.25");
      assertThat(sink.query("select type, \"notnull\", dflt_value from pragma_table_info('t')"))
          .containsExactly("TEXT|1|null", "REAL|1|0.5", "REAL|1|null");
    }
  }

  @Test
  void widensElementsOfArrays() {
    try (TaskHarness sink = TaskHarness.start(file(), Map.of("array.mode", "table"))) {
      sink.put(record(0, "a", map("n", List.of(1L))), record(1, "b", map("n", List.of(2L, 0.5))));
      assertThat(sink.query("select value from t_n order by _key, ordinal"))
          .containsExactly("1.0", "2.0", "0.5");
    }
  }

  private static long totalChanges(SqliteDatabase database) throws Exception {
    try (ResultSet result = database.prepared("select total_changes()").executeQuery()) {
      return result.getLong(1);
    }
  }

  private SqliteDatabase database() {
    return SqliteDatabase.open(file(), Duration.ofSeconds(1));
  }

  private SqliteTables tables(SqliteDatabase database) {
    var config = new SqliteSinkConfig(Map.of("name", "sink", "database", file().toString()));
    return new SqliteTables(
        database, config, new SqliteRetention(database, config, Clock.systemUTC()));
  }

  private Path file() {
    return folder.resolve("data.db");
  }
}
