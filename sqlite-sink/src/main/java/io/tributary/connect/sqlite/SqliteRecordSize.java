package io.tributary.connect.sqlite;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/** Estimates how much memory a record takes, also by what never gets to a table. */
final class SqliteRecordSize {
  private static final int OBJECT_BYTES = 16;

  private SqliteRecordSize() {}

  static long of(SinkRecord record) {
    return of(record.key()) + of(record.value());
  }

  private static long of(@Nullable Object value) {
    if (value instanceof String text) {
      return (long) OBJECT_BYTES + text.length();
    }
    if (value instanceof byte[] bytes) {
      return (long) OBJECT_BYTES + bytes.length;
    }
    if (value instanceof ByteBuffer bytes) {
      return (long) OBJECT_BYTES + bytes.remaining();
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
