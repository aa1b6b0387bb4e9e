package io.tributary.connect.sqlite;

import static io.tributary.connect.sqlite.TaskHarness.map;
import static io.tributary.connect.sqlite.TaskHarness.record;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Timestamp;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What SQLite cannot hold is one bad record; what it can just hold is a row. */
class LimitsTest {
  private static final int MOST_COLUMNS = 2_000;
  private static final String HALF = "half \ude00";

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"upsert", "replace", "insert", "insert_or_ignore", "update"})
  void twoThousandColumnsAreAllThatATableHas(String mode) {
    try (TaskHarness sink = TaskHarness.start(file(), Map.of("insert.mode", mode)).tolerant()) {
      sink.put(record(0, "a", columns(MOST_COLUMNS - 1)));
      sink.put(
          record(1, "b", columns(MOST_COLUMNS)),
          record(2, "c", map("one too many", 1L)),
          record(3, "d", map("c1998", 5L)));

      assertThat(sink.query("select count(*) from pragma_table_info('t')")).containsExactly("2000");
      assertThat(sink.query("select _key, c0, c1998 from t"))
          .isEqualTo(mode.equals("update") ? List.of() : List.of("a|0|1998", "d|null|5"));
      assertThat(sink.reporter.offsets()).containsExactly(1L, 2L);
      assertThat(sink.reporter.reasons)
          .allSatisfy(reason -> assertThat(reason).contains("too many columns"));
    }
  }

  @Test
  void aSchemaOfTwoThousandFieldsIsARow() {
    SchemaBuilder schema = SchemaBuilder.struct();
    IntStream.range(1, MOST_COLUMNS).forEach(i -> schema.field("c" + i, Schema.INT64_SCHEMA));
    Struct row = new Struct(schema.build());
    IntStream.range(1, MOST_COLUMNS).forEach(i -> row.put("c" + i, (long) i));
    try (TaskHarness sink = TaskHarness.start(file())) {
      sink.put(record(0, "a", row), record(1, "a", row));

      assertThat(sink.query("select c1, c1999 from t")).containsExactly("1|1999");
    }
  }

  @Test
  void whatIsLongerThanALoweredLimitIsRefusedAlone() {
    try (TaskHarness sink = TaskHarness.start(file(), Map.of("array.mode", "table")).tolerant()) {
      sink.put(record(0, "a", map("b", new byte[10], "s", "text", "list", List.of("x"))));
      SqliteSteps.of(sink.task()).limitLength(1_000);
      sink.put(
          record(1, "b", map("b", new byte[900])),
          record(2, "c", map("b", new byte[1_001])),
          record(3, "d", map("s", "x".repeat(1_001))),
          record(4, "e", map("b", new byte[600], "s", "x".repeat(600))),
          record(5, "f", map("list", List.of("short", "x".repeat(1_001)))),
          record(6, "k".repeat(1_001), map("s", "long key")),
          record(7, "g", map("s", "last")));

      assertThat(sink.query("select _key from t order by 1")).containsExactly("a", "b", "g");
      assertThat(sink.query("select _key from t_list")).containsExactly("a");
      assertThat(sink.reporter.offsets()).containsExactlyInAnyOrder(2L, 3L, 4L, 5L, 6L);
      assertThat(sink.reporter.reasons).allSatisfy(reason -> assertThat(reason).contains("TOOBIG"));
    }
  }

  @Test
  void longTextIsKeptWhole() {
    String text = "\u00e4 \ud83d\ude00 text, ".repeat(1_000_000);
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    Map<String, String> patient = Map.of("linger.ms", "60000", "batch.max.bytes", "20000000");
    try (TaskHarness sink = TaskHarness.start(file(), patient)) {
      sink.put(record(0, "a", map("s", text)), record(1, "b", map("s", text, "x", bytes)));
      sink.put(record(2, "c", map("s", text, "list", List.of(text))));

      assertThat(sink.query("select count(*) from t"))
          .as("written although nothing but its size makes it due")
          .isNotEqualTo(List.of("0"));
      sink.task().preCommit(Map.of());
      sink.put(record(3, "d", map("s", "short")));
      assertThat(sink.query("select s from t where _key <> 'd'")).containsOnly(text);
      assertThat(sink.query("select length(x) from t where _key = 'b'"))
          .containsExactly("" + bytes.length);
    }
  }

  @Test
  void halfCharactersAreRefusedWhereverTheyAre() {
    Schema nested = SchemaBuilder.struct().field("s", Schema.STRING_SCHEMA).build();
    Schema schema =
        SchemaBuilder.struct()
            .field("in", nested)
            .field(
                "map",
                SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.STRING_SCHEMA).optional().build())
            .build();
    try (TaskHarness sink =
        TaskHarness.start(file(), Map.of("metadata.columns", "header.h,key")).tolerant()) {
      sink.put(
          record(0, "a", map("s", "\ud83d\ude00")),
          record(1, "b", map("s", HALF)),
          record(2, HALF, map("s", "x")),
          record(3, "c", map("list", List.of("fine", HALF))),
          record(4, "d", map("in", map("deep", map(HALF, "x")))),
          record(5, "e", new Struct(schema).put("in", new Struct(nested).put("s", HALF))),
          record(
              6,
              "f",
              new Struct(schema)
                  .put("in", new Struct(nested).put("s", ""))
                  .put("map", Map.of("k", HALF))),
          record(7, map("k", HALF), map("s", "x")),
          record(8, "\ud83d\ude00", map("s", "last")));

      assertThat(sink.query("select s from t order by rowid"))
          .containsExactly("\ud83d\ude00", "last");
      assertThat(sink.reporter.offsets()).containsExactlyInAnyOrder(1L, 2L, 3L, 4L, 5L, 6L, 7L);
      assertThat(sink.reporter.reasons).allSatisfy(reason -> assertThat(reason).contains("UTF-16"));
    }
  }

  @Test
  void numbersAtTheEdges() {
    try (TaskHarness sink = TaskHarness.start(file(), Map.of("array.mode", "table")).tolerant()) {
      sink.put(
          record(0, Long.MIN_VALUE, map("i", Long.MIN_VALUE, "r", Double.MAX_VALUE)),
          record(1, Long.MAX_VALUE, map("i", Long.MAX_VALUE, "r", Double.MIN_VALUE)),
          record(2, 0L, map("r", -0.0)),
          record(3, 1L, map("r", Double.POSITIVE_INFINITY)),
          record(4, 2L, map("r", Double.NEGATIVE_INFINITY)),
          record(5, 3L, map("r", Double.NaN)),
          record(6, 4L, map("r", Float.NaN)),
          record(7, 5L, map("list", List.of(1.0, Double.NaN))),
          record(8, 6L, map("r", (double) Float.MAX_VALUE)));
      sink.put(record(9, Long.MIN_VALUE, null));

      assertThat(sink.query("select _key, i, r from t order by _key"))
          .containsExactly(
              "0|null|0.0",
              "1|null|Inf",
              "2|null|-Inf",
              "6|null|3.4028234663852886e+38",
              "9223372036854775807|9223372036854775807|4.9406564584124654e-324");
      assertThat(sink.reporter.offsets()).containsExactlyInAnyOrder(5L, 6L, 7L);
    }
  }

  @Test
  // Connect's logical types are java.util.Date.
  @SuppressWarnings("JavaUtilDate")
  void momentsThatNoCalendarReaches() {
    Schema schema = SchemaBuilder.struct().field("at", Timestamp.SCHEMA).build();
    try (TaskHarness sink = TaskHarness.start(file()).tolerant()) {
      sink.put(
          record(0, "a", new Struct(schema).put("at", new java.util.Date(Long.MAX_VALUE))),
          record(1, "b", new Struct(schema).put("at", new java.util.Date(Long.MIN_VALUE))),
          record(2, "c", new Struct(schema).put("at", new java.util.Date(0))));

      assertThat(sink.reporter.reasons).isEmpty();
      assertThat(sink.query("select at from t order by _key"))
          .containsExactly(
              Instant.ofEpochMilli(Long.MAX_VALUE).toString(),
              Instant.ofEpochMilli(Long.MIN_VALUE).toString(),
              "1970-01-01T00:00:00.000Z");
    }
  }

  @Test
  void whatIsNestedTooDeepIsRefusedAlone() {
    Object deep = "bottom";
    for (int i = 0; i < 5_000; i++) {
      deep = List.of(deep);
    }
    try (TaskHarness sink = TaskHarness.start(file()).tolerant()) {
      sink.put(record(0, "a", map("x", deep)), record(1, "b", map("x", List.of(1))));

      assertThat(sink.query("select _key from t")).containsExactly("b");
      assertThat(sink.reporter.offsets()).containsExactly(0L);
    }
  }

  private static Map<String, @Nullable Object> columns(int count) {
    Map<String, @Nullable Object> columns = map();
    IntStream.range(0, count).forEach(i -> columns.put("c" + i, (long) i));
    return columns;
  }

  private Path file() {
    return folder.resolve("data.db");
  }
}
