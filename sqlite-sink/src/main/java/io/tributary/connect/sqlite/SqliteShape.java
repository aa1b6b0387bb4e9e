package io.tributary.connect.sqlite;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.connect.errors.DataException;

/**
 * The table and the columns of a change, without its values. Records of one shape share a
 * statement.
 *
 * @param key the columns that identify the row
 * @param rest all others
 */
record SqliteShape(String table, SqliteColumns key, SqliteColumns rest) {
  private static final Set<String> RESERVED =
      Set.of(SqliteOffsets.TABLE, SqliteRetention.COUNTS_TABLE);

  /** Returns the names of the key's columns, then of the others. */
  List<String> columns() {
    return Stream.concat(key.names().stream(), rest.names().stream()).toList();
  }

  /** Says whether a table of that name is somebody else's. */
  static boolean isReserved(String table) {
    String folded = SqliteStatements.fold(table);
    return folded.startsWith("sqlite_") || RESERVED.contains(folded);
  }

  /**
   * Refuses names that a table cannot have, or not together.
   *
   * @throws DataException if two columns are one to SQLite, a name cannot be written, or the table
   *     is not the record's to write to
   */
  void check() {
    if (isReserved(table)) {
      throw new DataException(
          "the table name \"%s\" is reserved: set table.name.format to another".formatted(table));
    }
    if (table.isEmpty()) {
      throw new DataException("the name of its table is empty: see table.name.format");
    }
    if (SqliteConversion.text(table).indexOf('\0') >= 0) {
      throw new DataException("the table's name contains the character NUL");
    }
    Map<String, String> seen = new HashMap<>();
    for (SqliteColumn column :
        Stream.of(key, rest).map(SqliteColumns::list).flatMap(List::stream).toList()) {
      String name = column.name();
      if (name.indexOf('\0') >= 0) {
        throw new DataException("a field's name contains the character NUL");
      }
      SqliteConversion.text(name);
      String other = seen.put(SqliteStatements.fold(name), name);
      if (other != null) {
        throw new DataException(
            """
            the fields "%s" and "%s" are the same column to SQLite, which does not tell upper from \
            lower case"""
                .formatted(other, name));
      }
    }
  }
}
