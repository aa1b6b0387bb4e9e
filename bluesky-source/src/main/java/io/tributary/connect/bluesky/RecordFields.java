package io.tributary.connect.bluesky;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads fields of records that nobody has validated: what has the wrong type is not there. */
final class RecordFields {
  private static final char REPLACEMENT = '\uFFFD';

  private RecordFields() {}

  static @Nullable String string(JsonNode object, String field) {
    return string(object.path(field));
  }

  static @Nullable String string(JsonNode value) {
    return value.isTextual() ? clean(value.textValue()) : null;
  }

  /** Returns a string as it came, for what is compared or checked; empty for anything else. */
  static String raw(JsonNode object, String field) {
    JsonNode value = object.path(field);
    return value.isTextual() ? value.textValue() : "";
  }

  static String stringOrEmpty(JsonNode object, String field) {
    String text = string(object, field);
    return text == null ? "" : text;
  }

  /** Returns the strings of an array that say something. */
  static List<String> strings(JsonNode object, String field) {
    JsonNode array = object.path(field);
    if (!array.isArray() || array.isEmpty()) {
      return List.of();
    }
    List<String> strings = new ArrayList<>(array.size());
    for (JsonNode element : array) {
      String text = string(element);
      if (text != null && !text.isBlank()) {
        strings.add(text);
      }
    }
    return strings;
  }

  static @Nullable Integer positive(JsonNode object, String field) {
    JsonNode value = object.path(field);
    return value.isIntegralNumber() && value.canConvertToInt() && value.intValue() > 0
        ? value.intValue()
        : null;
  }

  /** Returns the elements of an array, and none for anything else. */
  static Iterable<JsonNode> elements(JsonNode object, String field) {
    JsonNode value = object.path(field);
    return value.isArray() ? value : MissingNode.getInstance();
  }

  /** Returns an AT URI, and null for other text. */
  static @Nullable String atUri(JsonNode object, String field) {
    String uri = string(object, field);
    return uri != null && uri.startsWith("at://") ? uri : null;
  }

  /** Replaces what no converter can encode: halves of surrogate pairs. */
  static String clean(String text) {
    StringBuilder clean = null;
    for (int i = 0; i < text.length(); i++) {
      if (!Character.isSurrogate(text.charAt(i))) {
        continue;
      }
      if (Character.isSupplementaryCodePoint(text.codePointAt(i))) {
        i++;
        continue;
      }
      clean = clean == null ? new StringBuilder(text) : clean;
      clean.setCharAt(i, REPLACEMENT);
    }
    return clean == null ? text : clean.toString();
  }
}
