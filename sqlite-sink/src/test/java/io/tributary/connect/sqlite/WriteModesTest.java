package io.tributary.connect.sqlite;

import static io.tributary.connect.sqlite.TaskHarness.map;
import static io.tributary.connect.sqlite.TaskHarness.record;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every insert.mode with every pk.mode. */
class WriteModesTest {
  @TempDir Path folder;

  /**
   * The table has the rows 1 (with kafka: t-0@0) and 3 (t-0@9), both x=old and y=old. Records for 1
   * and 2 (t-0@0 and t-0@1) carry x=new and no y.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "record_key;   upsert;           1|new|old  2|new|dflt 3|old|old; ''",
        "record_key;   replace;          1|new|dflt 2|new|dflt 3|old|old; ''",
        "record_key;   insert;           1|old|old  2|new|dflt 3|old|old; UNIQUE",
        "record_key;   insert_or_ignore; 1|old|old  2|new|dflt 3|old|old; ''",
        "record_key;   update;           1|new|old  3|old|old;            ''",
        "record_value; upsert;           1|new|old  2|new|dflt 3|old|old; ''",
        "record_value; replace;          1|new|dflt 2|new|dflt 3|old|old; ''",
        "record_value; insert;           1|old|old  2|new|dflt 3|old|old; UNIQUE",
        "record_value; insert_or_ignore; 1|old|old  2|new|dflt 3|old|old; ''",
        "record_value; update;           1|new|old  3|old|old;            ''",
        "kafka;        upsert;           0|new|old  1|new|dflt 9|old|old; ''",
        "kafka;        replace;          0|new|dflt 1|new|dflt 9|old|old; ''",
        "kafka;        insert;           0|old|old  1|new|dflt 9|old|old; UNIQUE",
        "kafka;        insert_or_ignore; 0|old|old  1|new|dflt 9|old|old; ''",
        "none;         insert;           1|old|old  3|old|old  1|new|dflt 2|new|dflt; ''",
        "none;         insert_or_ignore; 1|old|old  3|old|old  1|new|dflt 2|new|dflt; ''"
      })
  void writesRowsAsTheModesSay(String keyMode, String insertMode, String rows, String refusal) {
    boolean kafka = keyMode.equals("kafka");
    String key = kafka ? "_offset" : "id";
    Sqlite.execute(
        file(),
        "create table t (x text, y text default 'dflt', %s) strict"
            .formatted(
                switch (keyMode) {
                  case "kafka" ->
                      """
                      _topic text, _partition integer, _offset integer, n integer as (_offset), \
                      unique (_topic, _partition, _offset)""";
                  case "none" -> "id integer";
                  default -> "id integer primary key";
                }));
    for (int id : kafka ? new int[] {0, 9} : new int[] {1, 3}) {
      Sqlite.execute(
          file(),
          "insert into t (%s, x, y) values (%s%d, 'old', 'old')"
              .formatted(
                  kafka ? "_topic, _partition, _offset" : "id", kafka ? "'t', 0, " : "", id));
    }
    Map<String, String> config =
        new HashMap<>(Map.of("pk.mode", keyMode, "insert.mode", insertMode));
    if (keyMode.startsWith("record")) {
      config.put("pk.fields", "id");
    }
    boolean inValue = keyMode.equals("record_value") || keyMode.equals("none");
    try (TaskHarness sink = TaskHarness.start(file(), config).tolerant()) {
      sink.put(
          record(0, 1L, inValue ? map("id", 1L, "x", "new") : map("x", "new")),
          record(1, 2L, inValue ? map("id", 2L, "x", "new") : map("x", "new")));

      assertThat(sink.query("select %s, x, y from t".formatted(key)))
          .containsExactlyInAnyOrder(rows.trim().split(" +"));
      if (refusal.isEmpty()) {
        assertThat(sink.reporter.reasons).isEmpty();
      } else {
        assertThat(sink.reporter.reasons).singleElement().asString().contains("t-0@0", refusal);
      }
      assertThat(sink.query("select next_offset from _tributary_offsets")).containsExactly("2");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "record_key, upsert, true, 0",
    "record_key, update, true, 0",
    "record_key, insert, false, 1",
    "record_value, replace, false, 1",
    "kafka, insert, false, 2",
    "kafka, insert_or_ignore, false, 2",
    "none, insert_or_ignore, false, 1"
  })
  void handlesTombstonesAsTheModesSay(
      String keyMode, String insertMode, String delete, int rowsAfter) {
    String key =
        switch (keyMode) {
          case "kafka" -> "_topic text, _partition integer, _offset integer";
          case "none" -> "id integer";
          default -> "id integer";
        };
    Sqlite.execute(
        file(),
        "create table t (%s, unique (%s)) strict"
            .formatted(key, key.replace(" text", "").replace(" integer", "")),
        "insert into t values (%s)".formatted(keyMode.equals("kafka") ? "'t', 0, 9" : "1"));
    Map<String, String> config =
        new HashMap<>(
            Map.of("pk.mode", keyMode, "insert.mode", insertMode, "delete.enabled", delete));
    if (keyMode.startsWith("record")) {
      config.put("pk.fields", "id");
    }
    try (TaskHarness sink = TaskHarness.start(file(), config)) {
      sink.put(record(0, 1L, null));

      assertThat(sink.query("select count(*) from t")).containsExactly("" + rowsAfter);
    }
  }

  @Test
  void withoutAKeyTheTableHasNone() {
    Map<String, String> config = Map.of("pk.mode", "none", "insert.mode", "insert");
    try (TaskHarness sink = TaskHarness.start(file(), config).tolerant()) {
      sink.put(
          record(0, "k", map("nothing", null)),
          record(1, null, map("x", 1L)),
          record(2, null, map("x", 1L)),
          record(3, "k", map("nothing", null)),
          record(4, "k", null));

      assertThat(sink.query("select sql from sqlite_schema where name = 't'"))
          .containsExactly("CREATE TABLE \"t\" (\"x\" INTEGER) STRICT");
      assertThat(sink.query("select x from t")).containsExactly("1", "1", "null");
      assertThat(sink.reporter.reasons)
          .satisfiesExactlyInAnyOrder(
              reason -> assertThat(reason).contains("t-0@0", "no field with a value"),
              reason -> assertThat(reason).contains("t-0@4", "delete.enabled=false"));
    }
  }

  @Test
  void passingOverRowsIsOnlyAboutKeys() {
    Sqlite.execute(
        file(), "create table t (_key text primary key, x integer not null unique) strict");
    try (TaskHarness sink =
        TaskHarness.start(file(), Map.of("insert.mode", "insert_or_ignore")).tolerant()) {
      sink.put(
          record(0, "a", map("x", 1L)),
          record(1, "a", map("x", 2L)),
          record(2, "b", map("x", null)),
          record(3, "c", map("x", 1L)),
          record(4, "d", map("x", "text")));

      assertThat(sink.query("select * from t")).containsExactly("a|1");
      assertThat(sink.reporter.offsets())
          .as("nothing is lost in silence")
          .containsExactly(2L, 3L, 4L);
    }
  }

  @Test
  void replacingLeavesTheRowItsIdentityAndOtherRowsAlone() {
    Sqlite.execute(
        file(),
        "create table t (id integer primary key, guid text unique, x integer unique, y, n as (x))",
        "create table log (id)",
        "insert into t values (7, 'a', 1, 'kept?'), (8, 'b', 2, 'kept')",
        "create trigger gone after delete on t begin insert into log values (old.id); end");
    try (TaskHarness sink =
        TaskHarness.start(
                file(),
                Map.of("insert.mode", "replace", "pk.mode", "record_value", "pk.fields", "guid"))
            .tolerant()) {
      sink.put(record(0, null, map("guid", "a", "x", 3L)));
      sink.put(record(1, null, map("guid", "a", "x", 2L)));

      assertThat(sink.query("select * from t order by id"))
          .containsExactly("7|a|3|null|3", "8|b|2|kept|2");
      assertThat(sink.query("select count(*) from log")).containsExactly("0");
      assertThat(sink.reporter.reasons).singleElement().asString().contains("UNIQUE", "t.x");
    }
  }

  @Test
  void aPartOfAKeyDeletesNothing() {
    Sqlite.execute(
        file(),
        "create table t (a text, b text, primary key (a, b)) strict",
        "insert into t values ('x', '1'), ('x', '2')");
    for (String mode : List.of("upsert", "insert")) {
      try (TaskHarness sink =
          TaskHarness.start(file(), Map.of("pk.fields", "a", "insert.mode", mode)).tolerant()) {
        sink.put(record(0, "x", null));
        assertThat(sink.query("select * from t")).containsExactly("x|1", "x|2");
        assertThat(sink.reporter.reasons).singleElement().asString().contains("[a]", "unique");
      }
      Sqlite.execute(file(), "delete from _tributary_offsets");
    }
  }

  @ParameterizedTest
  @CsvSource({"upsert, 'k|a|5'", "update, 'k|a|5'", "insert_or_ignore, 'k|a|null'"})
  void aRowThatIsThereNeedsNoRequiredColumns(String mode, String expected) {
    Sqlite.execute(
        file(),
        "create table t (_key text primary key, title text not null, count integer) strict",
        "insert into t values ('k', 'a', null)");
    try (TaskHarness sink = TaskHarness.start(file(), Map.of("insert.mode", mode)).tolerant()) {
      sink.put(record(0, "k", map("count", 5L)), record(1, "k", map()));
      assertThat(sink.reporter.reasons).isEmpty();

      sink.put(record(2, "new", map("count", 6L)), record(3, "k", map("title", null)));
      assertThat(sink.query("select * from t")).containsExactly(expected);
      assertThat(sink.reporter.reasons)
          .allSatisfy(reason -> assertThat(reason).contains("NOTNULL", "t.title"))
          .hasSize(mode.equals("update") ? 1 : 2);
    }
  }

  @Test
  void updatesNeedAKeyThatFindsOneRow() {
    Sqlite.execute(file(), "create table t (id text, x integer)");
    for (String mode : List.of("update", "replace", "insert_or_ignore")) {
      try (TaskHarness sink =
          TaskHarness.start(file(), Map.of("pk.fields", "id", "insert.mode", mode)).tolerant()) {
        sink.put(record(0, "a", map("x", 1L)));
        assertThat(sink.reporter.reasons).singleElement().asString().contains("unique index");
      }
      Sqlite.execute(file(), "delete from _tributary_offsets");
    }
  }

  @Test
  void aRowOfDefaultsIsInsertedInEveryMode() {
    for (String mode : List.of("insert", "insert_or_ignore")) {
      Path file = folder.resolve(mode + ".db");
      Sqlite.execute(file, "create table t (n integer default 7)");
      Map<String, String> config =
          Map.of("insert.mode", mode, "pk.mode", "none", "delete.enabled", "false");
      try (TaskHarness sink = TaskHarness.start(file, config).tolerant()) {
        sink.put(record(0, null, map("unknown", null)), record(1, null, map("unknown", null)));
        assertThat(sink.query("select n from t")).as(mode).containsExactly("7", "7");
        assertThat(sink.reporter.offsets()).isEmpty();
      }
    }
  }

  private Path file() {
    return folder.resolve("data.db");
  }
}
