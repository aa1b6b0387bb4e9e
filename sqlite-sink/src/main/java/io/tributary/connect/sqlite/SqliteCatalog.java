package io.tributary.connect.sqlite;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads what tables look like from the file. */
final class SqliteCatalog {
  private static final String COLUMNS =
      """
      SELECT name, type, pk, hidden, "notnull", dflt_value FROM pragma_table_xinfo(?)
      """;

  private static final String UNIQUE_INDEXES =
      """
      SELECT i.name, c.name FROM pragma_index_list(?) i, pragma_index_info(i.name) c
      WHERE i."unique" AND NOT i.partial
      """;

  private static final String LISTED =
      "SELECT type, strict, wr, name FROM pragma_table_list(?) WHERE schema = 'main'";

  private static final String OBJECTS =
      """
      SELECT name FROM sqlite_schema
      WHERE type IN ('index', 'trigger') AND tbl_name = ? COLLATE NOCASE
      """;

  private static final String TRIGGERS =
      "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = ? COLLATE NOCASE";

  /** Finds unique indexes that are about some rows only, or take different values for the same. */
  private static final String DEPENDENCE =
      """
      SELECT i.name FROM pragma_index_list(?) i, pragma_index_xinfo(i.name) c
      WHERE i."unique" AND (i.partial OR (c.key AND c.coll <> 'BINARY'))
      """;

  private static final String TABLE_OF_TRIGGER =
      """
      SELECT tbl_name FROM sqlite_schema WHERE type = 'trigger' AND name = ? COLLATE NOCASE
      """;

  private static final String DEFINITION =
      """
      SELECT sql FROM sqlite_schema
      WHERE type IN ('table', 'view') AND name = ? COLLATE NOCASE
      """;

  private final Statements statements;

  /** Prepares statements, or finds those that are. */
  interface Statements {
    PreparedStatement prepared(String sql) throws SQLException;
  }

  SqliteCatalog(Statements statements) {
    this.statements = statements;
  }

  Optional<SqliteTable> describe(String table) throws SQLException {
    Map<String, SqliteTable.Column> columns = new HashMap<>();
    SortedMap<Integer, String> primaryKey = new TreeMap<>();
    PreparedStatement statement = statements.prepared(COLUMNS);
    statement.setString(1, table);
    try (ResultSet result = statement.executeQuery()) {
      while (result.next()) {
        String column = SqliteStatements.fold(result.getString(1));
        int keyed = result.getInt(3);
        boolean generated = result.getInt(4) != 0;
        columns.put(
            column,
            new SqliteTable.Column(
                result.getString(2),
                result.getBoolean(5),
                result.getString(6),
                keyed > 0,
                generated));
        if (keyed > 0) {
          primaryKey.put(keyed, column);
        }
      }
    }
    if (columns.isEmpty()) {
      return Optional.empty();
    }
    Set<Set<String>> keys = uniqueIndexes(table);
    keys.add(Set.copyOf(primaryKey.values()));
    String parent = first(TABLE_OF_TRIGGER, SqliteSchema.ARRAY_TRIGGER + table);
    // A function that is used like a table has columns, but is in no list.
    String kind = "virtual";
    String name = table;
    List<String> identity = List.of();
    boolean strict = false;
    statement = statements.prepared(LISTED);
    statement.setString(1, table);
    try (ResultSet result = statement.executeQuery()) {
      if (result.next()) {
        kind = result.getString(1);
        name = result.getString(4);
        strict = result.getBoolean(2);
        identity =
            result.getBoolean(3)
                ? primaryKey.values().stream().map(SqliteStatements::quote).toList()
                // A column can have the name, and then it is not the rowid.
                : SqliteTable.ROWID_NAMES.stream()
                    .filter(alias -> !columns.containsKey(alias))
                    .limit(1)
                    .toList();
      }
    }
    return Optional.of(
        new SqliteTable(
            name,
            columns,
            keys,
            objects(table),
            parent,
            kind,
            identity,
            keys.stream().filter(key -> !key.isEmpty()).count() == 1 && isIndependent(table),
            strict));
  }

  /** Returns the statement that made a table, or null if there is none. */
  @Nullable String definition(String table) throws SQLException {
    return first(DEFINITION, table);
  }

  private @Nullable String first(String query, String name) throws SQLException {
    PreparedStatement statement = statements.prepared(query);
    statement.setString(1, name);
    try (ResultSet result = statement.executeQuery()) {
      return result.next() ? result.getString(1) : null;
    }
  }

  /** Returns the names of a table's indexes and triggers. */
  private Set<String> objects(String table) throws SQLException {
    Set<String> objects = new HashSet<>();
    PreparedStatement statement = statements.prepared(OBJECTS);
    statement.setString(1, table);
    try (ResultSet result = statement.executeQuery()) {
      while (result.next()) {
        objects.add(SqliteStatements.fold(result.getString(1)));
      }
    }
    return objects;
  }

  private boolean isIndependent(String table) throws SQLException {
    if (first(DEPENDENCE, table) != null) {
      return false;
    }
    Set<String> own = new HashSet<>();
    SqliteSearchStatements.triggers(table + SqliteIndexes.SEARCH)
        .forEach(trigger -> own.add(SqliteStatements.fold(trigger)));
    SqliteRetentionStatements.triggers(table)
        .forEach(trigger -> own.add(SqliteStatements.fold(trigger)));
    PreparedStatement statement = statements.prepared(TRIGGERS);
    statement.setString(1, table);
    try (ResultSet result = statement.executeQuery()) {
      while (result.next()) {
        String trigger = SqliteStatements.fold(result.getString(1));
        if (!own.contains(trigger) && !trigger.startsWith(SqliteSchema.ARRAY_TRIGGER)) {
          return false;
        }
      }
      return true;
    }
  }

  private Set<Set<String>> uniqueIndexes(String table) throws SQLException {
    Map<String, Set<String>> indexes = new HashMap<>();
    PreparedStatement statement = statements.prepared(UNIQUE_INDEXES);
    statement.setString(1, table);
    try (ResultSet result = statement.executeQuery()) {
      while (result.next()) {
        String column = result.getString(2);
        indexes
            .computeIfAbsent(result.getString(1), index -> new HashSet<>())
            // An expression has no name, and makes an index that no list of columns matches.
            .add(column == null ? "\0" : SqliteStatements.fold(column));
      }
    }
    return new HashSet<>(indexes.values());
  }
}
