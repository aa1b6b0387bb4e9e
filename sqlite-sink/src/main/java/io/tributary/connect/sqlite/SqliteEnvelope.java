package io.tributary.connect.sqlite;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/**
 * A change event of Debezium
 * (https://debezium.io/documentation/reference/stable/connectors/mysql.html#mysql-events).
 *
 * @param row the row after the change, or before a delete; null if the event does not have it
 * @param before the row before any change, as far as the event has it
 */
record SqliteEnvelope(
    Operation operation, @Nullable Schema schema, @Nullable Object row, @Nullable Object before) {
  /** What has happened to the row, or to all rows of its table. */
  enum Operation {
    WRITE,
    DELETE,
    TRUNCATE
  }

  private static final List<String> FIELDS = List.of("before", "after", "source", "op");
  private static final Set<String> WRITES = Set.of("c", "u", "r");

  // In place of large values that an update has not touched
  // (https://debezium.io/documentation/reference/stable/connectors/postgresql.html#postgresql-toasted-values).
  private static final String UNAVAILABLE = "__debezium_unavailable_value";
  private static final String UNAVAILABLE_ARRAY = "[\"" + UNAVAILABLE + "\"]";
  private static final byte[] UNAVAILABLE_BYTES = UNAVAILABLE.getBytes(StandardCharsets.UTF_8);

  /** Says whether a value has what every change event of a row has. */
  static boolean isEnvelope(Object value) {
    // Asked of every record, so without a stream.
    for (String field : FIELDS) {
      boolean has =
          value instanceof Struct struct
              ? struct.schema().field(field) != null
              : value instanceof Map<?, ?> map && map.containsKey(field);
      if (!has) {
        return false;
      }
    }
    return field(value, "op") instanceof String;
  }

  /**
   * Opens a change event.
   *
   * @throws DataException if it is none, or one that is not about rows
   */
  static SqliteEnvelope open(Object value, @Nullable Schema schema) {
    if (!isEnvelope(value)) {
      throw new DataException(
          """
          its value is no Debezium change event with before, after, source and op: set \
          value.envelope to auto or none if the topic has other records""");
    }
    String operation = String.valueOf(field(value, "op"));
    if (operation.equals("t")) {
      return new SqliteEnvelope(Operation.TRUNCATE, null, null, null);
    }
    boolean deletes = operation.equals("d");
    if (!deletes && !WRITES.contains(operation)) {
      throw new DataException(
          "its Debezium operation is \"%s\", but only c, u, r, d and t are about rows"
              .formatted(operation));
    }
    String part = deletes ? "before" : "after";
    Object row = field(value, part);
    if (row != null && !(row instanceof Struct) && !(row instanceof Map)) {
      throw new DataException(
          "its Debezium event has no fields in \"%s\", but a row needs them".formatted(part));
    }
    if (row == null && !deletes) {
      throw new DataException("its Debezium event writes a row, but has no row after the change");
    }
    Object before = field(value, "before");
    return new SqliteEnvelope(
        deletes ? Operation.DELETE : Operation.WRITE,
        schema(value, schema, part),
        row,
        before instanceof Struct || before instanceof Map ? before : null);
  }

  /** Marks what the database did not tell because the change left it alone. */
  static SqliteCells withoutUnavailable(SqliteCells cells) {
    List<SqliteCells.ArrayRows> arrays =
        cells.arrays().stream().filter(array -> !isUnavailable(array)).toList();
    boolean whole = arrays.size() == cells.arrays().size();
    if (whole && cells.values().stream().noneMatch(SqliteEnvelope::isUnavailable)) {
      return cells;
    }
    List<SqliteColumn> columns = new ArrayList<>(cells.columns().list());
    for (int i = 0; i < columns.size(); i++) {
      if (isUnavailable(cells.values().get(i))) {
        columns.set(i, unchanged(columns.get(i).name()));
      }
    }
    List<@Nullable Object> values = new ArrayList<>(cells.values());
    for (SqliteCells.ArrayRows array : cells.arrays()) {
      if (isUnavailable(array)) {
        columns.add(unchanged(array.name()));
        values.add(null);
      }
    }
    return new SqliteCells(new SqliteColumns(columns), values, arrays);
  }

  private static SqliteColumn unchanged(String name) {
    return SqliteColumn.optional(name, ColumnType.UNCHANGED);
  }

  private static boolean isUnavailable(SqliteCells.ArrayRows array) {
    return array.rows().size() == 1 && array.rows().get(0).contains(UNAVAILABLE);
  }

  private static boolean isUnavailable(@Nullable Object value) {
    return UNAVAILABLE.equals(value)
        || UNAVAILABLE_ARRAY.equals(value)
        || (value instanceof byte[] bytes && Arrays.equals(bytes, UNAVAILABLE_BYTES));
  }

  private static @Nullable Object field(Object value, String name) {
    return value instanceof Struct struct ? struct.get(name) : ((Map<?, ?>) value).get(name);
  }

  private static @Nullable Schema schema(Object value, @Nullable Schema schema, String part) {
    if (value instanceof Struct struct) {
      Field field = Objects.requireNonNull(struct.schema().field(part));
      return field.schema();
    }
    return schema == null ? null : schema.valueSchema();
  }
}
