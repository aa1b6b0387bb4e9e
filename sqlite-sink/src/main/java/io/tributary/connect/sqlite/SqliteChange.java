package io.tributary.connect.sqlite;

import java.util.List;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** What one record does to the database. */
sealed interface SqliteChange {
  /** Changes that touch a table. */
  sealed interface Statement extends SqliteChange {
    SqliteShape shape();

    /** The values of the shape's key columns, then those of the rest, in order. */
    List<@Nullable Object> values();
  }

  /** Writes a row as {@code insert.mode} says, and its arrays in place of those it had. */
  record Write(SqliteShape shape, List<@Nullable Object> values, List<Elements> arrays)
      implements Statement {
    Write(SqliteShape shape, List<@Nullable Object> values) {
      this(shape, values, List.of());
    }
  }

  /**
   * The elements of one array of a row.
   *
   * @param shape its key is that of the row and the element's position
   */
  record Elements(SqliteShape shape, List<List<@Nullable Object>> rows) {}

  /** Deletes the row with this key, if there is one. */
  record Delete(SqliteShape shape, List<@Nullable Object> values) implements Statement {}

  /** Deletes a row and writes one with another key, or to another table, in its place. */
  record Move(Delete from, Write to) implements Statement {
    @Override
    public SqliteShape shape() {
      return to.shape();
    }

    @Override
    public List<@Nullable Object> values() {
      return to.values();
    }
  }

  /** Deletes all rows of a table. */
  record Truncate(SqliteShape shape) implements Statement {
    Truncate(String table) {
      this(new SqliteShape(table, SqliteColumns.NONE, SqliteColumns.NONE));
    }

    @Override
    public List<@Nullable Object> values() {
      return List.of();
    }
  }

  /** Only the offset moves on. */
  record Nothing() implements SqliteChange {}

  /** The record cannot be written. */
  record Rejected(DataException reason) implements SqliteChange {}
}
