package io.tributary.connect.sqlite;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/** Finds the columns that identify a row. What a schema means is remembered. */
final class SqliteKeys {
  static final String DEFAULT_COLUMN = "_key";

  private static final SqliteColumns KAFKA =
      new SqliteColumns(
          List.of(
              SqliteColumn.key("_topic", ColumnType.TEXT),
              SqliteColumn.key("_partition", ColumnType.INTEGER),
              SqliteColumn.key("_offset", ColumnType.INTEGER)));
  private static final int REMEMBERED = 256;

  private final KeyMode mode;
  private final List<String> names;
  private final SqliteConversion conversion;
  private final SqliteFields fields;
  private final LruCache<Schema, Reader> readers = new LruCache<>(REMEMBERED);

  /** The column of keys that are one value, by its type. */
  private final Map<ColumnType, SqliteColumns> columns = new EnumMap<>(ColumnType.class);

  /** How to get the key from the structs of one schema. */
  private record Reader(
      SqliteColumns columns, List<Field> fields, List<Function<Object, Object>> conversions) {
    SqliteCells read(Struct struct) {
      @Nullable Object[] values = new @Nullable Object[fields.size()];
      for (int i = 0; i < values.length; i++) {
        Object value = SqliteReader.valueOf(struct, fields.get(i));
        values[i] = value == null ? null : conversions.get(i).apply(value);
      }
      return new SqliteCells(columns, Arrays.asList(values));
    }
  }

  SqliteKeys(KeyMode mode, List<String> names, SqliteConversion conversion, SqliteFields fields) {
    this.mode = mode;
    this.names = List.copyOf(names);
    this.conversion = conversion;
    this.fields = fields;
  }

  /** Returns the key of a record whose row has these fields. */
  SqliteCells of(SinkRecord record, @Nullable Schema schema, Object value) {
    return mode == KeyMode.RECORD_VALUE ? parts("value", schema, value) : withoutValue(record);
  }

  /** Returns the key of a record whose value has no part in it. */
  SqliteCells withoutValue(SinkRecord record) {
    return switch (mode) {
      case KAFKA ->
          new SqliteCells(
              KAFKA,
              List.of(
                  record.originalTopic(),
                  (long) record.originalKafkaPartition(),
                  record.originalKafkaOffset()));
      case RECORD_KEY -> recordKey(record);
      case NONE -> SqliteCells.NONE;
      case RECORD_VALUE -> throw new DataException("it has no value to take the key from");
    };
  }

  private SqliteCells recordKey(SinkRecord record) {
    Object key = record.key();
    if (key == null) {
      throw new DataException(
          """
          it has no key: set pk.mode to record_value, kafka or none if the topic has records \
          without""");
    }
    if (key instanceof Struct || key instanceof Map) {
      return parts("key", record.keySchema(), key);
    }
    if (names.size() > 1) {
      throw new DataException(
          "its key is one value, but pk.fields names %d columns".formatted(names.size()));
    }
    Object converted = conversion.convert(record.keySchema(), key);
    String name = names.isEmpty() ? DEFAULT_COLUMN : names.get(0);
    return new SqliteCells(column(name, ColumnType.of(converted)), Arrays.asList(converted));
  }

  private SqliteColumns column(String name, ColumnType type) {
    return columns.computeIfAbsent(
        type, any -> new SqliteColumns(List.of(SqliteColumn.key(name, type))));
  }

  private SqliteCells parts(String source, @Nullable Schema schema, Object container) {
    SqliteCells cells =
        container instanceof Struct struct
            ? reader(source, struct.schema()).read(struct)
            : mapKey(source, schema, (Map<?, ?>) container);
    int missing = cells.values().indexOf(null);
    if (missing >= 0) {
      throw new DataException(
          "the field \"%s\" of its %s is null, but part of the primary key"
              .formatted(cells.columns().names().get(missing), source));
    }
    return cells;
  }

  private Reader reader(String source, Schema schema) {
    Reader known = readers.find(schema);
    if (known != null) {
      return known;
    }
    List<Field> parts = schema.fields();
    if (!names.isEmpty()) {
      parts = new ArrayList<>();
      for (String name : names) {
        Field field = schema.field(name);
        if (field == null) {
          throw noSuchField(source, name);
        }
        parts.add(field);
      }
    }
    requireSome(source, parts.size());
    var reader =
        new Reader(
            new SqliteColumns(
                parts.stream()
                    .map(
                        part ->
                            SqliteColumn.key(column(part.name()), conversion.type(part.schema())))
                    .toList()),
            parts,
            parts.stream().map(part -> conversion.of(part.schema())).toList());
    readers.put(schema, reader);
    return reader;
  }

  private SqliteCells mapKey(String source, @Nullable Schema schema, Map<?, ?> map) {
    List<String> parts = names.isEmpty() ? SqliteReader.names(map) : names;
    requireSome(source, parts.size());
    List<SqliteColumn> columns = new ArrayList<>(parts.size());
    List<@Nullable Object> values = new ArrayList<>(parts.size());
    for (String name : parts) {
      if (!map.containsKey(name)) {
        throw noSuchField(source, name);
      }
      Object value =
          conversion.convert(schema == null ? null : schema.valueSchema(), map.get(name));
      columns.add(SqliteColumn.key(column(name), ColumnType.of(value)));
      values.add(value);
    }
    return new SqliteCells(new SqliteColumns(columns), values);
  }

  /** Fields of the value can have other names in the table, those of the key cannot. */
  private String column(String field) {
    return mode == KeyMode.RECORD_VALUE ? fields.column("", field, field) : field;
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
