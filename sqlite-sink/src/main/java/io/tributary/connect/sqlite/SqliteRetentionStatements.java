package io.tributary.connect.sqlite;

import java.util.List;
import java.util.Set;

/** The statements that count rows and delete old ones. Names are quoted, never spliced. */
final class SqliteRetentionStatements {
  static final String ROWS = "SELECT row_count FROM _tributary_rows WHERE table_name = ?";

  private static final String PREFIX = "_tributary_rows_";

  // Seconds since 1970 are below it until the year 5138: not taken for ancient milliseconds.
  private static final long LEAST_MILLIS = 100_000_000_000L;
  private static final String ISO_DATE = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]*";

  private SqliteRetentionStatements() {}

  /** Returns what counts a table's rows and keeps the number, whoever writes to it. */
  static List<String> count(String table) {
    String name = "'" + SqliteStatements.fold(table).replace("'", "''") + "'";
    return List.of(
        """
        CREATE TABLE IF NOT EXISTS _tributary_rows (
          table_name TEXT PRIMARY KEY,
          row_count INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID
        """,
        """
        INSERT INTO _tributary_rows SELECT %s, count(*) FROM %s WHERE true
        ON CONFLICT DO UPDATE SET row_count = excluded.row_count"""
            .formatted(name, quote(table)),
        "DROP TRIGGER IF EXISTS " + quote(trigger("insert", table)),
        "DROP TRIGGER IF EXISTS " + quote(trigger("delete", table)),
        trigger("insert", table, "+", name),
        trigger("delete", table, "-", name));
  }

  static Set<String> triggers(String table) {
    return Set.of(trigger("insert", table), trigger("delete", table));
  }

  /** The parameter is how many. */
  static String deleteFirst(String table, List<String> identity, List<String> order) {
    return delete(table, identity, "true", String.join(", ", order));
  }

  /** Parameters are the oldest text that stays, and how many to delete at most. */
  static String deleteBeforeText(String table, List<String> identity, String column) {
    String condition = "%1$s >= '' AND %1$s < ? AND %1$s GLOB '%2$s'";
    return delete(table, identity, condition.formatted(quote(column), ISO_DATE), quote(column));
  }

  /** Parameters are the lowest number that stays, and how many to delete at most. */
  static String deleteBeforeNumber(String table, List<String> identity, String column) {
    String condition = "%1$s >= %2$d AND %1$s < ?";
    return delete(table, identity, condition.formatted(quote(column), LEAST_MILLIS), quote(column));
  }

  private static String delete(
      String table, List<String> identity, String condition, String order) {
    return "DELETE FROM %1$s WHERE (%2$s) IN (SELECT %2$s FROM %1$s WHERE %3$s ORDER BY %4$s LIMIT ?)"
        .formatted(quote(table), String.join(", ", identity), condition, order);
  }

  private static String trigger(String event, String table) {
    // However a record spells it: to SQLite it is one table.
    return PREFIX + event + "_" + SqliteStatements.fold(table);
  }

  private static String trigger(String event, String table, String sign, String name) {
    return """
    CREATE TRIGGER %s AFTER %s ON %s BEGIN
      UPDATE _tributary_rows SET row_count = row_count %s 1 WHERE table_name = %s;
    END"""
        .formatted(quote(trigger(event, table)), event, quote(table), sign, name);
  }

  private static String quote(String name) {
    return SqliteStatements.quote(name);
  }
}
