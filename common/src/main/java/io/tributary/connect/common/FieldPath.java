package io.tributary.connect.common;

import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/**
 * Finds what a path such as {@code card.url} or {@code tags.0} leads to, in structs and in maps
 * alike.
 */
public final class FieldPath {
  private static final Pattern FORM = Pattern.compile("[^.\\s{}$|]+(?:\\.[^.\\s{}$|]+)*");

  private FieldPath() {}

  /** Whether the text has the form of a path: names, and dots between them. */
  public static boolean isValid(String path) {
    return FORM.matcher(path).matches();
  }

  /** Returns the value at the path, null if any part of the way is missing. */
  public static @Nullable Object find(@Nullable Object value, String path) {
    // A name may have dots itself: the stock Flatten makes such names.
    if (value instanceof Map<?, ?> map && map.containsKey(path)) {
      return map.get(path);
    }
    if (value instanceof Struct struct && struct.schema().field(path) != null) {
      return struct.get(path);
    }
    int dot = path.indexOf('.');
    if (dot < 0) {
      return step(value, path);
    }
    return find(step(value, path.substring(0, dot)), path.substring(dot + 1));
  }

  /** Returns the value as text: a time in ISO 8601, a list with commas between its elements. */
  public static @Nullable String text(@Nullable Object value) {
    if (value == null) {
      return null;
    }
    if (value instanceof List<?> list) {
      return list.stream()
          .map(FieldPath::text)
          .filter(text -> text != null)
          .collect(Collectors.joining(", "));
    }
    return value instanceof Date date ? date.toInstant().toString() : value.toString();
  }

  private static @Nullable Object step(@Nullable Object value, String name) {
    if (value instanceof Struct struct) {
      Field field = struct.schema().field(name);
      return field == null ? null : struct.get(field);
    }
    if (value instanceof Map<?, ?> map) {
      return map.get(name);
    }
    if (value instanceof List<?> list && !name.isEmpty() && name.length() < 9) {
      int index = name.chars().allMatch(c -> c >= '0' && c <= '9') ? Integer.parseInt(name) : -1;
      return index >= 0 && index < list.size() ? list.get(index) : null;
    }
    return null;
  }
}
