package io.tributary.connect.sqlite;

import static io.tributary.connect.sqlite.TaskHarness.map;
import static io.tributary.connect.sqlite.TaskHarness.record;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Timestamp;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Values of another type than their column: SQLite would convert them without a word. */
// Connect's logical types are java.util.Date.
@SuppressWarnings("JavaUtilDate")
class TypesTest {
  private static final long ROUNDED = (1L << 53) + 1;

  @TempDir Path folder;

  static List<Arguments> valuesOfAnotherType() {
    return List.of(
        Arguments.of(1234L, "0123", "TEXT", "INTEGER"),
        Arguments.of(1234L, "1e3", "TEXT", "INTEGER"),
        Arguments.of(1234L, " 7 ", "TEXT", "INTEGER"),
        Arguments.of(1234L, new byte[] {1}, "BLOB", "INTEGER"),
        Arguments.of(1.5, "0.10", "TEXT", "REAL"),
        Arguments.of(1.5, new BigDecimal("0.12345678901234567890"), "TEXT", "REAL"),
        Arguments.of(1.5, ROUNDED, "INTEGER", "REAL"),
        Arguments.of(1.5, -ROUNDED, "INTEGER", "REAL"),
        Arguments.of("x", 5L, "INTEGER", "TEXT"),
        Arguments.of("x", true, "INTEGER", "TEXT"),
        Arguments.of("x", 0.1, "REAL", "TEXT"),
        Arguments.of("x", new byte[] {'x'}, "BLOB", "TEXT"),
        Arguments.of(new byte[] {1}, "x", "TEXT", "BLOB"));
  }

  @ParameterizedTest
  @MethodSource("valuesOfAnotherType")
  void refusesWhatTheColumnWouldChange(
      Object first, Object second, String type, String declaredType) {
    try (TaskHarness sink = start(Map.of()).tolerant()) {
      sink.put(record(0, "a", map("v", first)));
      List<String> before = sink.query("select _key, quote(v) from t");
      sink.put(record(1, "b", map("v", second)), record(2, "a", map("v", null, "n", 1L)));

      assertThat(sink.query("select _key, v, n from t")).containsExactly("a|null|1");
      assertThat(before).hasSize(1);
      assertThat(sink.reporter.reasons)
          .singleElement()
          .asString()
          .contains("t-0@1", "\"v\" is " + type, "has it as " + declaredType);
    }
  }

  @Test
  void refusesTheSameOfASchema() {
    Schema number = SchemaBuilder.struct().field("zip", Schema.INT64_SCHEMA).build();
    Schema text = SchemaBuilder.struct().field("zip", Schema.STRING_SCHEMA).build();
    try (TaskHarness sink = start(Map.of()).tolerant()) {
      sink.put(
          record(0, "a", new Struct(number).put("zip", 1234L)),
          record(1, "b", new Struct(text).put("zip", "0123")));
      assertThat(sink.query("select * from t")).containsExactly("a|1234");
      assertThat(sink.reporter.reasons).singleElement().asString().contains("TEXT", "INTEGER");
    }
  }

  @Test
  void aColumnKeepsTheFormatsItBeganWith() {
    Schema schema =
        SchemaBuilder.struct()
            .field("at", Timestamp.builder().optional().build())
            .field("d", Decimal.builder(2).optional().build())
            .build();
    Struct at = new Struct(schema).put("at", new java.util.Date(5_000));
    Struct decimal = new Struct(schema).put("d", new BigDecimal("1.10"));
    try (TaskHarness sink = start(Map.of())) {
      sink.put(record(0, "a", at), record(1, "b", decimal));
    }
    try (TaskHarness sink =
        start(Map.of("timestamp.format", "epoch_ms", "fields.exclude", "d")).tolerant()) {
      sink.put(record(2, "c", at));
      assertThat(sink.reporter.reasons).singleElement().asString().contains("INTEGER", "TEXT");
    }
    try (TaskHarness sink =
        start(Map.of("decimal.mode", "real", "fields.exclude", "at")).tolerant()) {
      sink.put(record(3, "d", decimal));
      assertThat(sink.reporter.reasons).singleElement().asString().contains("REAL", "TEXT");
      assertThat(sink.query("select at, d from t"))
          .containsExactly("1970-01-01T00:00:05.000Z|null", "null|1.10");
    }
  }

  @Test
  void wholeNumbersThatRealHoldsExactlyAreTaken() {
    try (TaskHarness sink = start(Map.of()).tolerant()) {
      sink.put(
          record(0, "a", map("v", 1.5)),
          record(1, "b", map("v", 1L << 53)),
          record(2, "c", map("v", -(1L << 53))),
          record(3, "d", map("v", null)));
      assertThat(sink.query("select printf('%.1f', v) from t"))
          .containsExactly("1.5", "9007199254740992.0", "-9007199254740992.0", "0.0");
      assertThat(sink.reporter.reasons).isEmpty();
    }
  }

  @Test
  void aWidenedColumnDoesNotRoundWhatFollows() {
    try (TaskHarness sink = start(Map.of()).tolerant()) {
      sink.put(
          record(0, "a", map("v", 7L)),
          record(1, "b", map("v", 1.5)),
          record(2, "c", map("v", ROUNDED)));
      assertThat(sink.query("select _key, v from t")).containsExactly("a|7.0", "b|1.5");
      assertThat(sink.reporter.reasons).singleElement().asString().contains("INTEGER", "REAL");
    }
  }

  @ParameterizedTest
  @CsvSource({"upsert", "replace", "insert", "insert_or_ignore", "update"})
  void aKeyOfAnotherTypeIsNoOtherRow(String mode) {
    try (TaskHarness sink = start(Map.of("pk.fields", "id"))) {
      sink.put(record(0, 7L, map("v", "first")));
    }
    try (TaskHarness sink = start(Map.of("pk.fields", "id", "insert.mode", mode)).tolerant()) {
      sink.put(
          record(1, "007", map("v", "second")),
          record(2, "7.0", null),
          record(3, "7", map("v", "third")),
          record(4, 7.0, null));
      assertThat(sink.query("select id, v from t")).containsExactly("7|first");
      assertThat(sink.reporter.offsets()).containsExactly(1L, 2L, 3L, 4L);
      assertThat(sink.reporter.reasons)
          .allSatisfy(reason -> assertThat(reason).contains("\"id\" is", "INTEGER"));
    }
  }

  @ParameterizedTest
  @CsvSource({"integer primary key", "bigint unique", "numeric unique", "string unique"})
  void aKeyThatYourOwnTableWouldReadAsANumberIsRefused(String declared) {
    Sqlite.execute(file(), "create table t (id %s, v)".formatted(declared));
    try (TaskHarness sink = start(Map.of("pk.fields", "id")).tolerant()) {
      sink.put(record(0, "1", map("v", "first")), record(1, "-20", map("v", "negative")));
      sink.put(
          record(2, "01", map("v", "second")),
          record(3, "+1.0", null),
          record(4, " 1", null),
          record(5, "1e0", null),
          record(6, "1.", null),
          record(7, "99999999999999999999", map("v", "large")));
      assertThat(sink.query("select id, v from t order by id desc"))
          .as("a text that reads the same as a number is the number")
          .containsExactly("1|first", "-20|negative");
      assertThat(sink.reporter.offsets()).containsExactly(2L, 3L, 4L, 5L, 6L, 7L);
      assertThat(sink.reporter.reasons)
          .allSatisfy(
              reason -> assertThat(reason).containsIgnoringCase(declared.replaceAll(" .*", "")));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "text, k",
    "varchar(20), 007",
    "'', 007",
    "blob, 1.0",
    "numeric, 2026-11-21",
    "uuid, 1e5-b"
  })
  void aKeyThatYourOwnTableKeepsIsTaken(String declared, String key) {
    Sqlite.execute(file(), "create table t (id %s unique, v)".formatted(declared));
    try (TaskHarness sink = start(Map.of("pk.fields", "id"))) {
      sink.put(record(0, key, map("v", 1L)), record(1, key, map("v", 2L)));
      assertThat(sink.query("select id, typeof(id), v from t")).containsExactly(key + "|text|2");
    }
  }

  @ParameterizedTest
  @CsvSource({"double, 5", "real, 5"})
  void aKeyThatYourOwnTableWouldRoundIsRefused(String declared, String text) {
    Sqlite.execute(file(), "create table t (id %s primary key, v)".formatted(declared));
    try (TaskHarness sink = start(Map.of("pk.fields", "id")).tolerant()) {
      sink.put(
          record(0, 7L, map("v", 1L)),
          record(1, ROUNDED, map("v", 2L)),
          record(2, text, map("v", 3L)),
          record(3, 0.5, map("v", 4L)));
      assertThat(sink.query("select id, v from t order by v")).containsExactly("7.0|1", "0.5|4");
      assertThat(sink.reporter.offsets()).containsExactly(1L, 2L);
    }
  }

  @Test
  void yourOwnTableMayTakeAnything() {
    Sqlite.execute(
        file(),
        "create table t (_key text primary key, i integer, v any) strict",
        "create table u (_key text primary key, i integer)");
    try (TaskHarness sink = start(Map.of())) {
      sink.put(
          record(0, "a", map("v", 1L)),
          record(1, "b", map("v", "01")),
          record(2, "c", map("v", 0.5)),
          record(3, "d", map("v", new byte[] {1})));
      assertThat(sink.query("select quote(v) from t")).containsExactly("1", "'01'", "0.5", "X'01'");
    }
    try (TaskHarness sink = start(Map.of("table.name.format", "u"))) {
      sink.put(record(4, "a", map("i", "text")));
      assertThat(sink.query("select i from u")).as("not STRICT").containsExactly("text");
    }
  }

  static List<Arguments> mixedArrays() {
    return List.of(
        Arguments.of(List.of(1L, "007")),
        Arguments.of(List.of("text", 1L)),
        Arguments.of(List.of(0.5, ROUNDED)),
        Arguments.of(List.of(ROUNDED, 0.5)),
        Arguments.of(List.of(map("value", "x"), map("value", 0.5))));
  }

  @ParameterizedTest
  @MethodSource("mixedArrays")
  void anArrayOfSeveralTypesIsRefused(List<@Nullable Object> elements) {
    try (TaskHarness sink = start(Map.of("array.mode", "table")).tolerant()) {
      sink.put(record(0, "a", map("n", elements)), record(1, "b", map("n", List.of(1L, 0.5))));
      assertThat(sink.query("select * from t_n")).containsExactly("b|0|1.0", "b|1|0.5");
      assertThat(sink.reporter.reasons)
          .singleElement()
          .asString()
          .contains("t-0@0", "\"n\" has both", "\"value\"");
    }
  }

  @Test
  void anElementOfAnotherTypeThanItsColumnIsRefused() {
    try (TaskHarness sink = start(Map.of("array.mode", "table")).tolerant()) {
      sink.put(record(0, "a", map("n", List.of(0.5))));
      sink.put(
          record(1, "b", map("n", List.of(1L, ROUNDED))),
          record(2, "c", map("n", List.of("1"))),
          record(3, "d", map("n", List.of(2L))));
      assertThat(sink.query("select * from t_n")).containsExactly("a|0|0.5", "d|0|2.0");
      assertThat(sink.query("select _key from t")).containsExactly("a", "d");
      assertThat(sink.reporter.offsets()).containsExactly(1L, 2L);
    }
  }

  private Path file() {
    return folder.resolve("data.db");
  }

  private TaskHarness start(Map<String, String> config) {
    return TaskHarness.start(file(), config);
  }
}
