package io.tributary.connect.transforms;

import java.util.Locale;
import java.util.Map;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
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

  /**
   * Asks the header, and if it does not tell, what posts, feed entries and Debezium's events have.
   */
  static Operation of(ConnectRecord<?> record) {
    Operation header = of(LastHeader.value(record, HEADER));
    if (header != null) {
      return header;
    }
    for (String name : FIELDS) {
      Operation operation = of(field(record.value(), name));
      if (operation == UPDATE || operation == DELETE) {
        return operation;
      }
    }
    return CREATE;
  }

  private static @Nullable Operation of(@Nullable Object told) {
    if (!(told instanceof String text)) {
      return null;
    }
    // Text that is in lower case already is not copied.
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "create", "created", "new", "c", "r" -> CREATE;
      case "update", "updated", "u" -> UPDATE;
      case "delete", "deleted", "d" -> DELETE;
      default -> null;
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
