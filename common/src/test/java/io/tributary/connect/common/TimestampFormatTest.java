package io.tributary.connect.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Date;
import org.apache.kafka.connect.data.ConnectSchema;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Timestamp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TimestampFormatTest {
  private static final Instant TIME = Instant.parse("2026-11-21T10:00:00.125Z");

  @Test
  void writesTimesAsTextOrAsTimestamps() {
    assertThat(TimestampFormat.ISO8601.value(TIME)).isEqualTo("2026-11-21T10:00:00.125Z");
    assertThat(TimestampFormat.CONNECT.value(TIME)).isEqualTo(Date.from(TIME));
    assertThat(TimestampFormat.CONNECT.schema().name()).isEqualTo(Timestamp.LOGICAL_NAME);
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
