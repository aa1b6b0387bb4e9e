package io.tributary.connect.sqlite;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/**
 * Turns the fields of a value into columns. What a schema means is worked out once and remembered.
 */
final class SqliteReader {
  static final String ELEMENT_COLUMN = "value";

  private static final int REMEMBERED = 256;
  private static final String TOP = "";

  private final SqliteConversion conversion;
  private final SqliteFields fields;
  private final boolean flatten;
  private final boolean arraysAsTables;
  private final boolean nullable;
  private final SqliteMapReader maps;
  private final LruCache<PlanKey, Plan> plans = new LruCache<>(REMEMBERED);

  private record PlanKey(SqliteColumns key, Schema schema) {}

  /** How to get one column from a struct. */
  private static final class Leaf {
    final List<Field> path;
    final SqliteColumn column;
    final Function<Object, Object> conversion;

    Leaf(List<Field> path, SqliteColumn column, Function<Object, Object> conversion) {
      this.path = List.copyOf(path);
      this.column = column;
      this.conversion = conversion;
    }

    @Nullable Object read(Struct struct) {
      Object value = find(struct, path);
      return value == null ? null : conversion.apply(value);
    }
  }

  /** How to get the rows of one array from a struct. */
  private record ArrayLeaf(List<Field> path, String name, Elements elements) {
    SqliteCells.ArrayRows read(Struct struct) {
      return elements.rows(name, (List<?>) find(struct, path));
    }
  }

  /** How to get the rows of the arrays of one schema. */
  interface Elements {
    SqliteCells.ArrayRows rows(String name, @Nullable List<?> list);
  }

  /** How to get the columns of one schema that are not in the key. */
  private static final class Plan {
    final SqliteColumns columns;
    final List<Leaf> leaves;
    final List<Leaf> leavesOfKey;
    final List<ArrayLeaf> arrays;

    Plan(List<Leaf> all, List<ArrayLeaf> arrays, SqliteColumns key) {
      this.leaves = all.stream().filter(leaf -> key.indexOf(leaf.column.name()) < 0).toList();
      this.leavesOfKey = all.stream().filter(leaf -> key.indexOf(leaf.column.name()) >= 0).toList();
      this.columns = new SqliteColumns(leaves.stream().map(leaf -> leaf.column).toList());
      this.arrays = List.copyOf(arrays);
      requireDistinct(arrays.stream().map(ArrayLeaf::name).toList());
    }

    List<@Nullable Object> read(Struct struct) {
      @Nullable Object[] values = new @Nullable Object[leaves.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = leaves.get(i).read(struct);
      }
      return Arrays.asList(values);
    }
  }

  /**
   * @param nullable whether every column can be null, whatever the schema says
   */
  SqliteReader(
      SqliteConversion conversion,
      SqliteFields fields,
      boolean flatten,
      boolean arraysAsTables,
      boolean nullable) {
    this.conversion = conversion;
    this.fields = fields;
    this.flatten = flatten;
    this.arraysAsTables = arraysAsTables;
    this.nullable = nullable;
    this.maps = new SqliteMapReader(conversion, fields, flatten, arraysAsTables, this::elements);
  }

  /**
   * Returns what is to be written beside the key.
   *
   * @throws DataException if a field has the name of a key column, but another value
   */
  SqliteCells read(SqliteCells key, Object value, @Nullable Schema schema) {
    return value instanceof Struct struct
        ? readStruct(key, struct)
        : readMap(key, (Map<?, ?>) value, schema);
  }

  /** Returns a field's value, or its default where the schema allows no null. */
  static @Nullable Object valueOf(Struct struct, Field field) {
    // get() would replace the null of an optional field by its default too.
    return field.schema().isOptional() && field.schema().defaultValue() != null
        ? struct.getWithoutDefault(field.name())
        : struct.get(field);
  }

  /** Returns the keys in one order for all maps that have the same ones. */
  static List<String> names(Map<?, ?> map) {
    String[] names = new String[map.size()];
    int count = 0;
    for (Object key : map.keySet()) {
      if (!(key instanceof String name)) {
        throw new DataException("it is a map whose keys are not all strings");
      }
      names[count++] = name;
    }
    Arrays.sort(names);
    return Arrays.asList(names);
  }

  private SqliteCells readStruct(SqliteCells key, Struct struct) {
    var planKey = new PlanKey(key.columns(), struct.schema());
    Plan plan = plans.find(planKey);
    if (plan == null) {
      List<Leaf> leaves = new ArrayList<>();
      List<ArrayLeaf> arrays = arraysAsTables ? new ArrayList<>() : null;
      plan(struct.schema(), List.of(), fields.top(), TOP, !nullable, leaves, arrays);
      plan = new Plan(leaves, arrays == null ? List.of() : arrays, key.columns());
      plans.put(planKey, plan);
    }
    for (Leaf leaf : plan.leavesOfKey) {
      requireSame(key, leaf.column.name(), leaf.read(struct));
    }
    List<SqliteCells.ArrayRows> arrays =
        plan.arrays.isEmpty()
            ? List.of()
            : plan.arrays.stream().map(array -> array.read(struct)).toList();
    return new SqliteCells(plan.columns, plan.read(struct), arrays);
  }

  /**
   * Adds the leaves of a schema.
   *
   * @param required whether all that it is a part of are
   * @param arrays null if arrays are columns too
   */
  private void plan(
      Schema schema,
      List<Field> parents,
      SqliteFields.Place parent,
      String parentColumn,
      boolean required,
      List<Leaf> leaves,
      @Nullable List<ArrayLeaf> arrays) {
    for (Field field : schema.fields()) {
      Schema type = field.schema();
      SqliteFields.Place place = fields.within(parent, field.name());
      if (place == null) {
        continue;
      }
      String column = fields.column(parentColumn, place.path(), field.name());
      List<Field> way = new ArrayList<>(parents);
      way.add(field);
      if (flatten && type.type() == Schema.Type.STRUCT) {
        plan(type, way, place, column, required && !type.isOptional(), leaves, arrays);
      } else if (arrays != null && type.type() == Schema.Type.ARRAY) {
        Optional<Elements> elements = elements(type.valueSchema(), place);
        if (elements.isPresent()) {
          arrays.add(new ArrayLeaf(way, column, elements.get()));
        }
      } else if (place.wanted() || !type.type().isPrimitive()) {
        Function<Object, Object> converted = conversion(type, place);
        Object preset = required ? type.defaultValue() : null;
        leaves.add(
            new Leaf(
                way,
                new SqliteColumn(
                    column,
                    conversion.type(type),
                    required && !type.isOptional(),
                    preset == null ? null : converted.apply(preset)),
                converted));
      }
    }
  }

  private Function<Object, Object> conversion(Schema type, SqliteFields.Place place) {
    return type.type().isPrimitive() || fields.isWhole(place)
        ? conversion.of(type)
        : value -> SqliteJson.write(conversion, type, value, fields, place);
  }

  /** Returns how to read elements, or nothing if none of their fields is wanted. */
  private Optional<Elements> elements(Schema schema, SqliteFields.Place place) {
    if (schema.type() == Schema.Type.STRUCT) {
      List<Leaf> leaves = new ArrayList<>();
      // An array in an array stays in its row, as JSON.
      plan(schema, List.of(), place, TOP, false, leaves, null);
      if (leaves.isEmpty()) {
        return Optional.empty();
      }
      var plan = new Plan(leaves, List.of(), SqliteColumns.NONE);
      return Optional.of(
          (name, list) -> rows(name, plan.columns, list, element -> plan.read((Struct) element)));
    }
    if (!place.wanted() && schema.type().isPrimitive()) {
      return Optional.empty();
    }
    var columns =
        new SqliteColumns(List.of(SqliteColumn.optional(ELEMENT_COLUMN, conversion.type(schema))));
    Function<Object, Object> converted = conversion(schema, place);
    return Optional.of(
        (name, list) ->
            rows(name, columns, list, element -> Arrays.asList(converted.apply(element))));
  }

  private static SqliteCells.ArrayRows rows(
      String name,
      SqliteColumns columns,
      @Nullable List<?> list,
      Function<Object, List<@Nullable Object>> row) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    if (list != null) {
      for (Object element : list) {
        rows.add(
            element == null
                ? Arrays.asList(new @Nullable Object[columns.size()])
                : row.apply(element));
      }
    }
    return new SqliteCells.ArrayRows(name, columns, rows);
  }

  private SqliteCells readMap(SqliteCells key, Map<?, ?> map, @Nullable Schema schema) {
    SqliteCells cells = maps.read(map, schema);
    requireDistinct(cells.arrays().stream().map(SqliteCells.ArrayRows::name).toList());
    List<SqliteColumn> columns = new ArrayList<>(cells.columns().list());
    List<@Nullable Object> values = new ArrayList<>(cells.values());
    for (int i = columns.size() - 1; i >= 0; i--) {
      String column = columns.get(i).name();
      if (key.columns().indexOf(column) >= 0) {
        requireSame(key, column, values.get(i));
        columns.remove(i);
        values.remove(i);
      }
    }
    return columns.size() == cells.columns().size()
        ? cells
        : new SqliteCells(new SqliteColumns(columns), values, cells.arrays());
  }

  /** Two arrays in one table would replace each other. */
  private static void requireDistinct(List<String> arrays) {
    Set<String> seen = new HashSet<>();
    for (String array : arrays) {
      if (!seen.add(SqliteStatements.fold(array))) {
        throw new DataException(
            """
            two of its arrays need the same table, which ends in "_%s": give one of them another \
            name with fields.rename"""
                .formatted(array));
      }
    }
  }

  private static @Nullable Object find(Struct struct, List<Field> path) {
    Object value = struct;
    for (int i = 0; i < path.size() && value != null; i++) {
      value = valueOf((Struct) value, path.get(i));
    }
    return value;
  }

  /** A column can hold one of two fields of the same name: neither may be lost in silence. */
  private static void requireSame(SqliteCells key, String column, @Nullable Object value) {
    Object held = key.values().get(key.columns().indexOf(column));
    boolean same =
        (value instanceof byte[] bytes && held instanceof byte[] heldBytes)
            ? Arrays.equals(bytes, heldBytes)
            // As text: a key that went through a text converter still is the same number.
            : String.valueOf(value).equals(String.valueOf(held));
    if (value != null && !same) {
      throw new DataException(
          """
          the key column "%s" and the value's field of that name differ: name the column otherwise \
          with pk.fields, or take the key from the value with pk.mode=record_value"""
              .formatted(column));
    }
  }
}
