package io.tributary.connect.sqlite;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
  /**
   * Refuses names that no table can have together.
   *
   * @throws DataException if two columns are one to SQLite, or a name cannot be written
   */
  void check() {
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
