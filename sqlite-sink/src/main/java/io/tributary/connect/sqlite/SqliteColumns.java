package io.tributary.connect.sqlite;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** An ordered list of columns that hashes once: it is looked up for every record. */
final class SqliteColumns {
  static final SqliteColumns NONE = new SqliteColumns(List.of());

  private final List<SqliteColumn> columns;
  private final int hash;

  SqliteColumns(List<SqliteColumn> columns) {
    this.columns = List.copyOf(columns);
    this.hash = this.columns.hashCode();
  }

  List<SqliteColumn> list() {
    return columns;
  }

  int size() {
    return columns.size();
  }

  List<String> names() {
    return columns.stream().map(SqliteColumn::name).toList();
  }

  /** Returns the position of the column spelled exactly so. */
  int indexOf(String name) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).name().equals(name)) {
        return i;
      }
    }
    return -1;
  }

  SqliteColumns plus(SqliteColumns others) {
    return new SqliteColumns(Stream.concat(columns.stream(), others.columns.stream()).toList());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof SqliteColumns that
            && hash == that.hash
            && columns.equals(that.columns));
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return columns.toString();
  }
}
