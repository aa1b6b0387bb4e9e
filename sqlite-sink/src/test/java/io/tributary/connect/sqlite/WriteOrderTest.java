package io.tributary.connect.sqlite;

import static io.tributary.connect.sqlite.TaskHarness.map;
import static io.tributary.connect.sqlite.TaskHarness.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Large batches, whose rows are written in the order of their keys where nobody can tell. */
class WriteOrderTest {
  private static final int MANY = 2 * SqliteOrder.WORTHWHILE;
  private static final int KEYS = 300;
  private static final String ARRIVED = "select _key from t order by rowid";

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"upsert", "replace", "update", "insert_or_ignore"})
  void theOrderOfChangesToOneRowStays(String mode) {
    var random = new Random(7);
    Sqlite.execute(
        file(),
        "create table t (_key text primary key, n integer, x text) strict",
        """
        with recursive i (n) as (select 0 union all select n + 1 from i where n < %d)
        insert into t (_key, n) select 'k' || n, -1 from i where n %% 2"""
            .formatted(KEYS - 1));
    Map<String, Long> expected = new HashMap<>();
    for (int i = 1; i < KEYS; i += 2) {
      expected.put("k" + i, -1L);
    }
    try (TaskHarness sink = start(Map.of("insert.mode", mode))) {
      for (int batch = 0; batch < 3; batch++) {
        List<SinkRecord> records = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
          long offset = (long) batch * MANY + i;
          String key = "k" + random.nextInt(KEYS);
          if (random.nextInt(4) == 0) {
            records.add(record(offset, key, null));
            expected.remove(key);
          } else {
            records.add(
                record(
                    offset,
                    key,
                    random.nextBoolean() ? map("n", offset) : map("n", offset, "x", "y")));
            switch (mode) {
              case "update" -> expected.computeIfPresent(key, (same, old) -> offset);
              case "insert_or_ignore" -> expected.putIfAbsent(key, offset);
              default -> expected.put(key, offset);
            }
          }
        }
        sink.put(records.toArray(SinkRecord[]::new));
        assertThat(sink.query("select _key || ' ' || n from t"))
            .containsExactlyInAnyOrderElementsOf(
                expected.entrySet().stream()
                    .map(row -> row.getKey() + " " + row.getValue())
                    .toList());
      }
    }
  }

  @Test
  void rowsAreWrittenInTheOrderOfTheirKeys() {
    try (TaskHarness sink = start(Map.of())) {
      List<String> keys = putShuffled(sink, i -> map("n", (long) i));
      assertThat(sink.query(ARRIVED)).isEqualTo(keys.stream().sorted().toList());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "_key text primary key, n integer| create trigger mine after insert on t begin select 1; end",
        "_key text primary key, n integer unique| ''",
        "_key text primary key, n integer| create unique index some on t (n) where n > 5",
        "_key text primary key, n integer| create unique index twice on t (n * 2)",
        "_key text primary key collate nocase, n integer| ''",
        "id integer primary key, _key text unique, n integer| ''"
      })
  void theyAreWrittenAsTheyArriveWhereOtherRowsMatter(String columns, String more) {
    Sqlite.execute(file(), "create table t (%s)".formatted(columns));
    if (!more.isEmpty()) {
      Sqlite.execute(file(), more);
    }
    try (TaskHarness sink = start(Map.of())) {
      assertThat(putShuffled(sink, i -> map("n", (long) i))).isEqualTo(sink.query(ARRIVED));
    }
  }

  @ParameterizedTest
  @CsvSource({"retention.rows, 1000000", "insert.mode, insert", "metadata.columns, topic"})
  void theyAreWrittenAsTheyArriveWhereThatCounts(String property, String value) {
    try (TaskHarness sink = start(Map.of(property, value))) {
      List<String> keys = putShuffled(sink, i -> map("n", (long) i));
      boolean sorted = property.equals("metadata.columns");
      assertThat(sink.query(ARRIVED)).isEqualTo(sorted ? keys.stream().sorted().toList() : keys);
    }
  }

  @Test
  void theTriggersOfTheSinkAreNoReasonNotTo() {
    Map<String, String> config =
        Map.of(
            "fts.fields", "text",
            "indexes", "n",
            "array.mode", "table",
            "retention.rows", "1000000",
            "retention.field", "n");
    try (TaskHarness sink = start(config)) {
      List<String> keys =
          putShuffled(sink, i -> map("n", (long) i, "text", "word" + i, "links", List.of("l" + i)));
      assertThat(sink.query(ARRIVED)).isEqualTo(keys.stream().sorted().toList());
      assertThat(sink.query("select n || value from t join t_links using (_key) where n = 77"))
          .containsExactly("77l77");
      assertThat(sink.query("select rowid from t_fts where t_fts match 'word77'"))
          .isEqualTo(sink.query("select rowid from t where n = 77"));
    }
  }

  @Test
  void aTriggerOnTheElementsOfAnArrayIs() {
    Map<String, String> config = Map.of("array.mode", "table");
    try (TaskHarness sink = start(config)) {
      sink.put(record(0, "first", map("links", List.of("x"))));
      Sqlite.execute(file(), "create trigger mine after insert on t_links begin select 1; end");
      List<String> keys = new ArrayList<>(List.of("first"));
      keys.addAll(putShuffled(sink, i -> map("links", List.of("l" + i))));
      assertThat(sink.query(ARRIVED)).isEqualTo(keys);
    }
  }

  @Test
  void badRowsAreThoseOfTheOrderOfArrival() {
    try (TaskHarness sink = start(Map.of()).tolerant()) {
      List<SinkRecord> records = new ArrayList<>();
      records.add(record(0, "z", map("v", "text makes the column")));
      for (int i = 1; i < MANY; i++) {
        records.add(record(i, "k" + (MANY - i), map("v", i % 500 == 0 ? (Object) 5L : "text")));
      }
      sink.put(records.toArray(SinkRecord[]::new));
      assertThat(sink.reporter.offsets()).containsExactly(500L, 1000L, 1500L);
      assertThat(sink.query("select count(*), count(distinct typeof(v)) from t"))
          .containsExactly((MANY - 3) + "|1");
      assertThat(sink.query("select next_offset from _tributary_offsets"))
          .containsExactly(Integer.toString(MANY));
    }
  }

  @Test
  void withoutAReporterWhatCameBeforeTheFirstBadRecordIsWritten() {
    try (TaskHarness sink = start(Map.of())) {
      List<SinkRecord> records = new ArrayList<>();
      for (int i = 0; i < MANY; i++) {
        records.add(
            record(i, "k" + (MANY - i), map("v", i == 700 || i == 900 ? "bad" : (Object) 5L)));
      }
      assertThatThrownBy(() -> sink.put(records.toArray(SinkRecord[]::new)))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("t-0@700");
      assertThat(sink.query("select count(*) from t")).containsExactly("700");
      assertThat(sink.query("select next_offset from _tributary_offsets")).containsExactly("700");
    }
  }

  @Test
  void keysOfSeveralColumnsAndTablesAreSortedToo() {
    Schema key =
        SchemaBuilder.struct()
            .field("a", Schema.STRING_SCHEMA)
            .field("b", Schema.INT64_SCHEMA)
            .build();
    var random = new Random(3);
    Map<String, String> expected = new HashMap<>();
    try (TaskHarness sink =
        start(
            Map.of(
                "table.name.format", "${field.T}",
                "delete.enabled", "false",
                "fields.exclude", "T"))) {
      List<SinkRecord> records = new ArrayList<>();
      for (int i = 0; i < MANY; i++) {
        String a = "a" + random.nextInt(10);
        long b = random.nextInt(20);
        String table = random.nextBoolean() ? "Letters" : "letters";
        records.add(
            record(i, new Struct(key).put("a", a).put("b", b), map("T", table, "n", (long) i)));
        expected.put(a + " " + b, a + " " + b + " " + i);
      }
      sink.put(records.toArray(SinkRecord[]::new));
      assertThat(sink.query("select a || ' ' || b || ' ' || n from letters"))
          .containsExactlyInAnyOrderElementsOf(expected.values());
      assertThat(sink.query("select a, b from letters order by rowid"))
          .isEqualTo(sink.query("select a, b from letters order by a, b"));
    }
  }

  @ParameterizedTest
  @CsvSource({"real, true", "blob, true", "integer, true", "'', false"})
  void everyTypeOfKeyIsSorted(String type, boolean sorted) {
    Sqlite.execute(file(), "create table t (_key %s primary key, n)".formatted(type));
    List<Integer> order = shuffled();
    try (TaskHarness sink = start(Map.of())) {
      List<SinkRecord> records = new ArrayList<>();
      for (int i = 0; i < MANY; i++) {
        int k = order.get(i) - MANY / 2;
        Object key =
            switch (type) {
              case "real" -> k == 0 && i % 2 == 0 ? (Object) (-0.0) : (Object) (double) k;
              case "blob" -> new byte[] {(byte) (order.get(i) >> 8), (byte) (order.get(i) & 255)};
              case "integer" -> (long) k;
              default -> i % 2 == 0 ? (Object) (long) k : (Object) Integer.toString(k);
            };
        records.add(record(i, key, map("n", (long) i)));
      }
      sink.put(records.toArray(SinkRecord[]::new));
      // An INTEGER key is the rowid itself.
      assertThat(sink.query("select n from t order by rowid"))
          .isEqualTo(sink.query("select n from t order by " + (sorted ? "_key" : "n")))
          .hasSize(MANY);
    }
  }

  @Test
  void aKeyThatChangesKeepsItsPlaceAmongTheOthers() {
    Map<String, String> config = Map.of("pk.mode", "record_value", "pk.fields", "id");
    try (TaskHarness sink = start(config)) {
      List<SinkRecord> records = new ArrayList<>();
      for (int i = 0; i < MANY; i++) {
        // Each row moves from b to a and is written to b again.
        long row = i / 3;
        records.add(
            record(
                i,
                null,
                map(
                    "before",
                    i % 3 == 1 ? map("id", "b" + row) : null,
                    "after",
                    map("id", (i % 3 == 1 ? "a" : "b") + row, "n", (long) i),
                    "source",
                    map("db", "shop"),
                    "op",
                    i % 3 == 1 ? "u" : "c")));
      }
      sink.put(records.toArray(SinkRecord[]::new));
      assertThat(sink.query("select id, n from t where id in ('a5', 'b5') order by 1"))
          .containsExactly("a5|16", "b5|17");
    }
  }

  private List<String> putShuffled(
      TaskHarness sink, IntFunction<Map<String, @Nullable Object>> value) {
    List<String> keys = new ArrayList<>();
    List<SinkRecord> records = new ArrayList<>();
    for (int i : shuffled()) {
      keys.add("k" + i);
      records.add(record(records.size() + 1L, "k" + i, value.apply(i)));
    }
    sink.put(records.toArray(SinkRecord[]::new));
    return keys;
  }

  private static List<Integer> shuffled() {
    List<Integer> numbers = new ArrayList<>(IntStream.range(0, MANY).boxed().toList());
    Collections.shuffle(numbers, new Random(5));
    return numbers;
  }

  private Path file() {
    return folder.resolve("data.db");
  }

  private TaskHarness start(Map<String, String> config) {
    return TaskHarness.start(file(), config);
  }
}
