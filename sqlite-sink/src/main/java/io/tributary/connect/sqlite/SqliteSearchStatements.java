package io.tributary.connect.sqlite;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The statements of a full-text index that holds no text itself but refers to its table's rows, and
 * is kept in step by triggers (https://sqlite.org/fts5.html#external_content_tables).
 */
final class SqliteSearchStatements {
  private SqliteSearchStatements() {}

  /**
   * Returns what makes the index, fills it and keeps it so; first the table itself.
   *
   * @param rowid what the table calls its rowid
   */
  static List<String> create(String index, String table, String rowid, List<String> columns) {
    String names = list("", columns);
    String add =
        "INSERT INTO %s (rowid, %s) VALUES (new.%s, %s)"
            .formatted(quote(index), names, rowid, list("new.", columns));
    String remove =
        "INSERT INTO %1$s (%1$s, rowid, %2$s) VALUES ('delete', old.%3$s, %4$s)"
            .formatted(quote(index), names, rowid, list("old.", columns));
    String differs =
        columns.stream()
            .map(SqliteStatements::quote)
            .map("old.%1$s IS NOT new.%1$s"::formatted)
            .collect(Collectors.joining(" OR ", "old.%1$s <> new.%1$s OR ".formatted(rowid), ""));
    return List.of(
        prefix(index) + names + suffix(table, rowid),
        "CREATE TRIGGER %s AFTER INSERT ON %s BEGIN %s; END"
            .formatted(quote(index + "_insert"), quote(table), add),
        "CREATE TRIGGER %s AFTER DELETE ON %s BEGIN %s; END"
            .formatted(quote(index + "_delete"), quote(table), remove),
        "CREATE TRIGGER %s AFTER UPDATE ON %s WHEN %s BEGIN %s; %s; END"
            .formatted(quote(index + "_update"), quote(table), differs, remove, add),
        "INSERT INTO %1$s (%1$s) VALUES ('rebuild')".formatted(quote(index)));
  }

  static Set<String> triggers(String index) {
    return Set.of(index + "_insert", index + "_delete", index + "_update");
  }

  /** Says whether a definition is that of an index made here, over whatever columns. */
  static boolean isIndexOf(String definition, String index, String table) {
    return definition.startsWith(prefix(index))
        && SqliteTable.ROWID_NAMES.stream()
            .anyMatch(rowid -> definition.endsWith(suffix(table, rowid)));
  }

  private static String prefix(String index) {
    return "CREATE VIRTUAL TABLE %s USING fts5(".formatted(quote(index));
  }

  private static String suffix(String table, String rowid) {
    return ", content=%s, content_rowid=%s)".formatted(quote(table), rowid);
  }

  private static String list(String prefix, List<String> columns) {
    return columns.stream().map(column -> prefix + quote(column)).collect(Collectors.joining(", "));
  }

  private static String quote(String name) {
    return SqliteStatements.quote(name);
  }
}
