package io.tributary.connect.sqlite;

import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** Finds each change's statements; the schema makes its tables fit before. */
final class SqliteTables {
  private static final int PLANS = 1024;

  private final SqliteDatabase database;
  private final InsertMode insertMode;
  private final boolean sorts;
  private final SqliteSchema schema;
  private final SqlitePlanner planner;
  private final LruCache<SqliteShape, SqlitePlanner.Plan> writes = new LruCache<>(PLANS);
  private final LruCache<SqliteShape, SqlitePlanner.Plan> deletes = new LruCache<>(PLANS);
  private final LruCache<ArrayKey, SqlitePlanner.ArrayPlan> arrays = new LruCache<>(PLANS);

  private record ArrayKey(String parent, SqliteShape shape, boolean empty) {
    static ArrayKey of(SqliteChange.Statement change, SqliteChange.Elements array) {
      return new ArrayKey(change.shape().table(), array.shape(), array.rows().isEmpty());
    }
  }

  SqliteTables(SqliteDatabase database, SqliteSinkConfig config, SqliteRetention retention) {
    this.database = database;
    this.insertMode = config.insertMode();
    this.sorts = sorts(config);
    this.schema =
        new SqliteSchema(
            database,
            config,
            retention,
            () -> {
              writes.clear();
              deletes.clear();
              arrays.clear();
            });
    this.planner = new SqlitePlanner(schema, config);
  }

  private static boolean sorts(SqliteSinkConfig config) {
    // Without a column for it the oldest row is the one that was added first.
    boolean arrivalMatters = config.retentionRows() > 0 && config.retentionColumn().isEmpty();
    return !config.rowsArriveInOrder()
        && !arrivalMatters
        && config.insertMode() != InsertMode.INSERT;
  }

  /** To be called when a transaction has begun: others may have changed tables before it. */
  void begun() throws SQLException {
    schema.begun();
  }

  void committed() {
    schema.committed();
  }

  /** To be called when the transaction, or a part of it, has been undone. */
  void rolledBack() {
    schema.rolledBack();
  }

  /** Returns the table if it is there; to be called in a transaction. */
  Optional<SqliteTable> find(String name) throws SQLException {
    return schema.find(name);
  }

  /**
   * Returns the changes in the order in which they are written fastest, those of one key as they
   * have arrived. The tables are made to fit before, in the order of arrival.
   *
   * @throws DataException if a change does not fit its table
   */
  List<SqliteChange.Statement> inBestOrder(List<SqliteChange.Statement> arrived)
      throws SQLException {
    if (!sorts || arrived.size() < SqliteOrder.WORTHWHILE) {
      return arrived;
    }
    Set<SqliteShape> shapes = new HashSet<>();
    Set<ArrayKey> elements = new HashSet<>();
    Set<String> tables = new HashSet<>();
    for (SqliteChange.Statement change : arrived) {
      if (change instanceof SqliteChange.Move || change instanceof SqliteChange.Truncate) {
        // It has its place among the changes of two keys, or of all.
        return arrived;
      }
      if (shapes.add(change.shape())) {
        plan(change);
        tables.add(change.shape().table());
      }
      if (change instanceof SqliteChange.Write write) {
        for (SqliteChange.Elements array : write.arrays()) {
          if (elements.add(ArrayKey.of(change, array))) {
            plan(change, array);
            tables.add(array.shape().table());
          }
        }
      }
      if (shapes.size() + elements.size() > PLANS / 2) {
        // So many statements take turns that the order of the rows matters little.
        return arrived;
      }
    }
    for (String table : tables) {
      if (!schema.isIndependent(table)) {
        return arrived;
      }
    }
    return SqliteOrder.byKey(arrived);
  }

  /**
   * Adds the change to the database's batch, changing its tables first if need be. A change with
   * arrays becomes several statements, which have to be run in this order.
   *
   * @throws DataException if the change does not fit the table
   */
  void apply(SqliteChange.Statement change) throws SQLException {
    if (change instanceof SqliteChange.Move move) {
      apply(move.from());
      apply(move.to());
      return;
    }
    SqlitePlanner.Plan plan = plan(change);
    plan.check().accept(change.values());
    List<SqliteChange.Elements> elements =
        change instanceof SqliteChange.Write write ? write.arrays() : List.of();
    if (insertMode == InsertMode.INSERT_OR_IGNORE) {
      // Before the row: whether it was there tells whether its arrays are passed over too.
      for (SqliteChange.Elements array : elements) {
        add(change, array);
      }
    }
    for (SqliteStep step : plan.steps()) {
      database.add(step, change.values());
    }
    if (insertMode != InsertMode.INSERT_OR_IGNORE) {
      for (SqliteChange.Elements array : elements) {
        add(change, array);
      }
    }
  }

  private void add(SqliteChange.Statement change, SqliteChange.Elements array) throws SQLException {
    SqlitePlanner.ArrayPlan plan = plan(change, array);
    if (plan.clear() != null) {
      database.add(plan.clear(), change.values());
    }
    if (plan.insert() != null) {
      for (List<@Nullable Object> row : array.rows()) {
        plan.check().accept(row);
        database.add(plan.insert(), row);
      }
    }
  }

  private SqlitePlanner.ArrayPlan plan(SqliteChange.Statement change, SqliteChange.Elements array)
      throws SQLException {
    var key = ArrayKey.of(change, array);
    SqlitePlanner.ArrayPlan plan = arrays.find(key);
    if (plan == null) {
      array.shape().check();
      plan = planner.planArray(change.shape(), array);
      arrays.put(key, plan);
    }
    return plan;
  }

  private SqlitePlanner.Plan plan(SqliteChange.Statement change) throws SQLException {
    if (change instanceof SqliteChange.Truncate) {
      change.shape().check();
      return planner.planTruncate(change.shape());
    }
    LruCache<SqliteShape, SqlitePlanner.Plan> plans =
        change instanceof SqliteChange.Delete ? deletes : writes;
    SqlitePlanner.Plan plan = plans.find(change.shape());
    if (plan == null) {
      change.shape().check();
      plan =
          change instanceof SqliteChange.Delete
              ? planner.planDelete(change.shape())
              : planner.planWrite(change.shape());
      plans.put(change.shape(), plan);
    }
    return plan;
  }
}
