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
  private static final String UNIQUE_INDEXES =
      """
      SELECT i.name, c.name FROM pragma_index_list(?) i, pragma_index_info(i.name) c
      WHERE i."unique" AND NOT i.partial
      """;

  private static final String OBJECTS =
      """
      SELECT name FROM sqlite_schema
      WHERE type IN ('index', 'trigger') AND tbl_name = ? COLLATE NOCASE
      """;

  private static final String DEFINITION =
      """
      SELECT sql FROM sqlite_schema
      WHERE type IN ('table', 'view') AND name = ? COLLATE NOCASE
      """;

  private static final List<String> ROWID_NAMES = List.of("rowid", "_rowid_", "oid");

  private final Statements statements;

  /** Prepares statements, or finds those that are. */
  interface Statements {
    PreparedStatement prepared(String sql) throws SQLException;
  }

  SqliteCatalog(Statements statements) {
    this.statements = statements;
  }

  Optional<SqliteTable> describe(String table) throws SQLException {
    Map<String, String> types = new HashMap<>();
    Set<String> settable = new HashSet<>();
    SortedMap<Integer, String> primaryKey = new TreeMap<>();
    PreparedStatement statement =
        statements.prepared("SELECT name, type, pk, hidden FROM pragma_table_xinfo(?)");
    statement.setString(1, table);
    try (ResultSet result = statement.executeQuery()) {
      while (result.next()) {
        String column = SqliteStatements.fold(result.getString(1));
        types.put(column, result.getString(2));
        if (result.getInt(3) > 0) {
          primaryKey.put(result.getInt(3), column);
        } else if (result.getInt(4) == 0) {
          settable.add(column);
        }
      }
    }
    if (types.isEmpty()) {
      return Optional.empty();
    }
    Set<Set<String>> keys = uniqueIndexes(table);
    keys.add(Set.copyOf(primaryKey.values()));
    boolean strict = false;
    List<String> identity = List.of();
    statement =
        statements.prepared("SELECT strict, wr FROM pragma_table_list(?) WHERE schema = 'main'");
    statement.setString(1, table);
    try (ResultSet result = statement.executeQuery()) {
      if (result.next()) {
        strict = result.getBoolean(1);
        identity =
            result.getBoolean(2)
                ? primaryKey.values().stream().map(SqliteStatements::quote).toList()
                // A column can have the name, and then it is not the rowid.
                : ROWID_NAMES.stream().filter(name -> !types.containsKey(name)).limit(1).toList();
      }
    }
    return Optional.of(new SqliteTable(types, settable, keys, objects(table), identity, strict));
  }

  /** Returns the statement that made a table, or null if there is none. */
  @Nullable String definition(String table) throws SQLException {
    PreparedStatement statement = statements.prepared(DEFINITION);
    statement.setString(1, table);
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
        objects.add(result.getString(1));
      }
    }
    return objects;
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
