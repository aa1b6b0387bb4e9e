package io.tributary.connect.sqlite;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.connect.errors.DataException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The indexes that a configuration asks for, of each table that has their columns: plain ones, and
 * one for full-text search.
 */
final class SqliteIndexes {
  private static final Logger log = LoggerFactory.getLogger(SqliteIndexes.class);

  static final String COLUMN_SEPARATOR = ";";

  private static final String SEARCH = "_fts";

  private final SqliteDatabase database;
  private final List<List<String>> indexes;
  private final List<String> searched;
  private final Set<String> warned = new HashSet<>();

  SqliteIndexes(SqliteDatabase database, SqliteSinkConfig config) {
    this.database = database;
    this.indexes = config.indexes();
    this.searched = config.searchFields();
  }

  /** A statement and what it does, for the log. */
  record Definition(String sql, String done) {}

  /** Returns what is to be done so that the table has its indexes, nothing if it has them. */
  List<Definition> missing(String name, SqliteTable table) throws SQLException {
    List<Definition> missing = new ArrayList<>();
    for (List<String> columns : indexes) {
      String index = name(name, columns);
      if (columns.stream().allMatch(table::has) && !table.objects().contains(index)) {
        missing.add(
            new Definition(
                SqliteStatements.createIndex(index, name, columns),
                "Created index \"%s\"".formatted(index)));
      }
    }
    List<String> text = searched.stream().filter(table::has).toList();
    if (!text.isEmpty()) {
      missing.addAll(missingSearch(name, table, text));
    }
    return missing;
  }

  /** Returns what removes the indexes that keep a column from being changed. */
  List<Definition> inTheWay(String name, SqliteTable table, String column) {
    String folded = SqliteStatements.fold(column);
    List<Definition> inTheWay = new ArrayList<>();
    for (List<String> columns : indexes) {
      String index = name(name, columns);
      if (table.objects().contains(index)
          && columns.stream().map(SqliteStatements::fold).anyMatch(folded::equals)) {
        inTheWay.add(
            new Definition(
                SqliteStatements.dropIndex(index), "Dropped index \"%s\"".formatted(index)));
      }
    }
    if (searched.stream().map(SqliteStatements::fold).anyMatch(folded::equals)) {
      inTheWay.addAll(withoutTriggers(name + SEARCH, table));
    }
    return inTheWay;
  }

  private List<Definition> missingSearch(String name, SqliteTable table, List<String> text)
      throws SQLException {
    String search = name + SEARCH;
    Optional<String> rowid = table.rowid();
    if (rowid.isEmpty()) {
      if (warned.add(SqliteStatements.fold(name))) {
        log.warn("Table \"{}\" has no rowid, so it gets no index for full-text search", name);
      }
      return List.of();
    }
    List<String> statements = SqliteSearchStatements.create(search, name, rowid.get(), text);
    Set<String> triggers = SqliteSearchStatements.triggers(search);
    String present = database.catalog().definition(search);
    if (statements.get(0).equals(present) && table.objects().containsAll(triggers)) {
      return List.of();
    }
    List<Definition> definitions = new ArrayList<>(withoutTriggers(search, table));
    if (present != null) {
      if (!SqliteSearchStatements.isIndexOf(present, search, name)) {
        throw new DataException(
            """
            fts.fields needs the name "%s" for its search index, but something else is called \
            that"""
                .formatted(search));
      }
      definitions.add(
          new Definition(
              SqliteStatements.dropTable(search),
              "Dropped the search index \"%s\" to build it anew".formatted(search)));
    }
    for (String sql : statements) {
      definitions.add(new Definition(sql, "Built the search index \"%s\"".formatted(search)));
    }
    return definitions;
  }

  private static List<Definition> withoutTriggers(String search, SqliteTable table) {
    return SqliteSearchStatements.triggers(search).stream()
        .filter(table.objects()::contains)
        .map(
            trigger ->
                new Definition(
                    SqliteStatements.dropTrigger(trigger),
                    "Dropped trigger \"%s\"".formatted(trigger)))
        .toList();
  }

  private static String name(String table, List<String> columns) {
    return "%s(%s)".formatted(table, String.join(",", columns));
  }
}
