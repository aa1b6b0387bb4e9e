package io.tributary.connect.sqlite;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** Works out the statements for the changes of one shape, on tables that fit it. */
final class SqlitePlanner {
  private final SqliteSchema schema;
  private final InsertMode insertMode;
  private final boolean arraysAsTables;

  /** The statements for a shape, in order, and what they ask of the values. */
  record Plan(List<SqliteStep> steps, SqliteTypeCheck check) {
    static final Plan NOTHING = new Plan(List.of(), SqliteTypeCheck.NONE);
  }

  /**
   * The statements for an array of a row.
   *
   * @param clear takes the values of the row
   * @param insert takes those of one element
   * @param check is asked of one element's
   */
  record ArrayPlan(@Nullable SqliteStep clear, @Nullable SqliteStep insert, SqliteTypeCheck check) {
    static final ArrayPlan NOTHING = new ArrayPlan(null, null, SqliteTypeCheck.NONE);
  }

  SqlitePlanner(SqliteSchema schema, SqliteSinkConfig config) {
    this.schema = schema;
    this.insertMode = config.insertMode();
    this.arraysAsTables = config.arraysAsTables();
  }

  /** Returns how a row is deleted. */
  Plan planDelete(SqliteShape shape) throws SQLException {
    Optional<SqliteTable> table = schema.find(shape.table());
    if (table.isEmpty()) {
      return Plan.NOTHING;
    }
    schema.requireNoArray(shape);
    List<String> key = shape.key().names();
    requireKey(shape, table.get());
    return new Plan(
        List.of(SqliteStep.of(SqliteStatements.delete(shape.table(), key), range(key.size()))),
        SqliteTypeCheck.of(shape, table.get()));
  }

  /** Returns how all rows are deleted. */
  Plan planTruncate(SqliteShape shape) throws SQLException {
    if (schema.find(shape.table()).isEmpty()) {
      return Plan.NOTHING;
    }
    schema.requireNoArray(shape);
    return new Plan(
        List.of(SqliteStep.of(SqliteStatements.deleteAll(shape.table()), range(0))),
        SqliteTypeCheck.NONE);
  }

  /** Returns how a row is written. */
  Plan planWrite(SqliteShape shape) throws SQLException {
    SqliteTable table = schema.prepare(shape);
    List<String> key = shape.key().names();
    if (insertMode != InsertMode.INSERT && !key.isEmpty()) {
      requireKey(shape, table);
    }
    List<SqliteStep> steps = new ArrayList<>();
    boolean alone = !table.isSimple();
    int[] picked = picked(shape, table);
    List<String> rest = rest(shape, picked);
    List<String> all = Stream.concat(key.stream(), rest.stream()).toList();
    String name = shape.table();
    switch (insertMode) {
      case UPSERT -> {
        if (carriesRequired(all, table)) {
          steps.add(
              SqliteStep.ofRows(
                  rows -> SqliteStatements.upsert(name, key, rest, rest, rows), picked, alone));
        } else {
          if (!rest.isEmpty()) {
            steps.add(updateRow(SqliteStatements.update(name, key, rest), picked, key));
          }
          steps.add(insertNew(name, key, all, picked));
        }
      }
      case REPLACE -> {
        List<String> changed = changed(table, shape);
        if (unchanged(shape).isEmpty() || changed.isEmpty() || carriesRequired(all, table)) {
          steps.add(
              SqliteStep.ofRows(
                  rows -> SqliteStatements.upsert(name, key, rest, changed, rows), picked, alone));
        } else {
          Set<String> carried = folded(rest);
          Map<String, String> presets = new TreeMap<>();
          for (String column : changed) {
            if (!carried.contains(column)) {
              String preset = Objects.requireNonNull(table.column(column)).preset();
              presets.put(column, preset == null ? "NULL" : preset);
            }
          }
          String update = SqliteStatements.update(name, key, rest, presets);
          steps.add(updateRow(update, picked, key));
          steps.add(insertNew(name, key, all, picked));
        }
      }
      case INSERT ->
          steps.add(
              SqliteStep.ofRows(rows -> SqliteStatements.insert(name, all, rows), picked, alone));
      case INSERT_OR_IGNORE ->
          steps.add(
              key.isEmpty() || carriesRequired(all, table)
                  ? SqliteStep.ofRows(
                      rows -> SqliteStatements.insertOrIgnore(name, key, all, rows), picked, alone)
                  : insertNew(name, key, all, picked));
      case UPDATE -> {
        if (!rest.isEmpty()) {
          steps.add(updateRow(SqliteStatements.update(name, key, rest), picked, key));
        }
      }
    }
    for (String array : emptied(shape, table)) {
      steps.add(SqliteStep.of(SqliteStatements.delete(array, key), range(key.size())));
    }
    return new Plan(steps, SqliteTypeCheck.of(shape, table));
  }

  /**
   * Says whether a new row can be made of the columns. If not, the row may be there nevertheless,
   * but SQLite asks for NOT NULL before it looks for that.
   */
  private static boolean carriesRequired(List<String> columns, SqliteTable table) {
    Set<String> carried = folded(columns);
    return table.columns().entrySet().stream()
        .allMatch(column -> !column.getValue().isRequired() || carried.contains(column.getKey()));
  }

  private static SqliteStep insertNew(
      String table, List<String> key, List<String> all, int[] picked) {
    return SqliteStep.of(
        SqliteStatements.insertIf("NOT EXISTS", table, all, table, key),
        IntStream.concat(Arrays.stream(picked), IntStream.range(0, key.size())).toArray());
  }

  /** Refuses a key that finds no row for sure, or several. */
  private static void requireKey(SqliteShape shape, SqliteTable table) {
    if (!table.isKey(shape.key().names())) {
      throw new DataException(
          "its key is %s, but the table \"%s\" has neither a primary key nor a unique index on that"
              .formatted(shape.key().names(), shape.table()));
    }
  }

  /** Returns the tables of arrays that the row has no more. */
  private Set<String> emptied(SqliteShape shape, SqliteTable table) throws SQLException {
    if (insertMode == InsertMode.INSERT || insertMode == InsertMode.INSERT_OR_IGNORE) {
      return Set.of();
    }
    Set<String> emptied = new TreeSet<>();
    if (insertMode == InsertMode.REPLACE) {
      emptied.addAll(folded(SqliteSchema.arraysOf(table)));
    }
    for (SqliteColumn column : shape.rest().list()) {
      // Other records have an array where this one has null or something else.
      String array = SqliteStatements.fold(shape.table() + "_" + column.name());
      if (column.type() == ColumnType.UNCHANGED) {
        emptied.remove(array);
      } else if (arraysAsTables && schema.isArrayOf(shape, array)) {
        emptied.add(array);
      }
    }
    return emptied;
  }

  /** Returns how an array of a row is written. */
  ArrayPlan planArray(SqliteShape parent, SqliteChange.Elements array) throws SQLException {
    SqliteShape shape = array.shape();
    boolean unknown = array.rows().isEmpty() && shape.rest().size() == 0;
    if (unknown && schema.find(shape.table()).isEmpty()) {
      return ArrayPlan.NOTHING;
    }
    SqliteTable table = schema.prepareArray(parent.table(), parent.key(), shape);
    List<String> parentKey = parent.key().names();
    int[] picked = picked(shape, table);
    List<String> columns =
        Stream.concat(shape.key().names().stream(), rest(shape, picked).stream()).toList();
    SqliteStep clear =
        SqliteStep.of(SqliteStatements.delete(shape.table(), parentKey), range(parentKey.size()));
    int[] withKey =
        IntStream.concat(Arrays.stream(picked), IntStream.range(0, parentKey.size())).toArray();
    SqliteTypeCheck check = SqliteTypeCheck.of(shape, table);
    boolean alone = !table.isSimple();
    return switch (insertMode) {
      case UPSERT, REPLACE, INSERT ->
          new ArrayPlan(
              clear,
              SqliteStep.ofRows(
                  rows -> SqliteStatements.insert(shape.table(), columns, rows), picked, alone),
              check);
      case UPDATE ->
          new ArrayPlan(
              clear,
              SqliteStep.of(
                  SqliteStatements.insertIf(
                      "EXISTS", shape.table(), columns, parent.table(), parentKey),
                  withKey),
              check);
      case INSERT_OR_IGNORE ->
          new ArrayPlan(
              null,
              SqliteStep.of(
                  SqliteStatements.insertIf(
                      "NOT EXISTS", shape.table(), columns, parent.table(), parentKey),
                  withKey),
              check);
    };
  }

  /** Returns the positions of the values that the table has a column for, the key's first. */
  private static int[] picked(SqliteShape shape, SqliteTable table) {
    int keySize = shape.key().size();
    return IntStream.concat(
            IntStream.range(0, keySize),
            IntStream.range(0, shape.rest().size())
                .filter(i -> isWritten(shape.rest().list().get(i), table))
                .map(i -> keySize + i))
        .toArray();
  }

  /** Nothing is lost with the others: they are nulls without a type, or not to be changed. */
  private static boolean isWritten(SqliteColumn column, SqliteTable table) {
    return column.type() != ColumnType.UNCHANGED && table.takes(column.name());
  }

  private static List<String> rest(SqliteShape shape, int[] picked) {
    int keySize = shape.key().size();
    return Arrays.stream(picked)
        .skip(keySize)
        .mapToObj(i -> shape.rest().list().get(i - keySize).name())
        .toList();
  }

  /** Returns what a replaced row gets anew: all that can be set and does not find it. */
  private static List<String> changed(SqliteTable table, SqliteShape shape) {
    Set<String> kept = folded(shape.key().names());
    kept.addAll(folded(unchanged(shape)));
    return table.columns().entrySet().stream()
        .filter(column -> column.getValue().isSettable() && !kept.contains(column.getKey()))
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  private static List<String> unchanged(SqliteShape shape) {
    return shape.rest().list().stream()
        .filter(column -> column.type() == ColumnType.UNCHANGED)
        .map(SqliteColumn::name)
        .toList();
  }

  private static SqliteStep updateRow(String update, int[] picked, List<String> key) {
    IntStream rest = Arrays.stream(picked, key.size(), picked.length);
    return SqliteStep.of(
        update, IntStream.concat(rest, Arrays.stream(picked, 0, key.size())).toArray());
  }

  private static int[] range(int size) {
    return IntStream.range(0, size).toArray();
  }

  private static Set<String> folded(Collection<String> names) {
    Set<String> folded = new HashSet<>();
    names.forEach(name -> folded.add(SqliteStatements.fold(name)));
    return folded;
  }
}
