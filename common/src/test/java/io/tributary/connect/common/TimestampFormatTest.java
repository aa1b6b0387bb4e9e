package io.tributary.connect.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Random;
import org.apache.kafka.connect.data.ConnectSchema;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Timestamp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimestampFormatTest {
  private static final Instant TIME = Instant.parse("2026-11-21T10:00:00.125Z");

  @Test
  void writesTimesAsTextOrAsTimestamps() {
    assertThat(TimestampFormat.ISO8601.value(TIME)).isEqualTo("2026-11-21T10:00:00.125Z");
    assertThat(TimestampFormat.CONNECT.value(TIME)).isEqualTo(Date.from(TIME));
    assertThat(TimestampFormat.CONNECT.schema().name()).isEqualTo(Timestamp.LOGICAL_NAME);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1970-01-01T00:00:00Z",
        "1969-12-31T23:59:59.999999999Z",
        "2024-02-29T23:59:59.1Z",
        "2026-11-21T10:00:00.000001Z",
        "2026-11-21T10:00:00.000100Z",
        "2026-11-21T10:00:00.010Z",
        "2026-11-21T10:00:00.100000001Z",
        "0000-01-01T00:00:00Z",
        "0009-03-04T05:06:07.000000008Z",
        "-0001-12-31T23:59:59.5Z",
        "9999-12-31T23:59:59.999Z",
        "+10000-01-01T00:00:00Z",
        "-1000000000-01-01T00:00:00Z",
        "+1000000000-12-31T23:59:59.999999999Z"
      })
  void writesTimesAsJavaDoes(String text) {
    Instant time = Instant.parse(text);

    assertThat(TimestampFormat.ISO8601.value(time)).isEqualTo(time.toString());
  }

  @Test
  void writesAnyTimeAsJavaDoes() {
    var random = new Random(1);
    for (int i = 0; i < 10_000; i++) {
      // From the year 0 to 9999 and a little beyond, with each number of digits.
      long seconds = random.nextLong(-62_200_000_000L, 253_500_000_000L);
      long unit = List.of(1L, 1_000L, 1_000_000L, 1_000_000_000L).get(i % 4);
      Instant time = Instant.ofEpochSecond(seconds, random.nextInt(1_000_000_000) / unit * unit);

      assertThat(TimestampFormat.ISO8601.value(time)).isEqualTo(time.toString());
    }
  }

  @ParameterizedTest
  @EnumSource(TimestampFormat.class)
  void valuesFitTheirSchemas(TimestampFormat format) {
    for (Schema schema : new Schema[] {format.schema(), format.optionalSchema()}) {
      ConnectSchema.validateValue(schema, format.value(TIME));
    }
    assertThat(format.schema().isOptional()).isFalse();
    assertThat(format.optionalSchema().isOptional()).isTrue();
  }
}
