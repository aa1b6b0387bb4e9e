package io.tributary.connect.sqlite;

import static io.tributary.connect.sqlite.TaskHarness.map;
import static io.tributary.connect.sqlite.TaskHarness.record;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Indexes, full-text search and columns that change their type. */
class IndexesTest {
  private static final Map<String, String> SEARCH = Map.of("fts.fields", "title,summary");

  @TempDir Path folder;

  @Test
  void createsIndexesOfTheTablesThatHaveTheColumns() {
    Map<String, String> config = Map.of("indexes", "author,author;At,value", "array.mode", "table");
    try (TaskHarness sink = start(config)) {
      sink.put(record(0, "a", map("author", "x", "tags", List.of("t"))));
      assertThat(indexes(sink)).containsExactly("t(author)", "t_tags(value)");

      sink.put(record(1, "b", map("at", 1L)));
      assertThat(indexes(sink)).containsExactly("t(author)", "t(author,At)", "t_tags(value)");
      assertThat(
              sink.query("explain query plan select * from t where author = 'x' and at > 0")
                  .toString())
          .contains("INDEX t(author,At)");
    }
    try (TaskHarness sink = start(config)) {
      sink.put(record(2, "c", map("author", "y")));
      assertThat(indexes(sink)).hasSize(3);
    }
  }

  @Test
  void findsWordsInWhatWasWritten() {
    try (TaskHarness sink = start(SEARCH)) {
      sink.put(
          record(0, "a", map("title", "Tides of the sea", "summary", "Water", "n", 1L)),
          record(1, "b", map("title", "Moon", "summary", "It makes the tides", "n", 1L)),
          record(2, "c", map("title", "Sun", "summary", null, "n", 1L)));
      assertThat(search(sink, "tides")).containsExactly("a", "b");
      assertThat(search(sink, "title:tides")).containsExactly("a");

      sink.put(
          record(3, "a", map("title", "Wind")), record(4, "b", null), record(5, "c", map("n", 2L)));
      assertThat(search(sink, "tides")).isEmpty();
      assertThat(search(sink, "wind")).containsExactly("a");
      assertThat(search(sink, "water")).as("a column that was not carried").containsExactly("a");
      assertThat(search(sink, "sun")).containsExactly("c");
      assertSound(sink);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"upsert", "replace", "insert_or_ignore", "update"})
  void searchFollowsEveryMode(String mode) {
    Sqlite.execute(
        folder.resolve("data.db"),
        "create table t (_key text primary key, title text) strict",
        "insert into t values ('a', 'old')");
    try (TaskHarness sink = start(Map.of("fts.fields", "title", "insert.mode", mode))) {
      sink.put(record(0, "a", map("title", "new")), record(1, "b", map("title", "new")));
      sink.put(record(2, "a", map("title", "newer")));

      for (String word : List.of("old", "new", "newer")) {
        assertThat(search(sink, word))
            .isEqualTo(sink.query("select _key from t where title = '%s'".formatted(word)));
      }
      assertSound(sink);
    }
  }

  @Test
  void rowsThatWereThereBeforeAreFoundToo() {
    try (TaskHarness sink = start(Map.of())) {
      sink.put(record(0, "a", map("title", "Tides", "summary", "x", "note", "seen")));
    }
    try (TaskHarness sink = start(SEARCH)) {
      sink.put(record(1, "b", map("title", "Moon")));
      assertThat(search(sink, "tides")).containsExactly("a");
      Sqlite.execute(sink.file, "update t set title = 'by hand' where _key = 'b'");
      assertThat(search(sink, "hand")).containsExactly("b");
    }
    try (TaskHarness sink = start(Map.of("fts.fields", "note,title"))) {
      sink.put(record(2, "c", map("title", "Sun")));
      assertThat(search(sink, "seen")).containsExactly("a");
      assertThat(search(sink, "sun")).containsExactly("c");
      assertSound(sink);
    }
  }

  @Test
  void aColumnThatTurnsUpLaterIsSearchedFromThen() {
    try (TaskHarness sink = start(SEARCH)) {
      sink.put(
          record(0, "a", map("title", "Tides")),
          record(1, "b", map("summary", "about tides")),
          record(2, "c", map("other", "tides")));
      assertThat(search(sink, "tides")).containsExactly("a", "b");
      Sqlite.execute(sink.file, "drop table t");
      sink.put(record(3, "d", map("title", "tides again")));
      assertThat(search(sink, "tides")).containsExactly("d");
      assertSound(sink);
    }
  }

  @Test
  void aBatchThatIsUndoneLeavesTheSearchIndexAsItWas() {
    try (TaskHarness sink = start(SEARCH).tolerant()) {
      sink.put(record(0, "a", map("title", "one", "n", 1L)));
      sink.put(
          record(1, "b", map("title", "two", "n", 1L)),
          record(2, "c", map("title", "three", "n", "bad")),
          record(3, "a", map("title", "four", "n", 1L)));

      assertThat(search(sink, "one OR two OR three OR four")).containsExactly("a", "b");
      assertSound(sink);
    }
  }

  @Test
  void aTableThatIsSpelledOtherwiseHasTheSameIndexes() {
    Map<String, String> config =
        Map.of(
            "table.name.format", "${field.table}",
            "delete.enabled", "false",
            "fts.fields", "title",
            "indexes", "n",
            "array.mode", "table");
    try (TaskHarness sink = start(config)) {
      for (int i = 0; i < 2; i++) {
        sink.put(
            record(
                2L * i, "a" + i, map("table", "T", "title", "tides", "n", 1L, "L", List.of("x"))),
            record(
                2 * i + 1,
                "b" + i,
                map("table", "t", "title", "tides", "n", 2L, "l", List.of("y"))));
        sink.restart();
      }
      assertThat(search(sink, "tides")).containsExactly("a0", "a1", "b0", "b1");
      assertThat(sink.query("select _key from t_l order by 1"))
          .containsExactly("a0", "a1", "b0", "b1");
      assertThat(indexes(sink)).containsExactly("T(n)");
      assertSound(sink);
      Sqlite.execute(sink.file, "delete from t where _key = 'b0'");
      assertThat(sink.query("select _key from t_l order by 1")).containsExactly("a0", "a1", "b1");
    }
  }

  @Test
  void aReplacementByHandIsFollowedIfItRunsTriggers() throws Exception {
    try (TaskHarness sink = start(Map.of("fts.fields", "title", "array.mode", "table"))) {
      sink.put(record(0, "a", map("title", "tides", "tags", List.of("sea"))));
      try (Connection other = Sqlite.connect(sink.file);
          Statement statement = other.createStatement()) {
        statement.execute("pragma recursive_triggers = on");
        statement.execute("insert or replace into t (_key, title) values ('a', 'moon')");
      }
      assertThat(search(sink, "tides")).isEmpty();
      assertThat(search(sink, "moon")).containsExactly("a");
      assertThat(sink.query("select * from t_tags")).isEmpty();
      assertSound(sink);
    }
  }

  @Test
  void doesNotTouchATableThatOnlyHasTheNameOfASearchIndex() {
    Sqlite.execute(folder.resolve("data.db"), "create table t_fts (mine)");
    try (TaskHarness sink = start(SEARCH).tolerant()) {
      sink.put(record(0, "a", map("title", "one")));
      assertThat(sink.reporter.reasons).singleElement().asString().contains("\"t_fts\"");
      assertThat(sink.query("select count(*) from t_fts")).containsExactly("0");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rowid", "ROWID,_rowid_"})
  void aFieldThatIsCalledLikeTheRowidIsNone(String names) {
    Map<String, @Nullable Object> value = map("title", "tides");
    for (String name : List.of(names.split(",", -1))) {
      value.put(name, 5L);
    }
    try (TaskHarness sink = start(Map.of("fts.fields", "title"))) {
      sink.put(record(0, "a", value), record(1, "b", value), record(2, "c", map("title", "moon")));
      sink.put(record(3, "a", map("title", "sun")), record(4, "b", null));
      assertThat(words(sink, "tides")).isEmpty();
      assertThat(words(sink, "sun")).containsExactly("a");
      assertSound(sink);
    }
  }

  @Test
  void aFieldThatIsCalledLikeTheRowidNeedsANewTable() {
    try (TaskHarness sink = start(Map.of("fts.fields", "title")).tolerant()) {
      sink.put(record(0, "a", map("title", "tides")), record(1, "b", map("title", "moon")));
      sink.put(record(2, "c", map("title", "sun", "rowid", "x")), record(3, "a", null));
      assertThat(sink.reporter.reasons).singleElement().asString().contains("t-0@2", "rowid");
      assertThat(words(sink, "sun OR tides OR moon")).containsExactly("b");
      assertSound(sink);
    }
  }

  @Test
  void aTableWithoutRowidsIsWrittenButNotSearched() {
    Sqlite.execute(
        folder.resolve("data.db"),
        "create table t (_key text primary key, title text) without rowid",
        "create table u (_key text primary key, title, rowid, _rowid_, oid)");
    try (TaskHarness sink = start(Map.of("fts.fields", "title", "table.name.format", "t"))) {
      sink.put(record(0, "a", map("title", "tides")));
      sink.put(record(1, "a", map("title", "moon")));
      assertThat(sink.query("select title from t")).containsExactly("moon");
    }
    try (TaskHarness sink = start(Map.of("fts.fields", "title", "table.name.format", "u"))) {
      sink.put(record(2, "a", map("title", "tides")));
      assertThat(sink.query("select title from u")).containsExactly("tides");
    }
  }

  @Test
  void namesAreQuoted() {
    Map<String, String> config =
        Map.of(
            "table.name.format", "a\"b'c",
            "fts.fields", "ti\"tle'",
            "indexes", "ti\"tle'");
    try (TaskHarness sink = start(config)) {
      sink.put(record(0, "a", map("ti\"tle'", "tides")), record(1, "b", map("ti\"tle'", "moon")));
      sink.put(record(2, "b", null));
      assertThat(
              sink.query("select rowid from \"a\"\"b'c_fts\" where \"a\"\"b'c_fts\" match 'tides'"))
          .containsExactly("1");
    }
    try (TaskHarness sink = start(config)) {
      sink.put(record(3, "c", map("ti\"tle'", "tides")));
      assertThat(
              sink.query(
                  "select count(*) from \"a\"\"b'c_fts\" where \"a\"\"b'c_fts\" match 'tides'"))
          .containsExactly("2");
    }
  }

  @Test
  void wholeNumbersBecomeFractionsWhenOneTurnsUp() {
    try (TaskHarness sink = start(Map.of("indexes", "n"))) {
      sink.put(
          record(0, "a", map("n", 1L, "x", "kept")),
          record(1, "b", map("n", 1.5)),
          record(2, "c", map("n", 2L)));

      assertThat(sink.query("select _key, n, typeof(n), x from t order by 1"))
          .containsExactly("a|1.0|real|kept", "b|1.5|real|null", "c|2.0|real|null");
      assertThat(sink.query("select name, type from pragma_table_info('t')"))
          .containsExactly("_key|TEXT", "x|TEXT", "n|REAL");
      assertThat(indexes(sink)).containsExactly("t(n)");
    }
  }

  @Test
  void wideningKeepsTheColumnsConstraintsAndItsSearchIndex() {
    Sqlite.execute(
        folder.resolve("data.db"),
        """
        create table t (
          _key text primary key, n integer not null default 7, m integer not null, k integer,
          "check" text) strict""");
    try (TaskHarness sink = start(Map.of("fts.fields", "n,check"))) {
      sink.put(record(0, "a", map("n", 1L, "m", 2L, "k", 3L, "check", "tides")));
      sink.put(record(1, "b", map("n", 1.5, "m", 2.5, "k", 3.5, "check", "moon")));
      assertThat(
              sink.query(
                  "select name, type, \"notnull\", dflt_value from pragma_table_info('t') order by 1"))
          .containsExactly(
              "_key|TEXT|1|null",
              "check|TEXT|0|null",
              "k|REAL|0|null",
              "m|REAL|1|null",
              "n|REAL|1|7");
      assertThat(search(sink, "tides OR moon")).containsExactly("a", "b");
      assertSound(sink);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "check (n > 0)",
        "references other (id)",
        "/* a */ CHECK\n(n > 0) -- b",
        "collate nocase"
      })
  void wideningNeverDropsAConstraint(String constraint) {
    Sqlite.execute(
        folder.resolve("data.db"),
        "create table other (id integer primary key)",
        "create table t (_key text primary key, n integer %s\n) strict".formatted(constraint));
    try (TaskHarness sink = start(Map.of()).tolerant()) {
      sink.put(record(0, "a", map("n", 1L)), record(1, "b", map("n", 1.5)));
      assertThat(sink.reporter.reasons)
          .singleElement()
          .asString()
          .contains("t-0@1", "REAL", "INTEGER");
      assertThat(sink.query("select sql from sqlite_schema where name = 't'"))
          .singleElement()
          .asString()
          .contains(constraint);
    }
  }

  @Test
  void refusesToRoundOrToBreakWhatIsThereAndNamesBothTypes() {
    try (TaskHarness sink = start(Map.of()).tolerant()) {
      sink.put(record(0, "a", map("large", (1L << 53) + 1, "used", 1L)));
      Sqlite.execute(sink.file, "create index mine on t (used)");
      sink.put(
          record(1, "b", map("large", 0.5)),
          record(2, "c", map("used", 0.5)),
          record(3, "d", map("used", 4L)));

      assertThat(sink.query("select _key, large, used from t order by 1"))
          .containsExactly("a|9007199254740993|1", "d|null|4");
      assertThat(sink.reporter.reasons)
          .satisfiesExactly(
              reason -> assertThat(reason).contains("t-0@1", "\"large\"", "REAL", "INTEGER"),
              reason -> assertThat(reason).contains("t-0@2", "\"used\"", "REAL", "INTEGER"));
    }
  }

  @Test
  void doesNotWidenWhatItMayNotChange() {
    Sqlite.execute(folder.resolve("data.db"), "create table t (_key text primary key, n integer)");
    try (TaskHarness sink = start(Map.of())) {
      sink.put(record(0, "a", map("n", 1.5)));
      assertThat(sink.query("select n from t")).as("not a STRICT table").containsExactly("1.5");
      assertThat(sink.query("select type from pragma_table_info('t') where name = 'n'"))
          .containsExactly("INTEGER");
      Sqlite.execute(
          sink.file, "drop table t", "create table t (_key text primary key, n int) strict");
    }
    try (TaskHarness sink = start(Map.of("auto.evolve", "false")).tolerant()) {
      sink.put(record(1, "a", map("n", 1.5)));
      assertThat(sink.reporter.reasons).singleElement().asString().contains("REAL", "INT");
    }
  }

  private static List<String> indexes(TaskHarness sink) {
    return sink.query(
        "select name from sqlite_schema where type = 'index' and sql is not null order by 1");
  }

  private static List<String> search(TaskHarness sink, String words) {
    return sink.query(
        """
        select _key from t join t_fts on t.rowid = t_fts.rowid where t_fts match '%s' order by 1"""
            .formatted(words));
  }

  private static List<String> words(TaskHarness sink, String words) {
    String rowid =
        sink.query("select sql from sqlite_schema where name = 't_fts'")
            .get(0)
            .replaceAll(".*content_rowid=(\\w+)\\)", "$1");
    return sink.query(
        """
        select _key from t join t_fts on t.%s = t_fts.rowid where t_fts match '%s' order by 1"""
            .formatted(rowid, words));
  }

  /** Lets FTS5 compare its index with the table. */
  private static void assertSound(TaskHarness sink) {
    Sqlite.execute(sink.file, "insert into t_fts (t_fts, rank) values ('integrity-check', 1)");
  }

  private TaskHarness start(Map<String, String> config) {
    return TaskHarness.start(folder.resolve("data.db"), config);
  }
}
