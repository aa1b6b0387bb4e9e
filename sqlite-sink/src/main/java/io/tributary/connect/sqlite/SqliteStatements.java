package io.tributary.connect.sqlite;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The text of every statement that depends on a record. Names are quoted, never spliced. */
final class SqliteStatements {
  private static final String WIDENED = "_tributary_widened";

  private static final Pattern QUOTED =
      Pattern.compile("\"[^\"]*\"|'[^']*'|`[^`]*`|\\[[^]]*]|--[^\n]*|(?s:/\\*.*?\\*/)");
  private static final Pattern CONSTRAINT =
      Pattern.compile("\\b(CHECK|REFERENCES|COLLATE)\\b", Pattern.CASE_INSENSITIVE);

  private SqliteStatements() {}

  static String createTable(String table, SqliteColumns key, List<SqliteColumn> rest) {
    Stream<String> columns =
        Stream.concat(
            Stream.concat(stream(key), rest.stream()).map(SqliteStatements::definition),
            key.size() == 0
                ? Stream.empty()
                : Stream.of("PRIMARY KEY (%s)".formatted(list(key.names()))));
    return "CREATE TABLE %s (%s) STRICT"
        .formatted(quote(table), columns.collect(Collectors.joining(", ")));
  }

  static String addColumn(String table, SqliteColumn column) {
    // Existing rows need a value: without a default the column cannot be NOT NULL.
    SqliteColumn added =
        column.defaultValue() == null
            ? SqliteColumn.optional(column.name(), column.type())
            : column;
    return "ALTER TABLE %s ADD COLUMN %s".formatted(quote(table), definition(added));
  }

  static String insert(String table, Collection<String> columns, int rows) {
    return columns.isEmpty()
        ? "INSERT INTO %s DEFAULT VALUES".formatted(quote(table))
        : insertInto(quote(table), columns, rows);
  }

  /**
   * Inserts a row if, or unless, the row it belongs to exists. Parameters are the columns, then the
   * parent's key.
   *
   * @param condition EXISTS or NOT EXISTS
   */
  static String insertIf(
      String condition,
      String table,
      Collection<String> columns,
      String parent,
      Collection<String> parentKey) {
    return "INSERT INTO %s (%s) SELECT %s WHERE %s (SELECT 1 FROM %s WHERE %s)"
        .formatted(
            quote(table),
            list(columns),
            columns.stream().map(column -> "?").collect(Collectors.joining(", ")),
            condition,
            quote(parent),
            matching(parentKey));
  }

  /** Deletes the rows of an array with the row they belong to, whoever deletes that. */
  static String createArrayTrigger(
      String trigger, String parent, String table, Collection<String> parentKey) {
    return "CREATE TRIGGER %s AFTER DELETE ON %s BEGIN DELETE FROM %s WHERE %s; END"
        .formatted(
            quote(trigger),
            quote(parent),
            quote(table),
            parentKey.stream()
                .map(SqliteStatements::quote)
                .map("%1$s = old.%1$s"::formatted)
                .collect(Collectors.joining(" AND ")));
  }

  /** Finds a whole number beyond 2^53, up to which every one is exact as a REAL too. */
  static String findUnwidenable(String table, String column) {
    return "SELECT 1 FROM %s WHERE %s NOT BETWEEN %d AND %d LIMIT 1"
        .formatted(quote(table), quote(column), -SqliteFit.EXACT, SqliteFit.EXACT);
  }

  /**
   * Gives a column the type REAL, for which SQLite has no statement of its own.
   *
   * @param present what the column is like; NOT NULL and the default stay
   */
  static List<String> widen(String table, SqliteColumn column, SqliteTable.Column present) {
    String name = quote(table);
    String preset =
        column.defaultValue() == null ? present.preset() : literal(column.defaultValue());
    List<String> statements = new ArrayList<>();
    statements.add(
        "ALTER TABLE %s ADD COLUMN %s REAL%s"
            .formatted(name, WIDENED, preset == null ? "" : " DEFAULT (" + preset + ")"));
    statements.add("UPDATE %s SET %s = %s".formatted(name, WIDENED, quote(column.name())));
    statements.add("ALTER TABLE %s DROP COLUMN %s".formatted(name, quote(column.name())));
    statements.add(
        "ALTER TABLE %s RENAME COLUMN %s TO %s".formatted(name, WIDENED, quote(column.name())));
    if (present.notNull()) {
      statements.add(
          "ALTER TABLE %s ALTER COLUMN %s SET NOT NULL".formatted(name, quote(column.name())));
    }
    return statements;
  }

  static String allowNull(String table, String column) {
    return "ALTER TABLE %s ALTER COLUMN %s DROP NOT NULL".formatted(quote(table), quote(column));
  }

  /** Says whether a table was made by {@link #createTable}, not by somebody else. */
  static boolean isMadeHere(String definition, String table) {
    return definition.startsWith("CREATE TABLE " + quote(table) + " (\"")
        && definition.endsWith(") STRICT");
  }

  /** Says whether a table has constraints that go, unnoticed, with the column they are about. */
  static boolean hasConstraints(String definition) {
    return CONSTRAINT.matcher(QUOTED.matcher(definition).replaceAll(" ")).find();
  }

  static String createIndex(String index, String table, Collection<String> columns) {
    return "CREATE INDEX %s ON %s (%s)".formatted(quote(index), quote(table), list(columns));
  }

  static String dropIndex(String index) {
    return "DROP INDEX " + quote(index);
  }

  static String dropTrigger(String trigger) {
    return "DROP TRIGGER " + quote(trigger);
  }

  static String dropTable(String table) {
    return "DROP TABLE " + quote(table);
  }

  /** Passes over rows whose key exists, or without a key those that any unique index refuses. */
  static String insertOrIgnore(
      String table, Collection<String> key, Collection<String> columns, int rows) {
    if (columns.isEmpty()) {
      return "INSERT OR IGNORE INTO %s DEFAULT VALUES".formatted(quote(table));
    }
    return key.isEmpty()
        ? insert(table, columns, rows) + " ON CONFLICT DO NOTHING"
        : "%s ON CONFLICT (%s) DO NOTHING".formatted(insert(table, columns, rows), list(key));
  }

  /**
   * Parameters are the key, then the rest, of each row. Columns that are not named keep their
   * values.
   *
   * @param changed the columns that change where the row exists: those that are not in the rest get
   *     their default. The row stays the same to triggers, foreign keys and search indexes, unlike
   *     with INSERT OR REPLACE, and a second unique index never costs another row.
   */
  static String upsert(
      String table,
      Collection<String> key,
      Collection<String> rest,
      Collection<String> changed,
      int rows) {
    List<String> columns = Stream.concat(key.stream(), rest.stream()).toList();
    if (changed.isEmpty()) {
      return insertOrIgnore(table, key, columns, rows);
    }
    // Without another name for a table of that name, "excluded" would mean the row that is there.
    String target = quote(table) + (fold(table).equals("excluded") ? " AS present" : "");
    return "%s ON CONFLICT (%s) DO UPDATE SET %s"
        .formatted(
            insertInto(target, columns, rows),
            list(key),
            changed.stream()
                .map(SqliteStatements::quote)
                .map("%1$s = excluded.%1$s"::formatted)
                .collect(Collectors.joining(", ")));
  }

  /** Parameters are the rest, then the key. */
  static String update(String table, Collection<String> key, Collection<String> rest) {
    return update(table, key, rest, Map.of());
  }

  /**
   * Parameters are the rest, then the key.
   *
   * @param others what other columns are set to, as it is written in a statement
   */
  static String update(
      String table, Collection<String> key, Collection<String> rest, Map<String, String> others) {
    Stream<String> carried = rest.stream().map(column -> quote(column) + " = ?");
    Stream<String> set =
        others.entrySet().stream()
            .map(other -> quote(other.getKey()) + " = (" + other.getValue() + ")");
    return "UPDATE %s SET %s WHERE %s"
        .formatted(
            quote(table),
            Stream.concat(carried, set).collect(Collectors.joining(", ")),
            matching(key));
  }

  static String delete(String table, Collection<String> key) {
    return "DELETE FROM %s WHERE %s".formatted(quote(table), matching(key));
  }

  static String deleteAll(String table) {
    return "DELETE FROM " + quote(table);
  }

  static String quote(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /** Returns what SQLite compares names by: it folds A-Z and no other letters. */
  static String fold(String name) {
    for (int i = 0; i < name.length(); i++) {
      if (isUpper(name.charAt(i))) {
        var folded = new StringBuilder(name);
        for (int j = i; j < folded.length(); j++) {
          char c = folded.charAt(j);
          folded.setCharAt(j, isUpper(c) ? (char) (c + 'a' - 'A') : c);
        }
        return folded.toString();
      }
    }
    return name;
  }

  private static String insertInto(String target, Collection<String> columns, int rows) {
    String row = columns.stream().map(column -> "?").collect(Collectors.joining(", ", "(", ")"));
    return "INSERT INTO %s (%s) VALUES %s"
        .formatted(target, list(columns), String.join(", ", Collections.nCopies(rows, row)));
  }

  private static String matching(Collection<String> key) {
    return key.stream().map(column -> quote(column) + " = ?").collect(Collectors.joining(" AND "));
  }

  private static boolean isUpper(char c) {
    return c >= 'A' && c <= 'Z';
  }

  private static Stream<SqliteColumn> stream(SqliteColumns columns) {
    return columns.list().stream();
  }

  private static String list(Collection<String> names) {
    return names.stream().map(SqliteStatements::quote).collect(Collectors.joining(", "));
  }

  private static String definition(SqliteColumn column) {
    var text = new StringBuilder(quote(column.name())).append(' ').append(column.type());
    if (column.required()) {
      text.append(" NOT NULL");
    }
    if (column.defaultValue() != null) {
      text.append(" DEFAULT ").append(literal(column.defaultValue()));
    }
    return text.toString();
  }

  private static String literal(Object value) {
    if (value instanceof byte[] bytes) {
      return "X'%s'".formatted(HexFormat.of().formatHex(bytes));
    }
    if (value instanceof Double number && number.isInfinite()) {
      return number > 0 ? "9e999" : "-9e999";
    }
    if (value instanceof String text) {
      // A NUL would end the statement, so such a text is given by its bytes.
      return text.indexOf('\0') < 0
          ? "'%s'".formatted(text.replace("'", "''"))
          : "(CAST(%s AS TEXT))".formatted(literal(text.getBytes(StandardCharsets.UTF_8)));
    }
    return value.toString();
  }
}
