package io.tributary.connect.sqlite;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a row: some columns, what they hold, and what goes to tables of its own.
 *
 * @param arrays the arrays that become rows
 */
record SqliteCells(SqliteColumns columns, List<@Nullable Object> values, List<ArrayRows> arrays) {
  static final SqliteCells NONE = new SqliteCells(SqliteColumns.NONE, List.of());

  /**
   * The elements of an array, without the key of the row they belong to.
   *
   * @param name what the table is called after that of the row
   */
  record ArrayRows(String name, SqliteColumns columns, List<List<@Nullable Object>> rows) {}

  SqliteCells(SqliteColumns columns, List<@Nullable Object> values) {
    this(columns, values, List.of());
  }
}
