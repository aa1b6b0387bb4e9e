package io.tributary.connect.transforms;

import java.util.Map;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.header.Header;
import org.jspecify.annotations.Nullable;

/** What a record says it does to the thing that its key names. */
enum Operation {
  CREATE,
  UPDATE,
  DELETE;

  /** The header that the sources of this pack set. */
  static final String HEADER = "operation";

  // An array: the iterator of a list would be all that a dropped record costs.
  private static final String[] FIELDS = {HEADER, "change", "op"};

  /** Asks the header, and without one the fields of posts, feed entries and Debezium's events. */
  static Operation of(ConnectRecord<?> record) {
    Header header = record.headers().lastWithName(HEADER);
    if (header != null) {
      return of(header.value());
    }
    for (String name : FIELDS) {
      Operation operation = of(field(record.value(), name));
      if (operation != CREATE) {
        return operation;
      }
    }
    return CREATE;
  }

  private static Operation of(@Nullable Object told) {
    if (!(told instanceof String text)) {
      return CREATE;
    }
    return switch (text) {
      case "update", "updated", "u" -> UPDATE;
      case "delete", "d" -> DELETE;
      default -> CREATE;
    };
  }

  private static @Nullable Object field(@Nullable Object value, String name) {
    if (value instanceof Struct struct) {
      Field field = struct.schema().field(name);
      return field == null ? null : struct.get(field);
    }
    return value instanceof Map<?, ?> map ? map.get(name) : null;
  }
}
