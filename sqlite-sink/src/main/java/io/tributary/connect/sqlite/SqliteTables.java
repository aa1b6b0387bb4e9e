package io.tributary.connect.sqlite;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes tables follow the records: creates and extends them, and finds each change's statement. */
final class SqliteTables {
  private static final Logger log = LoggerFactory.getLogger(SqliteTables.class);
  private static final int PLANS = 1024;

  private final SqliteDatabase database;
  private final InsertMode insertMode;
  private final boolean autoCreate;
  private final boolean autoEvolve;
  private final Map<String, SqliteTable> tables = new HashMap<>();
  private final LruCache<SqliteShape, Plan> writes = new LruCache<>(PLANS);
  private final LruCache<SqliteShape, Plan> deletes = new LruCache<>(PLANS);
  private final List<String> news = new ArrayList<>();
  private int schemaVersion = -1;

  /** A shape's statement and which of the change's values are its parameters. */
  private static final class Plan {
    static final Plan NOTHING = new Plan(null, new int[0]);

    final @Nullable String sql;
    final int[] picked;

    Plan(@Nullable String sql, int[] picked) {
      this.sql = sql;
      this.picked = picked;
    }
  }

  SqliteTables(SqliteDatabase database, SqliteSinkConfig config) {
    this.database = database;
    this.insertMode = config.insertMode();
    this.autoCreate = config.autoCreate();
    this.autoEvolve = config.autoEvolve();
  }

  /** To be called when a transaction has begun: others may have changed tables before it. */
  void begun() throws SQLException {
    int version = database.schemaVersion();
    if (version != schemaVersion) {
      forget();
      schemaVersion = version;
    }
  }

  void committed() {
    news.forEach(log::info);
    news.clear();
  }

  /** To be called when the transaction, or a part of it, has been undone. */
  void rolledBack() {
    news.clear();
    forget();
    schemaVersion = -1;
  }

  /**
   * Adds the change to the database's batch, changing its table first if need be.
   *
   * @throws DataException if the change does not fit the table
   */
  void apply(SqliteChange.Statement change) throws SQLException {
    LruCache<SqliteShape, Plan> plans = change instanceof SqliteChange.Delete ? deletes : writes;
    Plan plan = plans.find(change.shape());
    if (plan == null) {
      change.shape().check();
      plan =
          change instanceof SqliteChange.Delete
              ? planDelete(change.shape())
              : planWrite(change.shape());
      plans.put(change.shape(), plan);
    }
    if (plan.sql != null) {
      database.add(plan.sql, change.values(), plan.picked);
    }
  }

  private Plan planDelete(SqliteShape shape) throws SQLException {
    Optional<SqliteTable> table = table(shape.table());
    if (table.isEmpty()) {
      return Plan.NOTHING;
    }
    List<String> key = shape.key().names();
    for (String column : key) {
      if (!table.get().has(column)) {
        throw new DataException(
            "the table \"%s\" has no column \"%s\" to find the row by"
                .formatted(shape.table(), column));
      }
    }
    return new Plan(
        SqliteStatements.delete(shape.table(), key), IntStream.range(0, key.size()).toArray());
  }

  private Plan planWrite(SqliteShape shape) throws SQLException {
    SqliteTable table = evolve(shape, tableFor(shape));
    List<String> key = shape.key().names();
    if (insertMode != InsertMode.INSERT && !key.isEmpty() && !table.keys().contains(folded(key))) {
      throw new DataException(
          "its key is %s, but the table \"%s\" has neither a primary key nor a unique index on that"
              .formatted(key, shape.table()));
    }
    List<String> rest = new ArrayList<>();
    IntStream.Builder restPicked = IntStream.builder();
    for (int i = 0; i < shape.rest().size(); i++) {
      String column = shape.rest().list().get(i).name();
      // Nothing is lost with the others: they are nulls without a type.
      if (table.has(column)) {
        rest.add(column);
        restPicked.add(key.size() + i);
      }
    }
    int[] picked = IntStream.concat(IntStream.range(0, key.size()), restPicked.build()).toArray();
    List<String> all = Stream.concat(key.stream(), rest.stream()).toList();
    String name = shape.table();
    return switch (insertMode) {
      case UPSERT -> new Plan(SqliteStatements.upsert(name, key, rest), picked);
      case REPLACE ->
          new Plan(SqliteStatements.upsert(name, key, rest, changed(table, key)), picked);
      case INSERT -> new Plan(SqliteStatements.insert(name, all), picked);
      case INSERT_OR_IGNORE -> new Plan(SqliteStatements.insertOrIgnore(name, key, all), picked);
      case UPDATE ->
          rest.isEmpty()
              ? Plan.NOTHING
              : new Plan(SqliteStatements.update(name, key, rest), keyLast(picked, key.size()));
    };
  }

  /** Returns what a replaced row gets anew: all that can be set and does not find it. */
  private static List<String> changed(SqliteTable table, List<String> key) {
    Set<String> kept = folded(key);
    return table.settable().stream().filter(column -> !kept.contains(column)).sorted().toList();
  }

  private static int[] keyLast(int[] picked, int keySize) {
    return IntStream.concat(
            Arrays.stream(picked, keySize, picked.length), Arrays.stream(picked, 0, keySize))
        .toArray();
  }

  private SqliteTable tableFor(SqliteShape shape) throws SQLException {
    Optional<SqliteTable> existing = table(shape.table());
    if (existing.isPresent()) {
      return existing.get();
    }
    if (!autoCreate) {
      throw new DataException(
          "the table \"%s\" does not exist and auto.create is false".formatted(shape.table()));
    }
    List<SqliteColumn> typed =
        shape.rest().list().stream().filter(column -> column.type() != ColumnType.UNTYPED).toList();
    if (shape.key().size() == 0 && typed.isEmpty()) {
      throw new DataException("it has no field with a value, so no table can be made for it");
    }
    define(
        SqliteStatements.createTable(shape.table(), shape.key(), typed),
        "Created table \"%s\"".formatted(shape.table()));
    return table(shape.table()).orElseThrow();
  }

  private SqliteTable evolve(SqliteShape shape, SqliteTable table) throws SQLException {
    List<SqliteColumn> missing =
        Stream.concat(shape.key().list().stream(), shape.rest().list().stream())
            .filter(column -> column.type() != ColumnType.UNTYPED)
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
    return table(shape.table()).orElseThrow();
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
    news.add(done);
    forget();
  }

  private Optional<SqliteTable> table(String name) throws SQLException {
    String folded = SqliteStatements.fold(name);
    SqliteTable known = tables.get(folded);
    if (known != null) {
      return Optional.of(known);
    }
    Optional<SqliteTable> table = database.describe(name);
    table.ifPresent(found -> tables.put(folded, found));
    return table;
  }

  private void forget() {
    tables.clear();
    writes.clear();
    deletes.clear();
  }

  private static Set<String> folded(List<String> names) {
    Set<String> folded = new HashSet<>();
    names.forEach(name -> folded.add(SqliteStatements.fold(name)));
    return folded;
  }
}
