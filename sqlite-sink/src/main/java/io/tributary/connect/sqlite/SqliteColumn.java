package io.tributary.connect.sqlite;

import org.jspecify.annotations.Nullable;

/**
 * A column as a record asks for it.
 *
 * @param required whether the schema forbids null
 * @param defaultValue the schema's default as SQLite stores it, or null
 */
record SqliteColumn(String name, ColumnType type, boolean required, @Nullable Object defaultValue) {
  static SqliteColumn optional(String name, ColumnType type) {
    return new SqliteColumn(name, type, false, null);
  }

  static SqliteColumn key(String name, ColumnType type) {
    return new SqliteColumn(name, type, true, null);
  }
}
