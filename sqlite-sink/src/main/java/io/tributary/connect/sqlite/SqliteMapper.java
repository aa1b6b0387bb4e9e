package io.tributary.connect.sqlite;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/**
 * Turns records into changes; throws nothing but DataException, whose message says what is wrong
 * and never shows a value. What a schema means is worked out once and remembered.
 */
final class SqliteMapper {
  static final String DEFAULT_KEY_COLUMN = "_key";

  private static final SqliteColumns KAFKA_KEY =
      new SqliteColumns(
          List.of(
              SqliteColumn.key("_topic", ColumnType.TEXT),
              SqliteColumn.key("_partition", ColumnType.INTEGER),
              SqliteColumn.key("_offset", ColumnType.INTEGER)));
  private static final int REMEMBERED = 256;

  private final String tableNameFormat;
  private final KeyMode keyMode;
  private final List<String> keyFields;
  private final boolean deleteEnabled;
  private final LruCache<String, String> tables = new LruCache<>(REMEMBERED);
  private final LruCache<Schema, Reader> keyReaders = new LruCache<>(REMEMBERED);
  private final LruCache<RestKey, Reader> restReaders = new LruCache<>(REMEMBERED);

  /** Some columns of a record and what they hold. */
  private record Cells(SqliteColumns columns, List<@Nullable Object> values) {}

  private record RestKey(SqliteColumns key, Schema value) {}

  /** How to get columns from the structs of one schema. */
  private record Reader(
      SqliteColumns columns, List<Field> fields, List<Function<Object, Object>> conversions) {
    Cells read(Struct struct) {
      @Nullable Object[] values = new @Nullable Object[fields.size()];
      for (int i = 0; i < values.length; i++) {
        Object value = valueOf(struct, fields.get(i));
        values[i] = value == null ? null : conversions.get(i).apply(value);
      }
      return new Cells(columns, Arrays.asList(values));
    }
  }

  SqliteMapper(SqliteSinkConfig config) {
    this.tableNameFormat = config.tableNameFormat();
    this.keyMode = config.keyMode();
    this.keyFields = List.copyOf(config.keyFields());
    this.deleteEnabled = config.deleteEnabled();
  }

  SqliteChange map(SinkRecord record) {
    String table = table(record.topic());
    Object value = record.value();
    if (value == null) {
      return tombstone(table, record);
    }
    if (!(value instanceof Struct) && !(value instanceof Map)) {
      throw new DataException(
          """
          its value is a %s, but a row needs named fields: let value.converter produce a struct or \
          a map (JsonConverter, Avro), or wrap the value with the transform HoistField"""
              .formatted(value.getClass().getSimpleName()));
    }
    Cells key = key(record);
    Cells rest =
        value instanceof Struct struct
            ? rest(key, struct)
            : rest(key, (Map<?, ?>) value, record.valueSchema());
    List<@Nullable Object> values = new ArrayList<>(key.values().size() + rest.values().size());
    values.addAll(key.values());
    values.addAll(rest.values());
    return new SqliteChange.Write(new SqliteShape(table, key.columns(), rest.columns()), values);
  }

  /** Returns a field's value, or its default where the schema allows no null. */
  static @Nullable Object valueOf(Struct struct, Field field) {
    // get() would replace the null of an optional field by its default too.
    return field.schema().isOptional() && field.schema().defaultValue() != null
        ? struct.getWithoutDefault(field.name())
        : struct.get(field);
  }

  private SqliteChange tombstone(String table, SinkRecord record) {
    if (keyMode == KeyMode.RECORD_KEY) {
      if (!deleteEnabled) {
        return new SqliteChange.Nothing();
      }
      Cells key = key(record);
      return new SqliteChange.Delete(
          new SqliteShape(table, key.columns(), SqliteColumns.NONE), key.values());
    }
    if (deleteEnabled) {
      throw new DataException(
          """
          it has no value: set pk.mode=record_key to delete the row with its key, or \
          delete.enabled=false to accept such records without deleting""");
    }
    return keyMode == KeyMode.KAFKA
        ? new SqliteChange.Write(
            new SqliteShape(table, KAFKA_KEY, SqliteColumns.NONE), key(record).values())
        : new SqliteChange.Nothing();
  }

  private String table(String topic) {
    String known = tables.find(topic);
    if (known != null) {
      return known;
    }
    String table = tableNameFormat.replace("${topic}", topic);
    String folded = SqliteStatements.fold(table);
    if (folded.startsWith("sqlite_") || folded.equals(SqliteDatabase.OFFSETS_TABLE)) {
      throw new DataException(
          "the table name \"%s\" is reserved: set table.name.format to another".formatted(table));
    }
    if (SqliteConversion.text(table).indexOf('\0') >= 0) {
      throw new DataException("the table's name contains the character NUL");
    }
    tables.put(topic, table);
    return table;
  }

  private Cells key(SinkRecord record) {
    return switch (keyMode) {
      case KAFKA ->
          new Cells(
              KAFKA_KEY,
              List.of(
                  record.originalTopic(),
                  (long) record.originalKafkaPartition(),
                  record.originalKafkaOffset()));
      case NONE -> new Cells(SqliteColumns.NONE, List.of());
      case RECORD_KEY -> recordKey(record);
      case RECORD_VALUE ->
          keyParts("value", record.valueSchema(), Objects.requireNonNull(record.value()));
    };
  }

  private Cells recordKey(SinkRecord record) {
    Object key = record.key();
    if (key == null) {
      throw new DataException(
          "it has no key: set pk.mode to record_value, kafka or none if the topic has records without");
    }
    if (key instanceof Struct || key instanceof Map) {
      return keyParts("key", record.keySchema(), key);
    }
    if (keyFields.size() > 1) {
      throw new DataException(
          "its key is one value, but pk.fields names %d columns".formatted(keyFields.size()));
    }
    Object converted = SqliteConversion.convert(record.keySchema(), key);
    String name = keyFields.isEmpty() ? DEFAULT_KEY_COLUMN : keyFields.get(0);
    return new Cells(
        new SqliteColumns(List.of(SqliteColumn.key(name, ColumnType.of(converted)))),
        Arrays.asList(converted));
  }

  private Cells keyParts(String source, @Nullable Schema schema, Object container) {
    Cells cells =
        container instanceof Struct struct
            ? keyReader(source, struct.schema()).read(struct)
            : mapKey(source, schema, (Map<?, ?>) container);
    int missing = cells.values().indexOf(null);
    if (missing >= 0) {
      throw new DataException(
          "the field \"%s\" of its %s is null, but part of the primary key"
              .formatted(cells.columns().names().get(missing), source));
    }
    return cells;
  }

  private Reader keyReader(String source, Schema schema) {
    Reader known = keyReaders.find(schema);
    if (known != null) {
      return known;
    }
    List<Field> fields = schema.fields();
    if (!keyFields.isEmpty()) {
      fields = new ArrayList<>();
      for (String name : keyFields) {
        Field field = schema.field(name);
        if (field == null) {
          throw noSuchField(source, name);
        }
        fields.add(field);
      }
    }
    requireSome(source, fields.size());
    Reader reader =
        reader(fields, field -> SqliteColumn.key(field.name(), ColumnType.of(field.schema())));
    keyReaders.put(schema, reader);
    return reader;
  }

  private Cells mapKey(String source, @Nullable Schema schema, Map<?, ?> map) {
    List<String> names = keyFields.isEmpty() ? names(map) : keyFields;
    requireSome(source, names.size());
    List<SqliteColumn> columns = new ArrayList<>(names.size());
    List<@Nullable Object> values = new ArrayList<>(names.size());
    for (String name : names) {
      if (!map.containsKey(name)) {
        throw noSuchField(source, name);
      }
      Object value = convertEntry(schema, map.get(name));
      columns.add(SqliteColumn.key(name, ColumnType.of(value)));
      values.add(value);
    }
    return new Cells(new SqliteColumns(columns), values);
  }

  private Cells rest(Cells key, Struct struct) {
    Schema schema = struct.schema();
    for (int i = 0; i < key.columns().size(); i++) {
      Field field = schema.field(key.columns().list().get(i).name());
      if (field != null && keyMode != KeyMode.RECORD_VALUE) {
        requireSame(key, i, SqliteConversion.convert(field.schema(), valueOf(struct, field)));
      }
    }
    var restKey = new RestKey(key.columns(), schema);
    Reader reader = restReaders.find(restKey);
    if (reader == null) {
      reader =
          reader(
              schema.fields().stream()
                  .filter(field -> key.columns().indexOf(field.name()) < 0)
                  .toList(),
              SqliteMapper::column);
      restReaders.put(restKey, reader);
    }
    return reader.read(struct);
  }

  private Cells rest(Cells key, Map<?, ?> map, @Nullable Schema schema) {
    List<String> names = names(map);
    List<SqliteColumn> columns = new ArrayList<>(names.size());
    List<@Nullable Object> values = new ArrayList<>(names.size());
    for (String name : names) {
      Object value = convertEntry(schema, map.get(name));
      int index = key.columns().indexOf(name);
      if (index >= 0) {
        requireSame(key, index, value);
      } else {
        columns.add(SqliteColumn.optional(name, ColumnType.of(value)));
        values.add(value);
      }
    }
    return new Cells(new SqliteColumns(columns), values);
  }

  /** A column can hold one of two fields of the same name: neither may be lost in silence. */
  private static void requireSame(Cells key, int index, @Nullable Object value) {
    Object held = key.values().get(index);
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
              .formatted(key.columns().names().get(index)));
    }
  }

  private static Reader reader(List<Field> fields, Function<Field, SqliteColumn> column) {
    return new Reader(
        new SqliteColumns(fields.stream().map(column).toList()),
        fields,
        fields.stream().map(field -> SqliteConversion.of(field.schema())).toList());
  }

  private static SqliteColumn column(Field field) {
    Schema schema = field.schema();
    return new SqliteColumn(
        field.name(),
        ColumnType.of(schema),
        !schema.isOptional(),
        SqliteConversion.convert(schema, schema.defaultValue()));
  }

  private static @Nullable Object convertEntry(@Nullable Schema map, @Nullable Object value) {
    return SqliteConversion.convert(map == null ? null : map.valueSchema(), value);
  }

  /** Returns the keys in one order for all maps that have the same ones. */
  private static List<String> names(Map<?, ?> map) {
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

  private static void requireSome(String source, int fields) {
    if (fields == 0) {
      throw new DataException("its %s has no field to identify a row by".formatted(source));
    }
  }

  private static DataException noSuchField(String source, String name) {
    return new DataException(
        "its %s has no field \"%s\", which pk.fields names".formatted(source, name));
  }
}
