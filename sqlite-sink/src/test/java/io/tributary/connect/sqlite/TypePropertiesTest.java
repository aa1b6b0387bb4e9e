package io.tributary.connect.sqlite;

import static io.tributary.connect.sqlite.TaskHarness.record;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * Any value of any type, in every timestamp.format and decimal.mode: reading the column back gives
 * the value that went in.
 */
// Connect's logical types are java.util.Date.
@SuppressWarnings("JavaUtilDate")
class TypePropertiesTest {
  private static final int SCALE = 4;
  private static final long DAY = TimeUnit.DAYS.toMillis(1);

  /** What a formatter of times can still write with four digits of a year. */
  private static final long LATEST = Instant.parse("9999-12-31T23:59:59.999Z").toEpochMilli();

  private static final Schema SCHEMA =
      SchemaBuilder.struct()
          .field("int8", Schema.INT8_SCHEMA)
          .field("int16", Schema.OPTIONAL_INT16_SCHEMA)
          .field("int32", Schema.INT32_SCHEMA)
          .field("int64", Schema.INT64_SCHEMA)
          .field("float32", Schema.FLOAT32_SCHEMA)
          .field("float64", Schema.OPTIONAL_FLOAT64_SCHEMA)
          .field("truth", Schema.BOOLEAN_SCHEMA)
          .field("text", Schema.STRING_SCHEMA)
          .field("bytes", Schema.BYTES_SCHEMA)
          .field("dec", Decimal.schema(SCALE))
          .field("at", Timestamp.SCHEMA)
          .field("day", Date.SCHEMA)
          .field("time", Time.SCHEMA)
          .build();

  record Values(
      byte int8,
      long int64,
      double float64,
      boolean truth,
      String text,
      BigInteger unscaled,
      long millis) {
    java.util.Date at() {
      return new java.util.Date(millis);
    }

    java.util.Date day() {
      return new java.util.Date(Math.floorDiv(millis, DAY) * DAY);
    }

    java.util.Date time() {
      return new java.util.Date(Math.floorMod(millis, DAY));
    }

    byte[] bytes() {
      return unscaled.toByteArray();
    }

    BigDecimal decimal() {
      return new BigDecimal(unscaled, SCALE);
    }

    Struct struct() {
      return new Struct(SCHEMA)
          .put("int8", int8)
          .put("int16", (short) int64)
          .put("int32", (int) int64)
          .put("int64", int64)
          .put("float32", (float) float64)
          .put("float64", float64)
          .put("truth", truth)
          .put("text", text)
          .put("bytes", bytes())
          .put("dec", decimal())
          .put("at", at())
          .put("day", day())
          .put("time", time());
    }
  }

  @Property(tries = 40)
  void whatGoesInComesOut(
      @ForAll("values") List<Values> rows, @ForAll boolean epoch, @ForAll boolean real)
      throws IOException, SQLException {
    Map<String, String> modes =
        Map.of(
            "timestamp.format",
            epoch ? "epoch_ms" : "iso8601",
            "decimal.mode",
            real ? "real" : "text",
            "pk.mode",
            "kafka",
            "insert.mode",
            "insert");
    try (MemoryFolder folder = MemoryFolder.create();
        TaskHarness sink = TaskHarness.start(folder.path().resolve("data.db"), modes)) {
      List<SinkRecord> records = new ArrayList<>();
      for (Values row : rows) {
        records.add(record(records.size(), null, row.struct()));
      }
      sink.put(records.toArray(SinkRecord[]::new));

      try (Connection connection = Sqlite.connect(sink.file);
          Statement statement = connection.createStatement();
          ResultSet result = statement.executeQuery("select * from t order by _offset")) {
        for (Values row : rows) {
          assertThat(result.next()).isTrue();
          assertSame(row, result, epoch, real);
        }
        assertThat(result.next()).isFalse();
      }
    }
  }

  private static void assertSame(Values row, ResultSet stored, boolean epoch, boolean real)
      throws SQLException {
    assertThat(stored.getLong("int8")).isEqualTo(row.int8);
    assertThat(stored.getShort("int16")).isEqualTo((short) row.int64);
    assertThat(stored.getInt("int32")).isEqualTo((int) row.int64);
    assertThat(stored.getLong("int64")).isEqualTo(row.int64);
    assertThat((float) stored.getDouble("float32")).isEqualTo((float) row.float64);
    assertThat(stored.getDouble("float64")).isEqualTo(row.float64);
    assertThat(stored.getLong("truth")).isEqualTo(row.truth ? 1 : 0);
    assertThat(new String(stored.getBytes("text"), StandardCharsets.UTF_8)).isEqualTo(row.text);
    assertThat(stored.getBytes("bytes")).isEqualTo(row.bytes());
    if (real) {
      assertThat(stored.getDouble("dec")).isEqualTo(row.decimal().doubleValue());
    } else {
      assertThat(new BigDecimal(stored.getString("dec"))).isEqualTo(row.decimal());
    }
    long at;
    long day;
    long time;
    if (epoch) {
      at = stored.getLong("at");
      day = stored.getLong("day");
      time = stored.getLong("time");
    } else {
      at = Instant.parse(stored.getString("at")).toEpochMilli();
      day =
          LocalDate.parse(stored.getString("day"))
              .atStartOfDay(ZoneOffset.UTC)
              .toInstant()
              .toEpochMilli();
      time = TimeUnit.NANOSECONDS.toMillis(LocalTime.parse(stored.getString("time")).toNanoOfDay());
    }
    assertThat(at).isEqualTo(row.at().getTime());
    assertThat(day).isEqualTo(row.day().getTime());
    assertThat(time).isEqualTo(row.time().getTime());
  }

  @Provide
  Arbitrary<List<Values>> values() {
    Arbitrary<String> texts =
        Arbitraries.strings()
            .all()
            .ofMaxLength(30)
            .filter(StandardCharsets.UTF_8.newEncoder()::canEncode);
    return Combinators.combine(
            Arbitraries.bytes(),
            Arbitraries.longs(),
            Arbitraries.doubles(),
            Arbitraries.of(true, false),
            texts,
            Arbitraries.bigIntegers(),
            Arbitraries.longs().between(-LATEST / 10, LATEST))
        .as(Values::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(20);
  }
}
