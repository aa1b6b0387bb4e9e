package io.tributary.connect.sqlite;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** Turns Connect values into what SQLite stores: Long, Double, String or byte[]. */
// Connect's logical types are java.util.Date.
@SuppressWarnings("JavaUtilDate")
final class SqliteConversion {
  // Always three digits of a second: texts of one length sort by time.
  private static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ISO_LOCAL_DATE.withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneOffset.UTC);
  // Beyond this a plain number is mostly zeros: the exponent is written instead.
  private static final int MAX_PLAIN_SCALE = 100;

  private final boolean epochMillis;
  private final boolean realDecimals;

  /**
   * @param epochMillis whether times are whole numbers, not text
   * @param realDecimals whether decimals are binary fractions, not text
   */
  SqliteConversion(boolean epochMillis, boolean realDecimals) {
    this.epochMillis = epochMillis;
    this.realDecimals = realDecimals;
  }

  /** Returns the type of the column for a schema. */
  ColumnType type(Schema schema) {
    if (schema.name() != null) {
      switch (schema.name()) {
        case Decimal.LOGICAL_NAME -> {
          return realDecimals ? ColumnType.REAL : ColumnType.TEXT;
        }
        case Date.LOGICAL_NAME, Time.LOGICAL_NAME, Timestamp.LOGICAL_NAME -> {
          return epochMillis ? ColumnType.INTEGER : ColumnType.TEXT;
        }
        default -> {
          // A name that means nothing to Connect: the type decides.
        }
      }
    }
    return switch (schema.type()) {
      case INT8, INT16, INT32, INT64, BOOLEAN -> ColumnType.INTEGER;
      case FLOAT32, FLOAT64 -> ColumnType.REAL;
      case STRING, ARRAY, MAP, STRUCT -> ColumnType.TEXT;
      case BYTES -> ColumnType.BLOB;
    };
  }

  /** Returns the conversion of every non-null value of a schema. */
  Function<Object, Object> of(Schema schema) {
    if (schema.name() != null) {
      switch (schema.name()) {
        case Timestamp.LOGICAL_NAME -> {
          return value -> moment(TIMESTAMP, value);
        }
        case Date.LOGICAL_NAME -> {
          return value -> moment(DATE, value);
        }
        case Time.LOGICAL_NAME -> {
          return value -> moment(TIME, value);
        }
        default -> {
          // Decimals are known by their class, and other names say nothing about the value.
        }
      }
    }
    return switch (schema.type()) {
      case ARRAY, MAP, STRUCT -> value -> SqliteJson.write(this, schema, value);
      case INT8, INT16, INT32, INT64, BOOLEAN, FLOAT32, FLOAT64, STRING, BYTES -> this::schemaless;
    };
  }

  /** Converts a value by its schema, or by its class where there is none. */
  @Nullable Object convert(@Nullable Schema schema, @Nullable Object value) {
    if (value == null) {
      return null;
    }
    return schema == null ? schemaless(value) : of(schema).apply(value);
  }

  private Object schemaless(Object value) {
    if (value instanceof String text) {
      return text(text);
    }
    if (value instanceof Long) {
      return value;
    }
    if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
      return ((Number) value).longValue();
    }
    if (value instanceof Double || value instanceof Float) {
      return real(((Number) value).doubleValue());
    }
    if (value instanceof Boolean truth) {
      return truth ? 1L : 0L;
    }
    if (value instanceof byte[]) {
      return value;
    }
    if (value instanceof ByteBuffer buffer) {
      return bytes(buffer);
    }
    if (value instanceof BigDecimal decimal) {
      return decimal(decimal);
    }
    if (value instanceof BigInteger integer) {
      return integer.toString();
    }
    if (value instanceof java.util.Date) {
      return moment(TIMESTAMP, value);
    }
    if (value instanceof Struct || value instanceof Map || value instanceof List) {
      return SqliteJson.write(this, null, value);
    }
    throw new DataException(
        "it has a value of %s, which no column type holds".formatted(value.getClass().getName()));
  }

  /** Returns a time as the text that a column of times holds. */
  static String timestamp(long millis) {
    return TIMESTAMP.format(Instant.ofEpochMilli(millis));
  }

  /** Copies what a buffer holds and leaves its position alone. */
  static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  private Object moment(DateTimeFormatter formatter, Object value) {
    long millis = ((java.util.Date) value).getTime();
    return epochMillis ? (Object) millis : formatter.format(Instant.ofEpochMilli(millis));
  }

  private Object decimal(BigDecimal decimal) {
    if (!realDecimals) {
      return Math.abs(decimal.scale()) > MAX_PLAIN_SCALE
          ? decimal.toString()
          : decimal.toPlainString();
    }
    double nearest = decimal.doubleValue();
    if (Double.isInfinite(nearest)) {
      throw new DataException("it holds a decimal that is too large for decimal.mode=real");
    }
    return nearest;
  }

  private static Double real(double value) {
    // SQLite would store null.
    if (Double.isNaN(value)) {
      throw new DataException("it holds NaN, which SQLite cannot store");
    }
    return value;
  }

  /** Refuses half a surrogate pair, which UTF-8 cannot express: the driver would write a '?'. */
  static String text(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        if (Character.isLowSurrogate(c)
            || i + 1 == text.length()
            || !Character.isLowSurrogate(text.charAt(i + 1))) {
          throw new DataException("it holds text that is not valid UTF-16");
        }
        i++;
      }
    }
    return text;
  }
}
