package io.tributary.connect.sqlite;

import static io.tributary.connect.sqlite.TaskHarness.map;
import static io.tributary.connect.sqlite.TaskHarness.record;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Names are quoted wherever they go: they are stored as they are, or refused, and never run. */
class HostileNamesTest {
  private static final String HALF = "half \ud83d";

  @TempDir Path folder;

  static List<String> names() {
    return List.of(
        "\"; drop table canary; --",
        "'); delete from canary; --",
        "x\" TEXT); drop table canary; --",
        "a\"\"b",
        "it's",
        "[brackets]",
        "`ticks`",
        "back\\slash",
        "%s %1$s %n",
        "$1 ${topic}",
        "?1 :a @b #",
        "a.b",
        "a(b)",
        "a/*b*/",
        "--",
        " ",
        " lead and trail ",
        "tab\tnew\nline",
        "select",
        "TABLE",
        "values",
        "null",
        "strict",
        "excluded",
        "new",
        "old",
        "\u00c4\u00f6\u00fc \u00df",
        "\ud83d\ude00",
        "\u202eright to left",
        "e\u0301",
        "x".repeat(500));
  }

  @BeforeEach
  void canary() {
    Sqlite.execute(file(), "create table canary (x)", "insert into canary values ('alive')");
  }

  @ParameterizedTest
  @MethodSource("names")
  void namesOfTablesFieldsArraysAndIndexes(String name) {
    Map<String, String> config =
        Map.of("table.name.format", "${field.to}", "delete.enabled", "false");
    try (TaskHarness sink = TaskHarness.start(file(), config)) {
      sink.put(
          record(0, "a", map("to", name, name, "v", "n", 1L)),
          record(1, "a", map("to", name, name, "w")),
          record(2, "b", map("to", name, name + "2", 2L)));

      assertThat(
              sink.query(
                  "select _key, %s, %s, n from %s order by 1"
                      .formatted(quoted(name), quoted(name + "2"), quoted(name))))
          .containsExactly("a|w|null|1", "b|null|2|null");
      assertThat(tables(sink)).containsExactlyInAnyOrder("canary", "_tributary_offsets", name);
      assertCanary(sink);
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void namesWithSearchArraysWideningAndDeletes(String name) {
    // Commas separate the names in a list, and blanks around a name are not part of it.
    boolean listable = name.equals(name.strip()) && !name.contains(",");
    Map<String, String> config =
        listable
            ? Map.of(
                "array.mode",
                "table",
                "nested.mode",
                "flatten",
                "fts.fields",
                name,
                "indexes",
                name.contains(";") ? "n" : name)
            : Map.of("array.mode", "table", "nested.mode", "flatten");
    try (TaskHarness sink = TaskHarness.start(file(), config)) {
      sink.put(
          record(0, "a", map(name, "tides", "n", 1L, "list " + name, List.of("x", "y"))),
          record(1, "b", map(name, "moon", "in", map(name, 1L), "list " + name, List.of("z"))));
      sink.put(record(2, "a", map(name, "moon", "in", map(name, 1.5))), record(3, "b", null));

      assertThat(
              sink.query(
                  "select _key, %s, %s, n from t".formatted(quoted(name), quoted("in_" + name))))
          .containsExactly("a|moon|1.5|1");
      assertThat(sink.query("select * from " + quoted("t_list " + name)))
          .containsExactly("a|0|x", "a|1|y");
      if (listable) {
        assertThat(sink.query("select rowid from t_fts where t_fts match 'moon'")).hasSize(1);
        assertThat(sink.query("select rowid from t_fts where t_fts match 'tides'")).isEmpty();
      }
      assertCanary(sink);
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void namesOfKeysAndTopics(String name) {
    Schema schema = SchemaBuilder.struct().field(name, Schema.STRING_SCHEMA).build();
    Struct key = new Struct(schema).put(name, "k");
    try (TaskHarness sink = TaskHarness.start(file())) {
      sink.put(
          record(0, key, map("x", 1L)),
          record(1, key, map("x", 2L)).newRecord(name, 0, schema, key, null, map("x", 3L), null));

      assertThat(sink.query("select %s, x from t".formatted(quoted(name)))).containsExactly("k|1");
      assertThat(sink.query("select %s, x from %s".formatted(quoted(name), quoted(name))))
          .containsExactly("k|3");
      sink.put(record(2, key, null));
      assertThat(sink.query("select * from t")).isEmpty();
      assertCanary(sink);
    }
  }

  @Test
  void theEmptyNameIsOneForAColumnButNotForATable() {
    try (TaskHarness sink = TaskHarness.start(file(), Map.of("array.mode", "table")).tolerant()) {
      sink.put(record(0, "a", map("", "v", "x", 1L)));
      sink.put(record(1, "a", map("", "w")));
      sink.put(record(2, "b", map("n", 1L)).newRecord("", 0, null, "b", null, map("n", 1L), null));

      assertThat(sink.query("select _key, \"\", x from t")).containsExactly("a|w|1");
      assertThat(sink.reporter.reasons).singleElement().asString().contains("t-0@2", "empty");
    }
  }

  /** SQLite has names of its own for the number of a row, which a column of that name hides. */
  @ParameterizedTest
  @MethodSource("namesOfRowNumbers")
  void columnsThatHideTheNumberOfTheRow(String name) {
    Map<String, String> config = Map.of("fts.fields", "title", "array.mode", "table");
    try (TaskHarness sink = TaskHarness.start(file(), config).tolerant()) {
      sink.put(
          record(0, "a", map(name, "x", "title", "tides", "list", List.of("l"), "n", 1L)),
          record(1, "b", map(name, "y", "title", "moon", "n", 1L)));
      sink.put(record(2, "a", map(name, "z", "title", "sun", "n", 1.5)), record(3, "b", null));

      assertThat(sink.reporter.reasons).isEmpty();
      assertThat(sink.query("select _key, %s, title, n from t".formatted(quoted(name))))
          .containsExactly("a|z|sun|1.5");
      for (String word : List.of("tides", "moon")) {
        assertThat(found(sink, word)).as(word).isZero();
      }
      assertThat(found(sink, "sun")).isEqualTo(1);
    }
  }

  @Test
  void columnsThatWouldHideTheNumberOfARowThatIsThereAreRefused() {
    Map<String, String> config = Map.of("fts.fields", "title");
    try (TaskHarness sink = TaskHarness.start(file(), config).tolerant()) {
      sink.put(record(0, "a", map("title", "tides")));
      sink.put(
          record(1, "a", map("title", "moon", "rowid", 1L)), record(2, "b", map("title", "sun")));

      assertThat(sink.reporter.reasons)
          .singleElement()
          .asString()
          .contains("t-0@1", "cannot add rowid alias");
      assertThat(found(sink, "tides OR sun")).isEqualTo(2);
    }
  }

  static List<String> namesOfRowNumbers() {
    return List.of("rowid", "oid", "_rowid_", "ROWID");
  }

  @Test
  void namesThatDifferOnlyInCaseAreOneWhereverTheyAre() {
    try (TaskHarness sink =
        TaskHarness.start(file(), Map.of("array.mode", "table", "nested.mode", "flatten"))
            .tolerant()) {
      sink.put(
          record(0, "a", map("Title", "one", "n", 1L)),
          record(1, "b", map("Name", "x", "name", "y")),
          record(2, "c", map("list", List.of(map("A", 1L, "a", 2L)))),
          record(3, "d", map("in", map("X", 1L), "IN_x", 2L)),
          record(4, map("id", 1L, "ID", 2L), map("n", 1L)),
          record(5, "a", map("TITLE", "two")),
          record(6, "b", map("N", 5L)).newRecord("T", 0, null, "b", null, map("N", 5L), null));

      assertThat(sink.query("select _key, title, n from t order by 1"))
          .containsExactly("a|two|1", "b|null|5");
      assertThat(sink.reporter.offsets()).containsExactlyInAnyOrder(1L, 2L, 3L, 4L);
    }
  }

  @Test
  void lettersThatSqliteDoesNotFoldAreDifferentNames() {
    try (TaskHarness sink = TaskHarness.start(file())) {
      sink.put(record(0, "a", map("\u00c4", 1L, "\u00e4", 2L, "\u0130", 3L, "i", 4L)));

      assertThat(sink.query("select \u00c4, \u00e4, \u0130, i from t")).containsExactly("1|2|3|4");
    }
  }

  @Test
  void namesThatNoFileCanHoldAreRefusedAlone() {
    try (TaskHarness sink =
        TaskHarness.start(file(), Map.of("array.mode", "table", "nested.mode", "flatten"))
            .tolerant()) {
      sink.put(
          record(0, "a", map("x", 1L)),
          record(1, "b", map(HALF, 1L)),
          record(2, "c", map("nul\0", 1L)),
          record(3, "d", map(HALF, List.of(1L))),
          record(4, "e", map("in", map(HALF, 1L))),
          record(5, map(HALF, "k"), map("x", 1L)),
          record(6, "f", map("x", 1L)).newRecord(HALF, 0, null, "f", null, map("x", 1L), null),
          record(7, "g", map("x", 1L)).newRecord("a\0b", 0, null, "g", null, map("x", 1L), null),
          record(8, "h", map("list", List.of(map(HALF, 1L)))),
          record(9, "z", map("x", 2L)));

      assertThat(sink.query("select * from t order by 1")).containsExactly("a|1", "z|2");
      assertThat(sink.reporter.offsets()).containsExactlyInAnyOrder(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
      assertThat(tables(sink)).containsExactlyInAnyOrder("canary", "_tributary_offsets", "t");
    }
  }

  private static long found(TaskHarness sink, String word) {
    return sink.query("select * from t_fts where t_fts match '%s'".formatted(word)).size();
  }

  private static void assertCanary(TaskHarness sink) {
    assertThat(sink.query("select x from canary")).containsExactly("alive");
    assertThat(sink.query("pragma integrity_check")).containsExactly("ok");
  }

  private static List<String> tables(TaskHarness sink) {
    return sink.query("select name from sqlite_schema where type = 'table'");
  }

  private static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  private Path file() {
    return folder.resolve("data.db");
  }
}
