package io.tributary.connect.sqlite;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** Names the table of a record, after its topic or after what it holds. */
final class SqliteTableNames {
  private static final String TOPIC = "topic";
  private static final String FIELD = "field.";
  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^}]*)}");
  private static final int REMEMBERED = 256;

  private final String format;
  private final boolean usesFields;
  private final LruCache<String, String> byTopic = new LruCache<>(REMEMBERED);

  SqliteTableNames(String format) {
    this.format = format;
    this.usesFields = usesFields(format);
  }

  /** Says whether a format names tables after what records hold. */
  static boolean usesFields(String format) {
    return placeholders(format).stream().anyMatch(name -> name.startsWith(FIELD));
  }

  /** Returns the placeholders that mean nothing. */
  static List<String> unknown(String format) {
    List<String> unknown = new ArrayList<>();
    for (String name : placeholders(format)) {
      if (!name.equals(TOPIC) && !(name.startsWith(FIELD) && name.length() > FIELD.length())) {
        unknown.add("${" + name + "}");
      }
    }
    if (PLACEHOLDER.matcher(format).replaceAll("").contains("${")) {
      unknown.add("${");
    }
    return unknown;
  }

  /**
   * Returns the name of a record's table.
   *
   * @param value null if the record has none
   * @throws DataException if a field that the name needs is not there
   */
  String of(String topic, @Nullable Object value) {
    if (usesFields) {
      return PLACEHOLDER
          .matcher(format)
          .replaceAll(
              match ->
                  Matcher.quoteReplacement(
                      match.group(1).equals(TOPIC)
                          ? topic
                          : field(value, match.group(1).substring(FIELD.length()))));
    }
    String known = byTopic.find(topic);
    if (known == null) {
      known = format.replace("${" + TOPIC + "}", topic);
      byTopic.put(topic, known);
    }
    return known;
  }

  private static String field(@Nullable Object value, String path) {
    Object found = value;
    for (String name : path.split("\\.", -1)) {
      found = part(found, name);
    }
    if (found instanceof String
        || found instanceof Boolean
        || found instanceof Integer
        || found instanceof Long
        || found instanceof Short
        || found instanceof Byte) {
      return found.toString();
    }
    throw new DataException(
        """
        its field "%s", which table.name.format puts into the table's name, is no text, whole \
        number or boolean"""
            .formatted(path));
  }

  private static @Nullable Object part(@Nullable Object value, String name) {
    if (value instanceof Struct struct) {
      Field field = struct.schema().field(name);
      return field == null ? null : SqliteReader.valueOf(struct, field);
    }
    return value instanceof Map<?, ?> map ? map.get(name) : null;
  }

  private static List<String> placeholders(String format) {
    return PLACEHOLDER.matcher(format).results().map(match -> match.group(1)).toList();
  }
}
