package io.tributary.connect.sqlite;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** Finds each change's statements; the schema makes its tables fit before. */
final class SqliteTables {
  private static final int PLANS = 1024;

  private final SqliteDatabase database;
  private final InsertMode insertMode;
  private final SqliteSchema schema;
  private final LruCache<SqliteShape, Plan> writes = new LruCache<>(PLANS);
  private final LruCache<SqliteShape, Plan> deletes = new LruCache<>(PLANS);
  private final LruCache<ArrayKey, ArrayPlan> arrays = new LruCache<>(PLANS);

  /** A statement and which of the change's values are its parameters. */
  private static final class Step {
    final String sql;
    final int[] picked;

    Step(String sql, int[] picked) {
      this.sql = sql;
      this.picked = picked;
    }
  }

  /** The statements for a shape, in order, and what its values have to be. */
  private record Plan(List<Step> steps, Fractions fractions) {
    static final Plan NOTHING = new Plan(List.of(), Fractions.NONE);
  }

  /** The values that SQLite stores as binary fractions, whole numbers too. */
  private static final class Fractions {
    static final Fractions NONE = new Fractions(new int[0], List.of());

    private final int[] picked;
    private final List<String> columns;

    Fractions(int[] picked, List<String> columns) {
      this.picked = picked;
      this.columns = columns;
    }

    static Fractions of(SqliteShape shape, SqliteTable table) {
      List<String> columns = shape.columns();
      return new Fractions(
          IntStream.range(0, columns.size()).filter(i -> table.isReal(columns.get(i))).toArray(),
          columns);
    }

    /** Refuses a whole number that would be rounded in silence. */
    void check(List<@Nullable Object> values) {
      for (int position : picked) {
        if (values.get(position) instanceof Long number && !isExact(number)) {
          throw new DataException(
              """
              its whole number for the column "%s" is beyond 2^53 and would be rounded, because \
              the table has the column as REAL"""
                  .formatted(columns.get(position)));
        }
      }
    }

    private static boolean isExact(long number) {
      double nearest = number;
      return nearest < 0x1p63 && (long) nearest == number;
    }
  }

  private record ArrayKey(String parent, SqliteShape shape, boolean empty) {}

  /**
   * The statements for an array of a row.
   *
   * @param clear takes the values of the row
   * @param insert takes those of one element
   */
  private record ArrayPlan(@Nullable Step clear, @Nullable Step insert, Fractions fractions) {
    static final ArrayPlan NOTHING = new ArrayPlan(null, null, Fractions.NONE);
  }

  SqliteTables(SqliteDatabase database, SqliteSinkConfig config, SqliteRetention retention) {
    this.database = database;
    this.insertMode = config.insertMode();
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
   * Adds the change to the database's batch, changing its tables first if need be. A change with
   * arrays becomes several statements, which have to be run in this order.
   *
   * @throws DataException if the change does not fit the table
   */
  void apply(SqliteChange.Statement change) throws SQLException {
    Plan plan = plan(change);
    plan.fractions.check(change.values());
    List<SqliteChange.Elements> elements =
        change instanceof SqliteChange.Write write ? write.arrays() : List.of();
    if (insertMode == InsertMode.INSERT_OR_IGNORE) {
      // Before the row: whether it was there tells whether its arrays are passed over too.
      for (SqliteChange.Elements array : elements) {
        add(change, array);
      }
    }
    for (Step step : plan.steps) {
      database.add(step.sql, change.values(), step.picked);
    }
    if (insertMode != InsertMode.INSERT_OR_IGNORE) {
      for (SqliteChange.Elements array : elements) {
        add(change, array);
      }
    }
  }

  private void add(SqliteChange.Statement change, SqliteChange.Elements array) throws SQLException {
    var key = new ArrayKey(change.shape().table(), array.shape(), array.rows().isEmpty());
    ArrayPlan plan = arrays.find(key);
    if (plan == null) {
      array.shape().check();
      plan = planArray(change.shape(), array);
      arrays.put(key, plan);
    }
    if (plan.clear != null) {
      database.add(plan.clear.sql, change.values(), plan.clear.picked);
    }
    if (plan.insert != null) {
      for (List<@Nullable Object> row : array.rows()) {
        plan.fractions.check(row);
        database.add(plan.insert.sql, row, plan.insert.picked);
      }
    }
  }

  private Plan plan(SqliteChange.Statement change) throws SQLException {
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
    return plan;
  }

  private Plan planDelete(SqliteShape shape) throws SQLException {
    Optional<SqliteTable> table = schema.find(shape.table());
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
        List.of(new Step(SqliteStatements.delete(shape.table(), key), range(key.size()))),
        Fractions.NONE);
  }

  private Plan planWrite(SqliteShape shape) throws SQLException {
    SqliteTable table = schema.prepare(shape);
    List<String> key = shape.key().names();
    if (insertMode != InsertMode.INSERT && !key.isEmpty() && !table.keys().contains(folded(key))) {
      throw new DataException(
          "its key is %s, but the table \"%s\" has neither a primary key nor a unique index on that"
              .formatted(key, shape.table()));
    }
    List<Step> steps = new ArrayList<>();
    int[] picked = picked(shape, table);
    List<String> rest = rest(shape, picked);
    List<String> all = Stream.concat(key.stream(), rest.stream()).toList();
    String name = shape.table();
    switch (insertMode) {
      case UPSERT -> steps.add(new Step(SqliteStatements.upsert(name, key, rest), picked));
      case REPLACE ->
          steps.add(
              new Step(SqliteStatements.upsert(name, key, rest, changed(table, key)), picked));
      case INSERT -> steps.add(new Step(SqliteStatements.insert(name, all), picked));
      case INSERT_OR_IGNORE ->
          steps.add(new Step(SqliteStatements.insertOrIgnore(name, key, all), picked));
      case UPDATE -> {
        if (!rest.isEmpty()) {
          steps.add(
              new Step(SqliteStatements.update(name, key, rest), keyLast(picked, key.size())));
        }
      }
    }
    for (String array : emptied(shape, table)) {
      steps.add(new Step(SqliteStatements.delete(array, key), range(key.size())));
    }
    return new Plan(steps, Fractions.of(shape, table));
  }

  /** Returns the tables of arrays that this shape says are not there. */
  private List<String> emptied(SqliteShape shape, SqliteTable table) {
    Set<String> arraysOfTable = SqliteSchema.arraysOf(table);
    return switch (insertMode) {
      case REPLACE -> arraysOfTable.stream().sorted().toList();
      case UPSERT, UPDATE ->
          // A null without a schema, where other records have an array.
          shape.rest().list().stream()
              .filter(column -> column.type() == ColumnType.UNTYPED)
              .map(column -> shape.table() + "_" + column.name())
              .filter(arraysOfTable::contains)
              .toList();
      case INSERT, INSERT_OR_IGNORE -> List.of();
    };
  }

  private ArrayPlan planArray(SqliteShape parent, SqliteChange.Elements array) throws SQLException {
    SqliteShape shape = array.shape();
    boolean unknown = array.rows().isEmpty() && shape.rest().size() == 0;
    if (unknown && schema.find(shape.table()).isEmpty()) {
      return ArrayPlan.NOTHING;
    }
    SqliteTable table = schema.prepareArray(parent.table(), parent.key(), shape);
    List<String> parentKey = parent.key().names();
    Fractions fractions = Fractions.of(shape, table);
    int[] picked = picked(shape, table);
    List<String> columns =
        Stream.concat(shape.key().names().stream(), rest(shape, picked).stream()).toList();
    Step clear =
        new Step(SqliteStatements.delete(shape.table(), parentKey), range(parentKey.size()));
    int[] withKey =
        IntStream.concat(Arrays.stream(picked), IntStream.range(0, parentKey.size())).toArray();
    return switch (insertMode) {
      case UPSERT, REPLACE, INSERT ->
          new ArrayPlan(
              clear, new Step(SqliteStatements.insert(shape.table(), columns), picked), fractions);
      case UPDATE ->
          new ArrayPlan(
              clear,
              new Step(
                  SqliteStatements.insertIf(
                      "EXISTS", shape.table(), columns, parent.table(), parentKey),
                  withKey),
              fractions);
      case INSERT_OR_IGNORE ->
          new ArrayPlan(
              null,
              new Step(
                  SqliteStatements.insertIf(
                      "NOT EXISTS", shape.table(), columns, parent.table(), parentKey),
                  withKey),
              fractions);
    };
  }

  /** Returns the positions of the values that the table has a column for, the key's first. */
  private static int[] picked(SqliteShape shape, SqliteTable table) {
    int keySize = shape.key().size();
    return IntStream.concat(
            IntStream.range(0, keySize),
            IntStream.range(0, shape.rest().size())
                // Nothing is lost with the others: they are nulls without a type.
                .filter(i -> table.has(shape.rest().list().get(i).name()))
                .map(i -> keySize + i))
        .toArray();
  }

  private static List<String> rest(SqliteShape shape, int[] picked) {
    int keySize = shape.key().size();
    return Arrays.stream(picked)
        .skip(keySize)
        .mapToObj(i -> shape.rest().list().get(i - keySize).name())
        .toList();
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

  private static int[] range(int size) {
    return IntStream.range(0, size).toArray();
  }

  private static Set<String> folded(List<String> names) {
    Set<String> folded = new HashSet<>();
    names.forEach(name -> folded.add(SqliteStatements.fold(name)));
    return folded;
  }
}
