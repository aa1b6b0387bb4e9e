package io.tributary.connect.sqlite;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/**
 * Estimates how much memory a record takes until it is written, also by what never gets to a table:
 * the worker keeps the bytes that it was made of with it, in JSON with the schema before each
 * value.
 */
final class SqliteRecordSize {
  private static final int RECORD_BYTES = 400;
  private static final int OBJECT_BYTES = 24;
  private static final int TEXT_BYTES = 40;

  /** What JSON says of a field beside its name. */
  private static final int FIELD_BYTES = 60;

  private static final int REMEMBERED = 256;

  private final LruCache<Schema, Long> schemas = new LruCache<>(REMEMBERED);

  long of(SinkRecord record) {
    return RECORD_BYTES
        + ofSchema(record.keySchema())
        + of(record.key())
        + ofSchema(record.valueSchema())
        + of(record.value());
  }

  private long ofSchema(@Nullable Schema schema) {
    if (schema == null || schema.type().isPrimitive()) {
      return 0;
    }
    Long known = schemas.find(schema);
    if (known == null) {
      known = sizeOf(schema);
      schemas.put(schema, known);
    }
    return known;
  }

  private static long sizeOf(Schema schema) {
    return switch (schema.type()) {
      case STRUCT -> {
        long size = FIELD_BYTES;
        for (Field field : schema.fields()) {
          size += field.name().length() + sizeOf(field.schema());
        }
        yield size;
      }
      case ARRAY -> FIELD_BYTES + sizeOf(schema.valueSchema());
      case MAP -> FIELD_BYTES + sizeOf(schema.keySchema()) + sizeOf(schema.valueSchema());
      default -> FIELD_BYTES;
    };
  }

  /** Counts texts and bytes twice: as they came, and as values. */
  private static long of(@Nullable Object value) {
    if (value instanceof String text) {
      return TEXT_BYTES + 2L * text.length();
    }
    if (value instanceof byte[] bytes) {
      return OBJECT_BYTES + 2L * bytes.length;
    }
    if (value instanceof ByteBuffer bytes) {
      return OBJECT_BYTES + 2L * bytes.remaining();
    }
    long size = OBJECT_BYTES;
    if (value instanceof Struct struct) {
      for (Field field : struct.schema().fields()) {
        size += of(struct.get(field));
      }
    } else if (value instanceof List<?> elements) {
      for (Object element : elements) {
        size += of(element);
      }
    } else if (value instanceof Map<?, ?> entries) {
      for (Map.Entry<?, ?> entry : entries.entrySet()) {
        size += of(entry.getKey()) + of(entry.getValue());
      }
    }
    return size;
  }
}
