package io.tributary.connect.common;

import java.util.List;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/** About how large a record is once it is written, from the lengths of its texts as JSON. */
public final class RecordSize {
  private RecordSize() {}

  public static long of(SourceRecord record) {
    return of(record.key()) + of(record.value());
  }

  private static long of(@Nullable Object value) {
    long size = 0;
    if (value instanceof String text) {
      size = text(text);
    } else if (value instanceof List<?> elements) {
      for (Object element : elements) {
        size += of(element);
      }
    } else if (value instanceof Struct struct) {
      for (Field field : struct.schema().fields()) {
        size += field.name().length() + 5 + of(struct.get(field));
      }
    }
    return size;
  }

  private static long text(String text) {
    long size = 2;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\' || c == '\n' || c == '\r' || c == '\t') {
        size += 2;
      } else if (c < ' ') {
        size += 6;
      } else if (c < 0x80) {
        size += 1;
      } else if (c < 0x800 || Character.isSurrogate(c)) {
        size += 2;
      } else {
        size += 3;
      }
    }
    return size;
  }
}
