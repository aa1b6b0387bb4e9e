package io.tributary.connect.common;

import java.time.Instant;
import java.util.Date;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Timestamp;

/** How times are written into records. */
public enum TimestampFormat {
  /** A string such as {@code 2026-11-21T10:00:00Z}. */
  ISO8601,
  /** Connect's logical type Timestamp, in milliseconds. */
  CONNECT;

  private static final Schema OPTIONAL_TIMESTAMP = Timestamp.builder().optional().build();

  public Schema schema() {
    return switch (this) {
      case ISO8601 -> Schema.STRING_SCHEMA;
      case CONNECT -> Timestamp.SCHEMA;
    };
  }

  public Schema optionalSchema() {
    return switch (this) {
      case ISO8601 -> Schema.OPTIONAL_STRING_SCHEMA;
      case CONNECT -> OPTIONAL_TIMESTAMP;
    };
  }

  /** Returns the time as a value of the schema. */
  public Object value(Instant time) {
    return switch (this) {
      case ISO8601 -> time.toString();
      case CONNECT -> Date.from(time);
    };
  }
}
