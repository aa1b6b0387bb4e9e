package io.tributary.connect.common;

import java.util.List;
import java.util.function.ToLongFunction;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/** About how large a record is once it is written, from the lengths of its texts as JSON. */
public final class RecordSize {
  /** What JSON makes of one char at most: a backslash, a u and four digits. */
  private static final long LONGEST_CHAR = 6;

  private RecordSize() {}

  /** Whether a record has more bytes than this. */
  public static boolean exceeds(SourceRecord record, long bytes) {
    // Nearly every record is so small that its texts need not be looked at.
    return of(record, text -> 2 + LONGEST_CHAR * text.length()) > bytes
        && of(record, RecordSize::json) > bytes;
  }

  private static long of(SourceRecord record, ToLongFunction<String> text) {
    return of(record.key(), text) + of(record.value(), text);
  }

  private static long of(@Nullable Object value, ToLongFunction<String> text) {
    long size = 0;
    if (value instanceof String string) {
      size = text.applyAsLong(string);
    } else if (value instanceof List<?> elements) {
      for (Object element : elements) {
        size += of(element, text);
      }
    } else if (value instanceof Struct struct) {
      for (Field field : struct.schema().fields()) {
        size += field.name().length() + 5 + of(struct.get(field), text);
      }
    }
    return size;
  }

  private static long json(String text) {
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
