package io.tributary.connect.sqlite;

import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.jspecify.annotations.Nullable;

/** What a column of a STRICT table holds. */
enum ColumnType {
  INTEGER,
  REAL,
  TEXT,
  BLOB,
  /** A null in a record without a schema: nothing tells the type, so it creates no column. */
  UNTYPED;

  static ColumnType of(Schema schema) {
    if (schema.name() != null) {
      switch (schema.name()) {
        case Decimal.LOGICAL_NAME, Date.LOGICAL_NAME, Time.LOGICAL_NAME, Timestamp.LOGICAL_NAME -> {
          return TEXT;
        }
        default -> {
          // A name that means nothing to Connect: the type decides.
        }
      }
    }
    return switch (schema.type()) {
      case INT8, INT16, INT32, INT64, BOOLEAN -> INTEGER;
      case FLOAT32, FLOAT64 -> REAL;
      case STRING, ARRAY, MAP, STRUCT -> TEXT;
      case BYTES -> BLOB;
    };
  }

  /** Returns the type of a value that {@link SqliteConversion} has made. */
  static ColumnType of(@Nullable Object converted) {
    if (converted == null) {
      return UNTYPED;
    }
    if (converted instanceof Long) {
      return INTEGER;
    }
    if (converted instanceof Double) {
      return REAL;
    }
    return converted instanceof byte[] ? BLOB : TEXT;
  }
}
