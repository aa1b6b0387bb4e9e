package io.tributary.connect.sqlite;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The statements of a full-text index that holds no text itself but refers to its table's rows, and
 * is kept in step by triggers (https://sqlite.org/fts5.html#external_content_tables).
 */
final class SqliteSearchStatements {
  /** What SQLite calls the number of a row, unless a column has the name. */
  static final List<String> ROW_NUMBERS = List.of("rowid", "_rowid_", "oid");

  private SqliteSearchStatements() {}

  /**
   * Returns what makes the index, fills it and keeps it so; first the table itself.
   *
   * @param row what the number of a row is called in the table
   */
  static List<String> create(String index, String table, String row, List<String> columns) {
    String names = list("", columns);
    String add =
        "INSERT INTO %s (rowid, %s) VALUES (new.%s, %s)"
            .formatted(quote(index), names, row, list("new.", columns));
    String remove =
        "INSERT INTO %1$s (%1$s, rowid, %2$s) VALUES ('delete', old.%3$s, %4$s)"
            .formatted(quote(index), names, row, list("old.", columns));
    String differs =
        columns.stream()
            .map(SqliteStatements::quote)
            .map("old.%1$s IS NOT new.%1$s"::formatted)
            .collect(Collectors.joining(" OR "));
    return List.of(
        prefix(index) + names + suffix(table, row),
        "CREATE TRIGGER %s AFTER INSERT ON %s BEGIN %s; END"
            .formatted(quote(index + "_insert"), quote(table), add),
        "CREATE TRIGGER %s AFTER DELETE ON %s BEGIN %s; END"
            .formatted(quote(index + "_delete"), quote(table), remove),
        """
        CREATE TRIGGER %1$s AFTER UPDATE ON %2$s WHEN old.%3$s <> new.%3$s OR %4$s \
        BEGIN %5$s; %6$s; END"""
            .formatted(quote(index + "_update"), quote(table), row, differs, remove, add),
        "INSERT INTO %1$s (%1$s) VALUES ('rebuild')".formatted(quote(index)));
  }

  static Set<String> triggers(String index) {
    return Set.of(index + "_insert", index + "_delete", index + "_update");
  }

  /** Says whether a definition is that of an index made here, over whatever columns. */
  static boolean isIndexOf(String definition, String index, String table) {
    return definition.startsWith(prefix(index))
        && ROW_NUMBERS.stream().anyMatch(row -> definition.endsWith(suffix(table, row)));
  }

  private static String prefix(String index) {
    return "CREATE VIRTUAL TABLE %s USING fts5(".formatted(quote(index));
  }

  private static String suffix(String table, String row) {
    return ", content=%s, content_rowid=%s)".formatted(quote(table), row);
  }

  private static String list(String prefix, List<String> columns) {
    return columns.stream().map(column -> prefix + quote(column)).collect(Collectors.joining(", "));
  }

  private static String quote(String name) {
    return SqliteStatements.quote(name);
  }
}
