package io.tributary.connect.sqlite;

import static io.tributary.connect.sqlite.TaskHarness.map;
import static io.tributary.connect.sqlite.TaskHarness.record;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every Connect type, through a real file: what goes in comes out, with the right storage class.
 */
// Connect's logical types are java.util.Date.
@SuppressWarnings("JavaUtilDate")
class RoundTripTest {
  private static final java.util.Date MOMENT =
      java.util.Date.from(Instant.parse("2026-11-21T09:30:15.070Z"));
  private static final String ASTRAL =
      "nul \0, emoji \ud83d\udc68\u200d\ud83d\ude80, \u0627\u0644, '\"";

  @TempDir Path folder;

  static Stream<Arguments> withSchema() {
    Schema point =
        SchemaBuilder.struct()
            .field("x", Schema.FLOAT64_SCHEMA)
            .field("label", SchemaBuilder.string().optional().defaultValue("none").build())
            .field("at", Timestamp.builder().optional().build())
            .build();
    return Stream.of(
        Arguments.of(Schema.INT8_SCHEMA, Byte.MIN_VALUE, "integer", -128L),
        Arguments.of(Schema.INT16_SCHEMA, Short.MAX_VALUE, "integer", 32767L),
        Arguments.of(Schema.INT32_SCHEMA, Integer.MIN_VALUE, "integer", -2147483648L),
        Arguments.of(Schema.INT64_SCHEMA, Long.MAX_VALUE, "integer", Long.MAX_VALUE),
        Arguments.of(Schema.INT64_SCHEMA, Long.MIN_VALUE, "integer", Long.MIN_VALUE),
        Arguments.of(Schema.BOOLEAN_SCHEMA, true, "integer", 1L),
        Arguments.of(Schema.BOOLEAN_SCHEMA, false, "integer", 0L),
        Arguments.of(Schema.FLOAT32_SCHEMA, 0.1f, "real", (double) 0.1f),
        Arguments.of(Schema.FLOAT64_SCHEMA, -1.0e-300, "real", -1.0e-300),
        Arguments.of(Schema.FLOAT64_SCHEMA, 2.0, "real", 2.0),
        Arguments.of(
            Schema.FLOAT64_SCHEMA, Double.NEGATIVE_INFINITY, "real", Double.NEGATIVE_INFINITY),
        Arguments.of(Schema.STRING_SCHEMA, ASTRAL, "text", ASTRAL),
        Arguments.of(Schema.STRING_SCHEMA, "", "text", ""),
        Arguments.of(Schema.STRING_SCHEMA, "0123", "text", "0123"),
        Arguments.of(Schema.BYTES_SCHEMA, new byte[] {0, -1}, "blob", new byte[] {0, -1}),
        Arguments.of(
            Schema.BYTES_SCHEMA,
            ByteBuffer.wrap(new byte[] {9, 1, 2, 9}, 1, 2).slice(),
            "blob",
            new byte[] {1, 2}),
        Arguments.of(Decimal.schema(3), new BigDecimal("-12.500"), "text", "-12.500"),
        Arguments.of(Decimal.schema(9), new BigDecimal("0.000000001"), "text", "0.000000001"),
        Arguments.of(Timestamp.SCHEMA, MOMENT, "text", "2026-11-21T09:30:15.070Z"),
        Arguments.of(Timestamp.SCHEMA, new java.util.Date(-1), "text", "1969-12-31T23:59:59.999Z"),
        Arguments.of(Date.SCHEMA, new java.util.Date(86_400_000L * 20_000), "text", "2024-10-04"),
        Arguments.of(Time.SCHEMA, new java.util.Date(1), "text", "00:00:00.001"),
        Arguments.of(
            point,
            new Struct(point).put("x", 1.5).put("label", null).put("at", MOMENT),
            "text",
            """
            {"x":1.5,"label":null,"at":"2026-11-21T09:30:15.070Z"}"""),
        Arguments.of(
            SchemaBuilder.array(Decimal.schema(1)).build(),
            List.of(new BigDecimal("1.0"), new BigDecimal("2.5")),
            "text",
            """
            ["1.0","2.5"]"""),
        Arguments.of(
            SchemaBuilder.array(Schema.OPTIONAL_BOOLEAN_SCHEMA).build(),
            Arrays.asList(true, null),
            "text",
            "[true,null]"),
        Arguments.of(
            SchemaBuilder.map(Schema.INT32_SCHEMA, Schema.BYTES_SCHEMA).build(),
            Map.of(7, new byte[] {1, 2, 3}),
            "text",
            """
            {"7":"AQID"}"""));
  }

  static Stream<Arguments> withoutSchema() {
    return Stream.of(
        Arguments.of(7, "integer", 7L),
        Arguments.of(Long.MIN_VALUE, "integer", Long.MIN_VALUE),
        Arguments.of((short) 3, "integer", 3L),
        Arguments.of(true, "integer", 1L),
        Arguments.of(1.0, "real", 1.0),
        Arguments.of(0.5f, "real", 0.5),
        Arguments.of("text", "text", "text"),
        Arguments.of(new byte[] {1}, "blob", new byte[] {1}),
        Arguments.of(new BigInteger("9223372036854775808"), "text", "9223372036854775808"),
        Arguments.of(new BigDecimal("1E+3"), "text", "1000"),
        Arguments.of(new BigDecimal("1E+100000"), "text", "1E+100000"),
        Arguments.of(MOMENT, "text", "2026-11-21T09:30:15.070Z"),
        Arguments.of(
            List.of(1, "two", List.of(), map("three", null, "four", 4.0), Float.NaN),
            "text",
            """
            [1,"two",[],{"three":null,"four":4.0},"NaN"]"""),
        Arguments.of(
            map("quote", "\"", "line", "\n", "b", ByteBuffer.wrap(new byte[] {-1})),
            "text",
            """
            {"quote":"\\"","line":"\\n","b":"/w=="}"""));
  }

  @ParameterizedTest
  @MethodSource
  void withSchema(Schema schema, Object value, String storage, Object expected) throws Exception {
    Schema row =
        SchemaBuilder.struct()
            .field("v", schema)
            .field("nothing", SchemaBuilder.string().optional().build())
            .build();
    roundTrip(new Struct(row).put("v", value), storage, expected);
  }

  @ParameterizedTest
  @MethodSource
  void withoutSchema(Object value, String storage, Object expected) throws Exception {
    roundTrip(map("v", value), storage, expected);
  }

  @ParameterizedTest
  @MethodSource("keys")
  void asAKey(Schema schema, Object key, String storage, Object expected) throws Exception {
    try (TaskHarness sink =
        TaskHarness.start(folder.resolve("data.db"), Map.of("pk.fields", "v"))) {
      Schema wrapped = SchemaBuilder.struct().field("v", schema).build();
      Struct struct = new Struct(wrapped).put("v", key);
      sink.put(record(0, struct, map("x", 1L)), record(1, struct, map("x", 2L)));

      assertStored(sink.file, storage, expected);
      assertThat(sink.query("select count(*), max(x) from t")).containsExactly("1|2");

      sink.put(record(2, struct, null));
      assertThat(sink.query("select count(*) from t")).containsExactly("0");
    }
  }

  static Stream<Arguments> keys() {
    return Stream.of(
        Arguments.of(Schema.INT64_SCHEMA, 5L, "integer", 5L),
        Arguments.of(Schema.STRING_SCHEMA, ASTRAL, "text", ASTRAL),
        Arguments.of(Schema.BYTES_SCHEMA, new byte[] {0, 1}, "blob", new byte[] {0, 1}),
        Arguments.of(Schema.FLOAT64_SCHEMA, 0.5, "real", 0.5),
        Arguments.of(Timestamp.SCHEMA, MOMENT, "text", "2026-11-21T09:30:15.070Z"));
  }

  @Test
  void nullsAreNullsEvenWhereAnOptionalFieldHasADefault() {
    Schema row =
        SchemaBuilder.struct()
            .field("optional", SchemaBuilder.string().optional().defaultValue("d").build())
            .field("required", SchemaBuilder.string().defaultValue("d").build())
            .field("b", SchemaBuilder.bytes().optional().defaultValue(new byte[] {-1}).build())
            .field("f", SchemaBuilder.float64().optional().defaultValue(-0.5).build())
            .build();
    try (TaskHarness sink = TaskHarness.start(folder.resolve("data.db"))) {
      sink.put(record(0, "a", new Struct(row)));
      Sqlite.execute(sink.file, "insert into t (_key) values ('by hand')");

      assertThat(sink.query("select _key, optional, required, hex(b), f from t order by _key"))
          .containsExactly("a|null|d||null", "by hand|d|d|FF|-0.5");
    }
  }

  private void roundTrip(Object value, String storage, Object expected) throws Exception {
    try (TaskHarness sink = TaskHarness.start(folder.resolve("data.db"))) {
      sink.put(record(0, "k", value));
      assertStored(sink.file, storage, expected);
    }
  }

  private static void assertStored(Path file, String storage, @Nullable Object expected)
      throws Exception {
    try (Connection connection = Sqlite.connect(file);
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("select typeof(v), v from t")) {
      assertThat(result.getString(1)).isEqualTo(storage);
      Object stored =
          switch (storage) {
            case "integer" -> result.getLong(2);
            case "real" -> result.getDouble(2);
            case "blob" -> result.getBytes(2);
            default -> new String(result.getBytes(2), StandardCharsets.UTF_8);
          };
      assertThat(stored).isEqualTo(expected);
    }
  }
}
