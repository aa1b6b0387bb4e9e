package io.tributary.connect.sqlite;

import static io.tributary.connect.sqlite.TaskHarness.map;
import static io.tributary.connect.sqlite.TaskHarness.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Old rows leave, a few at a time, and nothing else does. */
class RetentionTest {
  private static final String OLD = "2020-01-01T00:00:00.000Z";
  private static final String NEW = "2999-01-01T00:00:00Z";
  private static final Map<String, String> BY_AGE =
      Map.of("retention.ms", "86400000", "retention.field", "at");

  @TempDir Path folder;

  @Test
  void theRowsThatWereAddedFirstLeave() {
    try (TaskHarness sink = TaskHarness.start(file(), Map.of("retention.rows", "3"))) {
      sink.put(row(0, "z", null), row(1, "y", null), row(2, "x", null));
      assertThat(keys(sink)).containsExactly("z", "y", "x");
      // A change does not make a row younger.
      sink.put(row(3, "z", null), row(4, "w", null));
      assertThat(keys(sink)).containsExactly("y", "x", "w");
      sink.put(record(5, "x", null), row(6, "v", null));
      assertThat(keys(sink)).containsExactly("y", "w", "v");
      sink.restart();
      sink.put(row(7, "u", null));

      assertThat(keys(sink)).containsExactly("w", "v", "u");
    }
  }

  @Test
  void theRowsWithTheLowestValueLeaveNullsFirst() {
    Map<String, String> config = Map.of("retention.rows", "2", "retention.field", "at");
    try (TaskHarness sink = TaskHarness.start(file(), config)) {
      sink.put(row(0, "a", NEW), row(1, "b", OLD), row(2, "c", null), row(3, "d", NEW));
      assertThat(keys(sink)).containsExactly("a", "d");
    }
  }

  @Test
  void aStepReadsNoMoreThanItDeletes() {
    try (TaskHarness sink = TaskHarness.start(file(), BY_AGE)) {
      sink.put(row(0, "a", NEW));
      List<String> rowid = List.of("rowid");
      String index = "SEARCH t USING COVERING INDEX t(at) (at>? AND at<?)";

      assertThat(plan(sink, SqliteRetentionStatements.deleteBeforeText("t", rowid, "at")))
          .contains("SEARCH t USING INTEGER PRIMARY KEY (rowid=?)", index);
      assertThat(plan(sink, SqliteRetentionStatements.deleteBeforeNumber("t", rowid, "at")))
          .contains("SEARCH t USING INTEGER PRIMARY KEY (rowid=?)", index);
      assertThat(
              plan(
                  sink,
                  SqliteRetentionStatements.deleteFirst("t", rowid, List.of("\"at\"", "rowid"))))
          .contains("SEARCH t USING INTEGER PRIMARY KEY (rowid=?)", "COVERING INDEX t(at)")
          .doesNotContain("TEMP B-TREE");
      assertThat(plan(sink, SqliteRetentionStatements.deleteFirst("t", rowid, rowid)))
          .doesNotContain("TEMP B-TREE");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"insert", "upsert", "replace", "insert_or_ignore"})
  void theCountIsRightWhateverIsWrittenByWhomever(String mode) {
    Map<String, String> config = Map.of("retention.rows", "10", "insert.mode", mode);
    try (TaskHarness sink = TaskHarness.start(file(), config)) {
      for (int i = 0; i < 30; i++) {
        sink.put(row(i, mode.equals("insert") ? "k" + i : "k" + i % 20, null));
      }
      Sqlite.execute(
          file(), "delete from t where rowid % 2", "insert into t (_key) values ('by hand')");

      assertThat(sink.query("select row_count from _tributary_rows"))
          .isEqualTo(sink.query("select count(*) from t"));
    }
  }

  @Test
  void rowsThatWereThereBeforeCountToo() {
    try (TaskHarness sink = TaskHarness.start(file())) {
      sink.put(row(0, "a", null), row(1, "b", null), row(2, "c", null));
    }
    try (TaskHarness sink = TaskHarness.start(file(), Map.of("retention.rows", "2"))) {
      sink.put(row(3, "d", null), row(4, "e", null));
      assertThat(keys(sink)).containsExactly("d", "e");
    }
  }

  @Test
  void tasksShareOneCount() {
    Map<String, String> config = Map.of("retention.rows", "4");
    try (TaskHarness first = TaskHarness.start(file(), config);
        TaskHarness second = TaskHarness.create(file(), config)) {
      second.startOnly();
      second.task().open(List.of(new TopicPartition("t", 1)));
      for (int i = 0; i < 10; i++) {
        first.put(row(i, "a" + i, null));
        second.put(record("t", 1, i, "b" + i, map("at", null, "n", 1L)));
      }

      assertThat(keys(first)).containsExactly("a8", "b8", "a9", "b9");
    }
  }

  @Test
  void rowsThatAreTooOldLeaveByTextOrByNumber() {
    long now = Instant.now().toEpochMilli();
    try (TaskHarness sink = TaskHarness.start(file(), BY_AGE)) {
      sink.put(
          row(0, "old", OLD),
          row(1, "new", NEW),
          row(2, "dateOnly", "2019-05-05"),
          row(3, "unknown", null),
          row(4, "noDate", "Thu, 01 Jan 2015 00:00:00 GMT"),
          row(5, "digits", "1577836800000"));
      assertThat(keys(sink)).containsExactly("new", "unknown", "noDate", "digits");
    }
    Map<String, String> numbers = new HashMap<>(BY_AGE);
    numbers.put("table.name.format", "numbers");
    numbers.put("offsets.id", "numbers");
    try (TaskHarness sink = TaskHarness.start(file(), numbers)) {
      sink.put(
          row(0, "old", now - Duration.ofDays(2).toMillis()),
          row(1, "new", now),
          row(2, "seconds", now / 1000),
          row(3, "micros", now * 1000));
      assertThat(sink.query("select _key from numbers order by rowid"))
          .containsExactly("new", "seconds", "micros");
    }
  }

  @Test
  void rowsGrowOldWithoutNewRecords() {
    Map<String, String> config = Map.of("retention.ms", "1", "retention.field", "at");
    try (TaskHarness sink = TaskHarness.start(file(), config)) {
      sink.put(row(0, "a", NEW));
      Sqlite.execute(file(), "update t set at = '" + OLD + "'");
      sink.put();

      assertThat(keys(sink)).isEmpty();
    }
  }

  @Test
  void arraysAndTheSearchIndexGoWithTheirRows() {
    Map<String, String> config =
        Map.of("retention.rows", "1", "array.mode", "table", "fts.fields", "text");
    try (TaskHarness sink = TaskHarness.start(file(), config)) {
      sink.put(
          record(0, "a", map("text", "tides", "links", List.of("x", "y"))),
          record(1, "b", map("text", "moon", "links", List.of("z"))));

      assertThat(keys(sink)).containsExactly("b");
      assertThat(sink.query("select _key, value from t_links")).containsExactly("b|z");
      assertThat(sink.query("select count(*) from t_fts('tides')")).containsExactly("0");
      assertThat(sink.query("select count(*) from t_fts('moon')")).containsExactly("1");
      assertThat(sink.query("select table_name from _tributary_rows"))
          .as("rows of arrays do not count")
          .containsExactly("t");
    }
  }

  @Test
  void worksOnTablesWithoutARowid() {
    Sqlite.execute(
        file(),
        "create table t (_key text, at text, n int, primary key (_key)) strict, without rowid",
        "insert into t values ('a', '" + OLD + "', 1), ('b', '" + NEW + "', 1)");
    Map<String, String> config = new HashMap<>(BY_AGE);
    config.put("retention.rows", "2");
    try (TaskHarness sink = TaskHarness.start(file(), config)) {
      sink.put(row(0, "c", NEW), row(1, "d", NEW));

      assertThat(sink.query("select _key from t")).containsExactly("c", "d");
    }
  }

  @Test
  void aColumnThatIsCalledLikeTheRowidIsNotTakenForIt() {
    try (TaskHarness sink = TaskHarness.start(file(), Map.of("retention.rows", "2"))) {
      sink.put(
          record(0, "a", map("rowid", 5L)),
          record(1, "b", map("rowid", 5L)),
          record(2, "c", map("rowid", 5L)));

      assertThat(sink.query("select _key from t order by 1")).containsExactly("b", "c");
    }
  }

  @Test
  void aTableWhoseNameIsSpelledInTwoWaysIsOne() {
    Map<String, String> config =
        Map.of(
            "retention.rows", "2", "table.name.format", "${field.kind}", "delete.enabled", "false");
    try (TaskHarness sink = TaskHarness.start(file(), config)) {
      for (int i = 0; i < 6; i++) {
        sink.put(record(i, "k" + i, map("kind", i % 2 == 0 ? "Event" : "EVENT")));
      }
      assertThat(sink.query("select _key from event order by 1")).containsExactly("k4", "k5");
      assertThat(sink.query("select * from _tributary_rows")).containsExactly("event|2");
    }
  }

  @Test
  void tablesOfOthersAreLeftAlone() {
    try (TaskHarness other = TaskHarness.start(file(), Map.of("name", "other"))) {
      other.put(row(0, "old", OLD));
    }
    Map<String, String> config = new HashMap<>(BY_AGE);
    config.put("table.name.format", "mine");
    config.put("retention.rows", "1");
    try (TaskHarness sink = TaskHarness.start(file(), config)) {
      sink.put(row(0, "a", NEW), row(1, "b", NEW));

      assertThat(sink.query("select _key from t")).containsExactly("old");
      assertThat(sink.query("select _key from mine")).containsExactly("b");
    }
  }

  @Test
  void aTableWithoutTheColumnKeepsItsRowsUnlessThereAreTooMany() {
    Map<String, String> config = new HashMap<>(BY_AGE);
    config.put("retention.field", "absent");
    config.put("retention.rows", "2");
    try (TaskHarness sink = TaskHarness.start(file(), config)) {
      sink.put(row(0, "a", OLD), row(1, "b", OLD), row(2, "c", OLD));

      assertThat(keys(sink)).containsExactly("b", "c");
    }
  }

  @Test
  void oneTransactionDeletesNoMoreThanAStepAndTheRestFollows() throws Exception {
    int backlog = 3 * SqliteRetention.STEP + 7;
    Sqlite.execute(
        file(),
        "create table t (_key text primary key, at text, n integer)",
        """
        with recursive i(n) as (select 1 union all select n + 1 from i where n < %d)
        insert into t select 'old' || n, '%s', n from i
        """
            .formatted(backlog, OLD));
    try (TaskHarness sink = TaskHarness.start(file(), BY_AGE)) {
      sink.put(row(0, "a", NEW));
      assertThat(sink.query("select count(*) from t"))
          .containsExactly(Integer.toString(backlog + 1 - SqliteRetention.STEP));
      assertThat(sink.context.timeout).as("it asks to be called again at once").isEqualTo(1);
      sink.put();
      sink.put();
      sink.put();

      assertThat(keys(sink)).containsExactly("a");
    }
  }

  @Test
  void aLockDelaysIt() throws Exception {
    try (TaskHarness sink = TaskHarness.start(file(), BY_AGE)) {
      sink.put(row(0, "a", NEW));
      Sqlite.execute(file(), "update t set at = '" + OLD + "'");
      try (Connection other = Sqlite.connect(file());
          Statement statement = other.createStatement()) {
        statement.execute("begin immediate");
        sink.put();
        statement.execute("rollback");
      }
      assertThat(keys(sink)).containsExactly("a");
      sink.put();
      assertThat(keys(sink)).isEmpty();
    }
  }

  @Test
  void aTriggerThatForbidsItFailsTheTask() {
    try (TaskHarness sink = TaskHarness.start(file(), Map.of("retention.rows", "1"))) {
      sink.put(row(0, "a", null));
      Sqlite.execute(
          file(),
          """
          create trigger keep before delete on t begin select raise(abort, 'kept by law'); end
          """);

      assertThatThrownBy(() -> sink.put(row(1, "b", null)))
          .isInstanceOf(ConnectException.class)
          .hasMessageContaining("delete old rows")
          .hasMessageContaining("kept by law");
      assertThat(keys(sink)).as("what was written stays").containsExactly("a", "b");
    }
  }

  @Test
  void theFileStopsGrowing() throws Exception {
    Map<String, String> config =
        Map.of("retention.rows", "2000", "indexes", "n", "fts.fields", "text");
    String text = "some words about tides and the moon ".repeat(5);
    long filled = 0;
    try (TaskHarness sink = TaskHarness.start(file(), config)) {
      long offset = 0;
      for (int round = 0; round < 120; round++) {
        List<SinkRecord> batch = new ArrayList<>();
        for (int i = 0; i < 500; i++, offset++) {
          batch.add(record(offset, "key" + offset * 7919, map("n", offset, "text", text)));
        }
        sink.task().put(batch);
        // The search index has merged its parts a few times by then.
        if (round == 59) {
          filled = pages(sink);
        }
      }

      assertThat(sink.query("select count(*), min(n), max(n) from t"))
          .containsExactly("2000|58000|59999");
      assertThat(pages(sink)).isLessThan(filled * 5 / 4);
      assertThat(sink.query("pragma integrity_check")).containsExactly("ok");
    }
    assertThat(Files.size(file())).isLessThan(filled * 5 / 4 * 4096);
  }

  private static long pages(TaskHarness sink) {
    return Long.parseLong(sink.query("pragma page_count").get(0));
  }

  private static List<String> keys(TaskHarness sink) {
    return sink.query("select _key from t order by rowid");
  }

  private static String plan(TaskHarness sink, String sql) {
    return String.join("\n", sink.query("explain query plan " + sql));
  }

  private static SinkRecord row(long offset, String key, @Nullable Object at) {
    return record(offset, key, map("at", at, "n", 1L));
  }

  private Path file() {
    return folder.resolve("data.db");
  }
}
