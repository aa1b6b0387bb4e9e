package io.tributary.connect.sqlite;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
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

  static final String SEARCH = "_fts";

  private final SqliteDatabase database;
  private final List<List<String>> indexes;
  private final List<String> searched;
  private final Set<String> warned = new HashSet<>();
  private final Set<String> unseen = new TreeSet<>();

  SqliteIndexes(SqliteDatabase database, SqliteSinkConfig config) {
    this.database = database;
    this.indexes = config.indexes();
    this.searched = config.searchFields();
    indexes.forEach(unseen::addAll);
    unseen.addAll(searched);
  }

  /** A statement and what it does, for the log. */
  record Definition(String sql, String done) {}

  /** Returns what is to be done so that the table has its indexes, nothing if it has them. */
  List<Definition> missing(SqliteTable table) throws SQLException {
    // However a record spells it: to SQLite it is one table, and what is derived has one name.
    String name = table.name();
    unseen.removeIf(table::has);
    List<Definition> missing = new ArrayList<>();
    for (List<String> columns : indexes) {
      String index = name(name, columns);
      if (columns.stream().allMatch(table::has) && !table.hasObject(index)) {
        missing.add(
            new Definition(
                SqliteStatements.createIndex(index, name, columns),
                "Created index \"%s\"".formatted(index)));
      }
    }
    List<String> text = searched.stream().filter(table::has).toList();
    if (!text.isEmpty()) {
      missing.addAll(missingSearch(table, text));
    }
    return missing;
  }

  /** Says once which columns no table has had so far: they may be misspelt. */
  void warnOfUnseen() {
    if (!unseen.isEmpty()) {
      log.warn("No table has the columns {} yet, which indexes or fts.fields name", unseen);
      unseen.clear();
    }
  }

  /** Returns what removes the indexes that keep a column from being changed. */
  List<Definition> inTheWay(SqliteTable table, String column) throws SQLException {
    List<Definition> definitions = new ArrayList<>();
    for (List<String> columns : indexes) {
      String index = name(table.name(), columns);
      if (names(columns, column) && table.hasObject(index)) {
        definitions.add(
            new Definition(
                SqliteStatements.dropIndex(index), "Dropped index \"%s\"".formatted(index)));
      }
    }
    String search = table.name() + SEARCH;
    String present = database.catalog().definition(search);
    if (names(searched, column)
        && present != null
        && SqliteSearchStatements.isIndexOf(present, search, table.name())) {
      definitions.addAll(dropSearch(table, true));
    }
    return definitions;
  }

  private static boolean names(List<String> columns, String column) {
    String folded = SqliteStatements.fold(column);
    return columns.stream().map(SqliteStatements::fold).anyMatch(folded::equals);
  }

  private static List<Definition> dropSearch(SqliteTable table, boolean present) {
    String search = table.name() + SEARCH;
    List<Definition> definitions = new ArrayList<>();
    for (String trigger : SqliteSearchStatements.triggers(search)) {
      if (table.hasObject(trigger)) {
        definitions.add(
            new Definition(
                SqliteStatements.dropTrigger(trigger),
                "Dropped trigger \"%s\"".formatted(trigger)));
      }
    }
    if (present) {
      definitions.add(
          new Definition(
              SqliteStatements.dropTable(search),
              "Dropped the search index \"%s\" to build it anew".formatted(search)));
    }
    return definitions;
  }

  private List<Definition> missingSearch(SqliteTable table, List<String> text) throws SQLException {
    String name = table.name();
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
    if (statements.get(0).equals(present) && triggers.stream().allMatch(table::hasObject)) {
      return List.of();
    }
    if (present != null && !SqliteSearchStatements.isIndexOf(present, search, name)) {
      throw new DataException(
          """
          fts.fields needs the name "%s" for its search index, but something else is called \
          that"""
              .formatted(search));
    }
    List<Definition> definitions = new ArrayList<>(dropSearch(table, present != null));
    for (String sql : statements) {
      definitions.add(new Definition(sql, "Built the search index \"%s\"".formatted(search)));
    }
    return definitions;
  }

  private static String name(String table, List<String> columns) {
    return "%s(%s)".formatted(table, String.join(",", columns));
  }
}
