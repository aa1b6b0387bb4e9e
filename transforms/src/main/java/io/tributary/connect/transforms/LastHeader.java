package io.tributary.connect.transforms;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.header.Header;
import org.jspecify.annotations.Nullable;

/** Reads a record's headers, whichever converter the worker has for them. */
final class LastHeader {
  private LastHeader() {}

  /** Returns the value of the last header of that name; bytes, of ByteArrayConverter, are text. */
  static @Nullable Object value(ConnectRecord<?> record, String name) {
    Header header = record.headers().lastWithName(name);
    if (header == null) {
      return null;
    }
    return header.value() instanceof byte[] bytes ? new String(bytes, UTF_8) : header.value();
  }
}
