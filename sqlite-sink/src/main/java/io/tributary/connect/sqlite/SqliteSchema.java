package io.tributary.connect.sqlite;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates and extends tables, and knows what they look like. */
final class SqliteSchema {
  private static final Logger log = LoggerFactory.getLogger(SqliteSchema.class);

  /** Begins the names of the triggers that delete an array's rows with the row they belong to. */
  static final String ARRAY_TRIGGER = "_tributary_array_";

  private final SqliteDatabase database;
  private final SqliteIndexes indexes;
  private final SqliteRetention retention;
  private final boolean autoCreate;
  private final boolean autoEvolve;
  private final Runnable changed;
  private final Map<String, Optional<SqliteTable>> tables = new HashMap<>();
  private final Set<String> indexed = new HashSet<>();
  private final List<String> news = new ArrayList<>();
  private int version = -1;

  private final Map<String, Refusal> refusals = new HashMap<>();
  private int refusalsVersion;

  /**
   * Why a column keeps its type: remembered, since finding out reads or even rewrites the table.
   *
   * @param lasting whether that only changes with the schema, not with the rows
   */
  private record Refusal(String reason, boolean lasting) {}

  /**
   * @param changed told when what this has said of tables no longer holds
   */
  SqliteSchema(
      SqliteDatabase database,
      SqliteSinkConfig config,
      SqliteRetention retention,
      Runnable changed) {
    this.database = database;
    this.indexes = new SqliteIndexes(database, config);
    this.retention = retention;
    this.autoCreate = config.autoCreate();
    this.autoEvolve = config.autoEvolve();
    this.changed = changed;
  }

  void begun() throws SQLException {
    int found = database.schemaVersion();
    boolean same = found == refusalsVersion;
    refusals.values().removeIf(refusal -> !same || !refusal.lasting);
    refusalsVersion = found;
    if (found != version) {
      forget();
      version = found;
    }
  }

  void committed() {
    if (!indexed.isEmpty()) {
      indexes.warnOfUnseen();
    }
    news.forEach(log::info);
    news.clear();
  }

  void rolledBack() {
    news.clear();
    forget();
    version = -1;
  }

  /**
   * Returns a table if it is there.
   *
   * @throws DataException if the name is that of something else
   */
  Optional<SqliteTable> find(String name) throws SQLException {
    Optional<SqliteTable> found = known(name);
    if (found.isPresent() && !found.get().isTable()) {
      throw new DataException(
          "the name \"%s\" is not one of a table but of a %s one: set table.name.format to another"
              .formatted(name, found.get().kind()));
    }
    return found;
  }

  private Optional<SqliteTable> known(String name) throws SQLException {
    String folded = SqliteStatements.fold(name);
    Optional<SqliteTable> known = tables.get(folded);
    if (known == null) {
      known = database.catalog().describe(name);
      tables.put(folded, known);
    }
    return known;
  }

  /** Returns the table of a shape after creating it or adding to it what the shape has more. */
  SqliteTable prepare(SqliteShape shape) throws SQLException {
    requireNoArray(shape);
    for (SqliteIndexes.Definition missing : retention.missing(shape.table(), fit(shape))) {
      define(missing.sql(), missing.done());
    }
    return find(shape.table()).orElseThrow();
  }

  /**
   * Refuses a table whose rows are elements of an array: they come and go with another table's.
   *
   * @throws DataException naming both tables
   */
  void requireNoArray(SqliteShape shape) throws SQLException {
    String parent = find(shape.table()).map(SqliteTable::arrayOf).orElse(null);
    if (parent != null) {
      throw new DataException(
          """
          the table "%s" holds an array of the table "%s": set table.name.format, or fields.rename \
          for the array, so that they are two tables"""
              .formatted(shape.table(), parent));
    }
  }

  /** Like {@link #prepare}, for the rows that go with a row of the parent table. */
  SqliteTable prepareArray(String parent, SqliteColumns parentKey, SqliteShape shape)
      throws SQLException {
    requireArray(parent, shape);
    SqliteTable table = fit(shape);
    String trigger = ARRAY_TRIGGER + shape.table();
    if (autoCreate && !find(parent).orElseThrow().hasObject(trigger)) {
      define(
          SqliteStatements.createArrayTrigger(trigger, parent, shape.table(), parentKey.names()),
          "Rows of table \"%s\" go with those of \"%s\"".formatted(shape.table(), parent));
    }
    return table;
  }

  /** Returns the tables that hold arrays of this table's rows. */
  static Set<String> arraysOf(SqliteTable table) {
    return table.objects().stream()
        .filter(name -> name.startsWith(ARRAY_TRIGGER))
        .map(name -> name.substring(ARRAY_TRIGGER.length()))
        .collect(Collectors.toSet());
  }

  /** Says whether a table holds an array of the rows of a shape, whoever made it. */
  boolean isArrayOf(SqliteShape parent, String name) throws SQLException {
    // Without a key nothing tells which row an element belongs to.
    return parent.key().size() > 0
        && isArrayOf(parent.table(), parent.key().plus(SqliteMapper.ORDINAL), known(name));
  }

  private static boolean isArrayOf(String parent, SqliteColumns key, Optional<SqliteTable> found) {
    return found.isPresent()
        && found.get().isTable()
        && found.get().isKey(key.names())
        && (found.get().arrayOf() == null
            || SqliteStatements.fold(parent).equals(SqliteStatements.fold(found.get().arrayOf())));
  }

  /** Says whether the order of changes to rows with different keys makes no difference. */
  boolean isIndependent(String name) throws SQLException {
    Optional<SqliteTable> table = known(name);
    if (table.isEmpty()) {
      return true;
    }
    for (String array : arraysOf(table.get())) {
      Optional<SqliteTable> elements = known(array);
      if (elements.isPresent() && !elements.get().independent()) {
        return false;
      }
    }
    return table.get().independent();
  }

  /** Refuses a table that is there for something else, because an array replaces rows. */
  private void requireArray(String parent, SqliteShape shape) throws SQLException {
    Optional<SqliteTable> existing = find(shape.table());
    if (existing.isPresent() && !isArrayOf(parent, shape.key(), existing)) {
      throw new DataException(
          """
          its array needs the table "%s" with the key %s, but there is another table of that name: \
          set fields.rename for the array, or table.name.format"""
              .formatted(shape.table(), shape.key().names()));
    }
  }

  private SqliteTable fit(SqliteShape shape) throws SQLException {
    SqliteTable found = existing(shape);
    SqliteTypeCheck.requireWidenable(shape, found);
    SqliteTable table = relax(shape, widen(shape, evolve(shape, found)));
    String folded = SqliteStatements.fold(shape.table());
    if (indexed.contains(folded)) {
      return table;
    }
    for (SqliteIndexes.Definition missing : indexes.missing(table)) {
      define(missing.sql(), missing.done());
    }
    indexed.add(folded);
    return find(shape.table()).orElseThrow();
  }

  private SqliteTable existing(SqliteShape shape) throws SQLException {
    Optional<SqliteTable> existing = find(shape.table());
    if (existing.isPresent()) {
      return existing.get();
    }
    if (!autoCreate) {
      throw new DataException(
          "the table \"%s\" does not exist and auto.create is false".formatted(shape.table()));
    }
    List<SqliteColumn> typed =
        shape.rest().list().stream().filter(column -> column.type().isKnown()).toList();
    if (shape.key().size() == 0 && typed.isEmpty()) {
      throw new DataException("it has no field with a value, so no table can be made for it");
    }
    define(
        SqliteStatements.createTable(shape.table(), shape.key(), typed),
        "Created table \"%s\"".formatted(shape.table()));
    return find(shape.table()).orElseThrow();
  }

  private SqliteTable evolve(SqliteShape shape, SqliteTable table) throws SQLException {
    List<SqliteColumn> missing =
        Stream.concat(shape.key().list().stream(), shape.rest().list().stream())
            .filter(column -> column.type().isKnown())
            .filter(column -> !table.has(column.name()))
            .toList();
    if (missing.isEmpty()) {
      return table;
    }
    if (!autoEvolve) {
      throw new DataException(
          "the table \"%s\" has no column for %s and auto.evolve is false"
              .formatted(shape.table(), missing.stream().map(SqliteColumn::name).toList()));
    }
    for (SqliteColumn column : missing) {
      define(
          SqliteStatements.addColumn(shape.table(), column),
          "Added column \"%s\" %s to table \"%s\""
              .formatted(column.name(), column.type(), shape.table()));
    }
    return find(shape.table()).orElseThrow();
  }

  /** Makes whole numbers fractions where a record needs it, if nothing is lost by that. */
  private SqliteTable widen(SqliteShape shape, SqliteTable table) throws SQLException {
    if (!autoEvolve || !table.strict()) {
      return table;
    }
    List<SqliteColumn> narrow =
        shape.rest().list().stream()
            .filter(column -> column.type() == ColumnType.REAL)
            .filter(column -> table.isInteger(column.name()))
            .toList();
    for (SqliteColumn column : narrow) {
      widen(shape.table(), find(shape.table()).orElseThrow(), column);
    }
    return find(shape.table()).orElseThrow();
  }

  private void widen(String name, SqliteTable table, SqliteColumn column) throws SQLException {
    String key = SqliteStatements.fold(name + '\0' + column.name());
    Refusal known = refusals.get(key);
    if (known != null) {
      throw cannotWiden(name, column, known, null);
    }
    // The rows to be widened may still be on their way.
    database.flush();
    if (database.finds(SqliteStatements.findUnwidenable(name, column.name()))) {
      var refusal = new Refusal("it holds numbers that REAL would round", false);
      refusals.put(key, refusal);
      throw cannotWiden(name, column, refusal, null);
    }
    String definition = database.catalog().definition(name);
    if (definition == null || SqliteStatements.hasConstraints(definition)) {
      var refusal = new Refusal("its constraints would be lost", true);
      refusals.put(key, refusal);
      throw cannotWiden(name, column, refusal, null);
    }
    String done =
        "Widened column \"%s\" of table \"%s\" from INTEGER to REAL".formatted(column.name(), name);
    SqliteTable.Column present = Objects.requireNonNull(table.column(column.name()));
    try {
      for (SqliteIndexes.Definition inTheWay : indexes.inTheWay(table, column.name())) {
        define(inTheWay.sql(), inTheWay.done());
      }
      for (String sql : SqliteStatements.widen(name, column, present)) {
        define(sql, done);
      }
    } catch (DataException e) {
      var refusal = new Refusal("something else refers to it", true);
      refusals.put(key, refusal);
      throw cannotWiden(name, column, refusal, e);
    }
  }

  /** Lets columns be null that no longer have a value in every record. */
  private SqliteTable relax(SqliteShape shape, SqliteTable table) throws SQLException {
    Map<String, SqliteColumn> carried = new HashMap<>();
    Stream.concat(shape.key().list().stream(), shape.rest().list().stream())
        .forEach(column -> carried.put(SqliteStatements.fold(column.name()), column));
    List<String> needless =
        table.columns().entrySet().stream()
            .filter(column -> column.getValue().notNull() && column.getValue().isSettable())
            .filter(column -> mayBeNull(carried.get(column.getKey()), column.getValue()))
            .map(Map.Entry::getKey)
            .toList();
    if (!autoEvolve || needless.isEmpty()) {
      return table;
    }
    String definition = database.catalog().definition(table.name());
    if (definition == null || !SqliteStatements.isMadeHere(definition, table.name())) {
      // In a table of your own it is a rule that you have made.
      return table;
    }
    for (String column : needless) {
      define(
          SqliteStatements.allowNull(table.name(), column),
          "Column \"%s\" of table \"%s\" may be null from now on".formatted(column, table.name()));
    }
    return find(shape.table()).orElseThrow();
  }

  private static boolean mayBeNull(@Nullable SqliteColumn carried, SqliteTable.Column present) {
    return carried == null
        ? present.preset() == null
        : !carried.required() && carried.type() != ColumnType.UNCHANGED;
  }

  private static DataException cannotWiden(
      String table, SqliteColumn column, Refusal refusal, @Nullable Exception cause) {
    return new DataException(
        "its field for the column \"%s\" is REAL, but the table \"%s\" has it as INTEGER and %s"
            .formatted(column.name(), table, refusal.reason),
        cause);
  }

  private void define(String sql, String done) throws SQLException {
    try {
      database.define(sql);
    } catch (SQLException e) {
      if (SqliteFailure.isRefusedStatement(e)) {
        throw new DataException("SQLite refuses the table it needs: " + e.getMessage(), e);
      }
      throw e;
    }
    if (!news.contains(done)) {
      news.add(done);
    }
    forget();
  }

  private void forget() {
    tables.clear();
    indexed.clear();
    changed.run();
  }
}
