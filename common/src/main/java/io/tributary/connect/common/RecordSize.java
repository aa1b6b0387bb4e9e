package io.tributary.connect.common;

import java.nio.ByteBuffer;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/**
 * How large a record is at most once it is written as JSON. What JsonConverter says of its schema
 * comes on top of that, the same few kilobytes for every record.
 */
public final class RecordSize {
  /** What JSON makes of one char at most: a backslash, a u and four digits. */
  private static final long LONGEST_CHAR = 6;

  private RecordSize() {}

  /** Whether a record may have more bytes than this. */
  public static boolean exceeds(SourceRecord record, long bytes) {
    // Nearly every record is so small that its texts need not be looked at.
    return of(record, false) > bytes && of(record, true) > bytes;
  }

  /** Returns the size, or without looking at texts more than that. */
  private static long of(SourceRecord record, boolean exact) {
    long size = whole(record.key(), exact) + whole(record.value(), exact);
    for (Header header : record.headers()) {
      size += text(header.key(), exact) + whole(header.value(), exact);
    }
    return size;
  }

  /** Nothing is written for a key or value that is missing. */
  private static long whole(@Nullable Object value, boolean exact) {
    return value == null ? 0 : of(value, exact);
  }

  private static long of(@Nullable Object value, boolean exact) {
    if (value == null) {
      return 4;
    }
    if (value instanceof String string) {
      return text(string, exact);
    }
    if (value instanceof Struct struct) {
      long size = 2;
      for (Field field : struct.schema().fields()) {
        size += text(field.name(), exact) + 2 + of(struct.get(field), exact);
      }
      return size;
    }
    if (value instanceof List<?> elements) {
      long size = 2;
      if (!elements.isEmpty()) {
        for (Object element : elements) {
          size += 1 + of(element, exact);
        }
      }
      return size;
    }
    if (value instanceof Map<?, ?> entries) {
      long size = 2;
      for (Map.Entry<?, ?> entry : entries.entrySet()) {
        // A pair in brackets, where the keys are no texts.
        size += 4 + of(entry.getKey(), exact) + of(entry.getValue(), exact);
      }
      return size;
    }
    return scalar(value);
  }

  private static long scalar(Object value) {
    if (value instanceof Date time) {
      return String.valueOf(time.toInstant().toEpochMilli()).length();
    }
    if (value instanceof byte[] bytes) {
      return base64(bytes.length);
    }
    if (value instanceof ByteBuffer bytes) {
      return base64(bytes.remaining());
    }
    // Two for the quotes of what is no number, two for the padding of a decimal in base64.
    long more = value instanceof Long || value instanceof Integer ? 0 : 4;
    return more + value.toString().length();
  }

  private static long base64(long bytes) {
    return 2 + (bytes + 2) / 3 * 4;
  }

  private static long text(String text, boolean exact) {
    return exact ? json(text) : 2 + LONGEST_CHAR * text.length();
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
