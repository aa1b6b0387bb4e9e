package io.tributary.connect.mastodon;

import io.tributary.connect.common.FieldPath;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/** Record keys as text that is the same whenever the record is delivered. */
final class RecordKey {
  private RecordKey() {}

  /** Returns the key as text: bytes as UTF-8 or else in base 64. */
  static @Nullable String text(@Nullable Object key) {
    if (key instanceof byte[] bytes) {
      return text(ByteBuffer.wrap(bytes));
    }
    if (key instanceof ByteBuffer bytes) {
      return text(bytes);
    }
    if (key instanceof Struct struct) {
      return struct.schema().fields().stream()
          .filter(field -> struct.get(field) != null)
          .map(field -> field.name() + "=" + text(struct.get(field)))
          .collect(Collectors.joining(",", "Struct{", "}"));
    }
    if (key instanceof Map<?, ?> map) {
      // The order of a map's entries says nothing.
      return map.entrySet().stream()
          .map(entry -> text(entry.getKey()) + "=" + text(entry.getValue()))
          .sorted()
          .collect(Collectors.joining(", ", "{", "}"));
    }
    if (key instanceof List<?> list) {
      return list.stream().map(RecordKey::text).collect(Collectors.joining(", "));
    }
    return FieldPath.text(key);
  }

  private static String text(ByteBuffer bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes.duplicate()).toString();
    } catch (CharacterCodingException e) {
      ByteBuffer encoded = Base64.getEncoder().encode(bytes.duplicate());
      return StandardCharsets.US_ASCII.decode(encoded).toString();
    }
  }
}
