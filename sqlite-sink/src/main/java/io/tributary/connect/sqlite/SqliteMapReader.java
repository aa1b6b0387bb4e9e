package io.tributary.connect.sqlite;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** Turns the entries of a map into columns, whose types only the values tell. */
final class SqliteMapReader {
  private static final String TOP = "";

  private final SqliteConversion conversion;
  private final SqliteFields fields;
  private final boolean flatten;
  private final boolean arraysAsTables;
  private final TypedArrays typedArrays;

  /** Reads the arrays that have a schema after all, as all values of such a map do. */
  interface TypedArrays {
    Optional<SqliteReader.Elements> elements(Schema element, SqliteFields.Place place);
  }

  /** Collects columns where no schema tells them in advance. */
  private static final class Collector {
    final List<SqliteColumn> columns = new ArrayList<>();
    final List<@Nullable Object> values = new ArrayList<>();
    final List<SqliteCells.ArrayRows> arrays = new ArrayList<>();
    final boolean arraysAsTables;

    Collector(boolean arraysAsTables) {
      this.arraysAsTables = arraysAsTables;
    }

    void add(String column, @Nullable Object converted) {
      columns.add(SqliteColumn.optional(column, ColumnType.of(converted)));
      values.add(converted);
    }
  }

  SqliteMapReader(
      SqliteConversion conversion,
      SqliteFields fields,
      boolean flatten,
      boolean arraysAsTables,
      TypedArrays typedArrays) {
    this.conversion = conversion;
    this.fields = fields;
    this.flatten = flatten;
    this.arraysAsTables = arraysAsTables;
    this.typedArrays = typedArrays;
  }

  SqliteCells read(Map<?, ?> map, @Nullable Schema schema) {
    var collected = new Collector(arraysAsTables);
    collect(map, schema, fields.top(), TOP, collected);
    return new SqliteCells(
        new SqliteColumns(collected.columns), collected.values, collected.arrays);
  }

  private void collect(
      Map<?, ?> map,
      @Nullable Schema schema,
      SqliteFields.Place parent,
      String parentColumn,
      Collector collected) {
    Schema type = schema == null ? null : schema.valueSchema();
    for (String name : SqliteReader.names(map)) {
      Object value = map.get(name);
      SqliteFields.Place place = fields.within(parent, name);
      if (place == null) {
        continue;
      }
      String column = fields.column(parentColumn, place.path(), name);
      if (flatten && type == null && value instanceof Map<?, ?> nested) {
        collect(nested, null, place, column, collected);
      } else if (collected.arraysAsTables && value instanceof List<?> list) {
        Optional<SqliteReader.Elements> elements =
            type == null
                ? Optional.of((array, rows) -> rows(place, array, rows))
                : typedArrays.elements(type.valueSchema(), place);
        elements.ifPresent(found -> collected.arrays.add(found.rows(column, list)));
      } else {
        add(collected, column, type, value, place);
      }
    }
  }

  private void add(
      Collector collected,
      String column,
      @Nullable Schema type,
      @Nullable Object value,
      SqliteFields.Place place) {
    if (SqliteJson.isNested(value) && !fields.isWhole(place)) {
      collected.add(column, SqliteJson.write(conversion, type, value, fields, place));
    } else if (place.wanted() || value == null) {
      collected.add(column, conversion.convert(type, value));
    }
  }

  /** The columns of an array's rows are all those that any element has. */
  private SqliteCells.ArrayRows rows(
      SqliteFields.Place place, String name, @Nullable List<?> list) {
    Map<String, SqliteColumn> columns = new TreeMap<>();
    List<Collector> elements = new ArrayList<>();
    for (Object element : list == null ? List.of() : list) {
      var collected = new Collector(false);
      if (element instanceof Map<?, ?> map) {
        collect(map, null, place, TOP, collected);
      } else {
        add(collected, SqliteReader.ELEMENT_COLUMN, null, element, place);
      }
      elements.add(collected);
      Set<String> seen = new HashSet<>();
      for (SqliteColumn column : collected.columns) {
        String folded = SqliteStatements.fold(column.name());
        if (!seen.add(folded)) {
          throw new DataException(
              """
              its array "%s" has an element with two fields for the column "%s": give one of them \
              another name with fields.rename"""
                  .formatted(name, column.name()));
        }
        columns.merge(folded, column, (one, other) -> wider(name, one, other));
      }
    }
    Map<String, Integer> positions = new HashMap<>();
    columns.keySet().forEach(folded -> positions.put(folded, positions.size()));
    var all = new SqliteColumns(List.copyOf(columns.values()));
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (Collector element : elements) {
      @Nullable Object[] row = new @Nullable Object[all.size()];
      for (int i = 0; i < element.columns.size(); i++) {
        SqliteColumn column = element.columns.get(i);
        int position = positions.getOrDefault(SqliteStatements.fold(column.name()), -1);
        SqliteColumn common = all.list().get(position);
        Object value = element.values.get(i);
        if (common.type() == ColumnType.REAL && !SqliteFit.UNROUNDED.keeps(value)) {
          throw mixed(name, column, common);
        }
        row[position] = value;
      }
      rows.add(Arrays.asList(row));
    }
    return new SqliteCells.ArrayRows(name, all, rows);
  }

  private static SqliteColumn wider(String array, SqliteColumn one, SqliteColumn other) {
    if (one.type().isWidenedBy(other.type())) {
      return other;
    }
    if (one.type() != other.type() && !other.type().isWidenedBy(one.type())) {
      throw mixed(array, one, other);
    }
    return one;
  }

  private static DataException mixed(String array, SqliteColumn one, SqliteColumn other) {
    return new DataException(
        "its array \"%s\" has both %s and %s for the column \"%s\""
            .formatted(array, one.type(), other.type(), one.name()));
  }
}
