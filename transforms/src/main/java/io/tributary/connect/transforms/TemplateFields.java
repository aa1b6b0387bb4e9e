package io.tributary.connect.transforms;

import io.tributary.connect.common.FieldPath;
import java.time.Instant;
import java.util.Set;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/** What the placeholders of a template stand for. */
final class TemplateFields {
  /** What a placeholder looks like that is about the record itself, for messages. */
  static final String FORM =
      "@key, @key.FIELD, @header.NAME, @topic, @partition, @offset and @timestamp";

  private static final Set<String> NAMES =
      Set.of("@key", "@topic", "@partition", "@offset", "@timestamp");
  private static final String KEY_FIELD = "@key.";
  private static final String HEADER = "@header.";

  private TemplateFields() {}

  /** Whether the path is about the record and not a field of its value. */
  static boolean isMetadata(String path) {
    return path.startsWith("@");
  }

  /** Whether a path about the record can have a value. */
  static boolean isKnown(String path) {
    return NAMES.contains(path)
        || (path.startsWith(KEY_FIELD) && path.length() > KEY_FIELD.length())
        || (path.startsWith(HEADER) && path.length() > HEADER.length());
  }

  static @Nullable String text(ConnectRecord<?> record, String path) {
    return FieldPath.text(
        isMetadata(path) ? metadata(record, path) : FieldPath.find(record.value(), path));
  }

  private static @Nullable Object metadata(ConnectRecord<?> record, String path) {
    if (path.startsWith(HEADER)) {
      return LastHeader.value(record, path.substring(HEADER.length()));
    }
    if (path.startsWith(KEY_FIELD)) {
      return FieldPath.find(record.key(), path.substring(KEY_FIELD.length()));
    }
    return switch (path) {
      case "@key" -> record.key();
      case "@topic" -> record.topic();
      case "@partition" -> record.kafkaPartition();
      case "@offset" -> record instanceof SinkRecord sink ? sink.kafkaOffset() : null;
      default -> record.timestamp() == null ? null : Instant.ofEpochMilli(record.timestamp());
    };
  }
}
