package io.tributary.connect.sqlite;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/** What a configuration must fulfil beyond types. Looks at no file. */
final class SqliteConfigChecks {
  /** Columns that an FTS5 table has in any case. */
  private static final Set<String> SEARCH_NAMES = Set.of("rank", "rowid");

  private SqliteConfigChecks() {}

  /** Returns what is wrong between properties that are valid each on its own, by property. */
  static Map<String, String> conflicts(Map<String, String> properties) {
    Map<String, String> conflicts = new LinkedHashMap<>();
    String mode = value(properties, SqliteSinkConfig.PK_MODE, "record_key");
    boolean fields = !value(properties, SqliteSinkConfig.PK_FIELDS, "").isBlank();
    if ("record_value".equals(mode) && !fields) {
      conflicts.put(
          SqliteSinkConfig.PK_FIELDS,
          "pk.mode=record_value needs the names of the value's fields that make the key");
    }
    if ("kafka".equals(mode) && fields) {
      conflicts.put(
          SqliteSinkConfig.PK_FIELDS,
          "must be empty with pk.mode=kafka, whose key is always _topic, _partition and _offset");
    }
    if ("none".equals(mode) && fields) {
      conflicts.put(SqliteSinkConfig.PK_FIELDS, "must be empty with pk.mode=none");
    }
    String insertMode = value(properties, SqliteSinkConfig.INSERT_MODE, "upsert");
    if ("none".equals(mode) && !insertMode.startsWith("insert")) {
      conflicts.put(
          SqliteSinkConfig.INSERT_MODE,
          """
          %s finds rows by their key, which pk.mode=none does not give: set insert or \
          insert_or_ignore, or another pk.mode"""
              .formatted(insertMode));
    }
    if ("kafka".equals(mode) && "update".equals(insertMode)) {
      conflicts.put(
          SqliteSinkConfig.INSERT_MODE,
          "update would pass over every record, because with pk.mode=kafka no row has its key yet");
    }
    if ("none".equals(mode)
        && "table".equals(value(properties, SqliteSinkConfig.ARRAY_MODE, "json"))) {
      conflicts.put(
          SqliteSinkConfig.ARRAY_MODE,
          "table needs a pk.mode other than none, because an element is found by its row's key");
    }
    boolean opens =
        "record_value".equals(mode)
            && "debezium".equals(value(properties, SqliteSinkConfig.VALUE_ENVELOPE, "auto"));
    // Only when asked for: the default is true for the sake of record_key.
    if (!"record_key".equals(mode)
        && !opens
        && "true".equalsIgnoreCase(value(properties, SqliteSinkConfig.DELETE_ENABLED, ""))) {
      conflicts.put(
          SqliteSinkConfig.DELETE_ENABLED,
          "needs pk.mode=record_key, because a tombstone has nothing but a key");
    }
    if (SqliteTableNames.usesFields(value(properties, SqliteSinkConfig.TABLE_NAME_FORMAT, ""))
        && !opens
        && !"false".equalsIgnoreCase(value(properties, SqliteSinkConfig.DELETE_ENABLED, ""))) {
      conflicts.put(
          SqliteSinkConfig.TABLE_NAME_FORMAT,
          """
          ${field.PATH} needs delete.enabled=false, because a tombstone has no fields, or the change \
          events that pk.mode=record_value and value.envelope=debezium expect""");
    }
    boolean byAge = isLimit(properties, SqliteSinkConfig.RETENTION_MS);
    boolean byRows = isLimit(properties, SqliteSinkConfig.RETENTION_ROWS);
    boolean column = !value(properties, SqliteSinkConfig.RETENTION_FIELD, "").isEmpty();
    if (byAge && !column) {
      conflicts.put(
          SqliteSinkConfig.RETENTION_FIELD,
          "retention.ms needs the name of the column that tells how old a row is");
    }
    if (column && !byAge && !byRows) {
      conflicts.put(
          SqliteSinkConfig.RETENTION_FIELD, "has no effect without retention.rows or retention.ms");
    }
    for (String field : list(properties, SqliteSinkConfig.FIELDS_EXCLUDE)) {
      if (list(properties, SqliteSinkConfig.FIELDS_INCLUDE).contains(field)) {
        conflicts.put(
            SqliteSinkConfig.FIELDS_EXCLUDE, field + " is in fields.include at the same time");
      }
    }
    return conflicts;
  }

  static void database(String name, @Nullable Object value) {
    if (!(value instanceof String path) || path.isBlank()) {
      throw new ConfigException(name, value, "the path of a file is expected");
    }
    if (path.startsWith("jdbc:") || path.startsWith("file:") || path.startsWith(":")) {
      throw new ConfigException(name, path, "a plain path is expected, not a URL");
    }
    try {
      Path file = Path.of(path);
      if (file.getFileName() == null) {
        throw new ConfigException(name, path, "a file is expected, not the root folder");
      }
    } catch (InvalidPathException e) {
      throw new ConfigException(name, path, "not a path: " + e.getReason());
    }
    new SqliteFileName(path)
        .problem()
        .ifPresent(
            problem -> {
              throw new ConfigException(name, path, problem);
            });
  }

  static void offsetsId(String name, @Nullable Object value) {
    if (value instanceof String id && id.isBlank()) {
      throw new ConfigException(name, value, "a name is expected, or none at all");
    }
  }

  static void limit(String name, @Nullable Object value) {
    if (!(value instanceof Long limit) || limit < -1 || limit == 0) {
      throw new ConfigException(name, value, "1 or more is expected, or -1 for no limit");
    }
  }

  static void column(String name, @Nullable Object value) {
    if (value instanceof String column && column.isBlank()) {
      throw new ConfigException(name, value, "the name of a column is expected, or none at all");
    }
  }

  static void tableNameFormat(String name, @Nullable Object value) {
    if (!(value instanceof String format) || format.isBlank()) {
      throw new ConfigException(name, value, "a table name is expected");
    }
    List<String> unknown = SqliteTableNames.unknown(format);
    if (!unknown.isEmpty()) {
      throw new ConfigException(
          name, format, unknown.get(0) + " is neither ${topic} nor ${field.PATH}");
    }
    if (SqliteShape.isReserved(format)) {
      throw new ConfigException(name, format, "SQLite or the sink uses such a name itself");
    }
  }

  static void names(String name, @Nullable Object value) {
    if (!(value instanceof List<?> fields)) {
      throw new ConfigException(name, value, "a list is expected");
    }
    Set<String> seen = new HashSet<>();
    for (Object field : fields) {
      String column = String.valueOf(field);
      if (column.isBlank()) {
        throw new ConfigException(name, fields, "an entry is empty");
      }
      if (!seen.add(SqliteStatements.fold(column))) {
        throw new ConfigException(name, fields, column + " is in the list twice");
      }
    }
  }

  static void searchFields(String name, @Nullable Object value) {
    names(name, value);
    for (Object column : (List<?>) Objects.requireNonNull(value)) {
      if (SEARCH_NAMES.contains(SqliteStatements.fold(String.valueOf(column)))) {
        throw new ConfigException(
            name,
            value,
            "a search index has a %s of its own: give the field another column with fields.rename"
                .formatted(column));
      }
    }
  }

  static void indexes(String name, @Nullable Object value) {
    names(name, value);
    for (Object index : (List<?>) Objects.requireNonNull(value)) {
      names(name, indexColumns(String.valueOf(index)));
    }
  }

  static List<String> indexColumns(String index) {
    return Stream.of(index.split(SqliteIndexes.COLUMN_SEPARATOR, -1)).map(String::trim).toList();
  }

  static void renaming(String name, @Nullable Object value) {
    if (!(value instanceof List<?> pairs)) {
      throw new ConfigException(name, value, "a list is expected");
    }
    Set<String> fields = new HashSet<>();
    Set<String> columns = new HashSet<>();
    for (Object pair : pairs) {
      String text = String.valueOf(pair);
      int colon = text.indexOf(':');
      String field = text.substring(0, Math.max(colon, 0)).trim();
      String column = text.substring(colon + 1).trim();
      if (field.isEmpty() || column.isEmpty()) {
        throw new ConfigException(name, pairs, text + " is not of the form field:column");
      }
      if (!fields.add(field)) {
        throw new ConfigException(name, pairs, field + " is renamed twice");
      }
      if (!columns.add(SqliteStatements.fold(column))) {
        throw new ConfigException(name, pairs, "two fields are renamed to " + column);
      }
    }
  }

  /** Returns the new names of fields by their old ones. */
  static Map<String, String> renames(List<String> pairs) {
    Map<String, String> renames = new HashMap<>();
    for (String pair : pairs) {
      int colon = pair.indexOf(':');
      renames.put(pair.substring(0, colon).trim(), pair.substring(colon + 1).trim());
    }
    return renames;
  }

  static void metadata(String name, @Nullable Object value) {
    names(name, value);
    for (Object entry : (List<?>) Objects.requireNonNull(value)) {
      String column = String.valueOf(entry);
      boolean header =
          column.startsWith(SqliteMetadata.HEADER)
              && column.length() > SqliteMetadata.HEADER.length();
      if (!header && !SqliteMetadata.NAMES.contains(column)) {
        throw new ConfigException(
            name,
            value,
            "%s is none of %s and header.NAME".formatted(column, SqliteMetadata.NAMES));
      }
    }
  }

  private static boolean isLimit(Map<String, String> properties, String name) {
    return value(properties, name, "").trim().matches("[1-9][0-9]*");
  }

  private static List<String> list(Map<String, String> properties, String name) {
    return Stream.of(value(properties, name, "").split(","))
        .map(String::trim)
        .filter(entry -> !entry.isEmpty())
        .toList();
  }

  private static String value(Map<String, String> properties, String name, String absent) {
    // JSON can give a property the value null.
    String value = properties.get(name);
    return value == null ? absent : value.trim();
  }
}
