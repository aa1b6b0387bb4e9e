package io.tributary.connect.sqlite;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns records into changes; throws nothing but DataException, whose message says what is wrong
 * and never shows a value.
 */
final class SqliteMapper {
  static final SqliteColumns ORDINAL =
      new SqliteColumns(List.of(SqliteColumn.key("ordinal", ColumnType.INTEGER)));
  private static final int REMEMBERED = 256;
  private static final Logger log = LoggerFactory.getLogger(SqliteMapper.class);

  /** After so many rows, a field that none has had is likely to be misspelt. */
  private static final int ENOUGH = 1_000;

  private final SqliteFields fields;
  private final SqliteTableNames tables;
  private final EnvelopeMode envelopeMode;
  private final KeyMode keyMode;
  private final boolean deleteEnabled;
  private final boolean truncateEnabled;
  private final SqliteKeys keys;
  private final SqliteReader reader;
  private final SqliteMetadata metadata;
  private final LruCache<Joined, SqliteColumns> joined = new LruCache<>(REMEMBERED);

  private SqliteShape last = new SqliteShape("", SqliteColumns.NONE, SqliteColumns.NONE);
  private int rows;

  private record Joined(SqliteColumns first, SqliteColumns second) {}

  SqliteMapper(SqliteSinkConfig config) {
    var conversion = new SqliteConversion(config.timestampsAsEpoch(), config.decimalsAsReal());
    this.fields = config.fields();
    this.tables = new SqliteTableNames(config.tableNameFormat());
    this.envelopeMode = config.envelopeMode();
    this.keyMode = config.keyMode();
    this.deleteEnabled = config.deleteEnabled();
    this.truncateEnabled = config.truncateEnabled();
    this.keys = new SqliteKeys(keyMode, config.keyFields(), conversion, fields);
    // A row of such a tombstone has nothing but its key.
    boolean rowsOfTombstones = keyMode == KeyMode.KAFKA && !deleteEnabled;
    this.reader =
        new SqliteReader(
            conversion, fields, config.flattens(), config.arraysAsTables(), rowsOfTombstones);
    this.metadata = new SqliteMetadata(config.metadataColumns(), conversion);
  }

  SqliteChange map(SinkRecord record) {
    Object value = record.value();
    if (value == null) {
      // Debezium sends one after each delete, which has deleted already what it can find by value.
      return envelopeMode == EnvelopeMode.DEBEZIUM && keyMode == KeyMode.RECORD_VALUE
          ? new SqliteChange.Nothing()
          : delete(record, null, null);
    }
    boolean opens =
        switch (envelopeMode) {
          case AUTO -> SqliteEnvelope.isEnvelope(value);
          case NONE -> false;
          case DEBEZIUM -> true;
        };
    if (!opens) {
      return write(record, record.valueSchema(), value, false);
    }
    SqliteEnvelope envelope = SqliteEnvelope.open(value, record.valueSchema());
    return switch (envelope.operation()) {
      case WRITE ->
          moved(
              record,
              envelope,
              write(record, envelope.schema(), Objects.requireNonNull(envelope.row()), true));
      case DELETE -> delete(record, envelope.schema(), envelope.row());
      case TRUNCATE -> truncate(record);
    };
  }

  private SqliteChange truncate(SinkRecord record) {
    boolean found = keyMode == KeyMode.RECORD_KEY || keyMode == KeyMode.RECORD_VALUE;
    if (!deleteEnabled || !found) {
      return delete(record, null, null);
    }
    if (!truncateEnabled) {
      throw new DataException(
          """
          it truncates: set truncate.enabled=true to delete all rows, which needs a topic of one \
          partition, or let the connector of the database leave truncations out""");
    }
    return new SqliteChange.Truncate(tables.of(record.topic(), null));
  }

  /** Takes the old row with it where the change has given the row another key. */
  private SqliteChange moved(SinkRecord record, SqliteEnvelope envelope, SqliteChange.Write write) {
    Object before = envelope.before();
    if (keyMode != KeyMode.RECORD_VALUE || !deleteEnabled || before == null) {
      return write;
    }
    SqliteChange.Delete old;
    try {
      old = delete(record.topic(), keys.of(record, envelope.schema(), before), before);
    } catch (DataException e) {
      // Some databases tell a part of the old row only: then nothing says that it was another.
      return write;
    }
    int keySize = old.values().size();
    boolean same =
        old.shape().table().equals(write.shape().table())
            && old.shape().key().names().equals(write.shape().key().names())
            && Objects.deepEquals(
                old.values().toArray(), write.values().subList(0, keySize).toArray());
    return same ? write : new SqliteChange.Move(old, write);
  }

  private SqliteChange.Write write(
      SinkRecord record, @Nullable Schema schema, Object value, boolean ofChangeEvent) {
    if (!(value instanceof Struct) && !(value instanceof Map)) {
      throw new DataException(
          """
          its value is a %s, but a row needs named fields: let value.converter produce a struct or \
          a map (JsonConverter, Avro), or wrap the value with the transform HoistField"""
              .formatted(value.getClass().getSimpleName()));
    }
    SqliteCells key = keys.of(record, schema, value);
    SqliteCells rest = reader.read(key, value, schema);
    if (++rows == ENOUGH && !fields.unseen().isEmpty()) {
      log.warn(
          "None of the first {} rows has had the fields {}, which the properties fields.* name",
          rows,
          fields.unseen());
    }
    return write(
        record,
        tables.of(record.topic(), value),
        key,
        ofChangeEvent ? SqliteEnvelope.withoutUnavailable(rest) : rest);
  }

  private SqliteChange.Write write(
      SinkRecord record, String table, SqliteCells key, SqliteCells rest) {
    SqliteCells origin = metadata.read(record, key.columns());
    List<@Nullable Object> values =
        new ArrayList<>(key.values().size() + rest.values().size() + origin.values().size());
    values.addAll(key.values());
    values.addAll(rest.values());
    values.addAll(origin.values());
    return new SqliteChange.Write(
        shape(table, key.columns(), join(rest.columns(), origin.columns())),
        values,
        rest.arrays().isEmpty()
            ? List.of()
            : rest.arrays().stream().map(array -> elements(table, key, array)).toList());
  }

  private SqliteChange.Elements elements(
      String table, SqliteCells key, SqliteCells.ArrayRows array) {
    requireOwnColumns(key.columns(), array);
    List<List<@Nullable Object>> rows = new ArrayList<>(array.rows().size());
    for (List<@Nullable Object> element : array.rows()) {
      List<@Nullable Object> row = new ArrayList<>(key.values().size() + 1 + element.size());
      row.addAll(key.values());
      row.add((long) rows.size());
      row.addAll(element);
      rows.add(row);
    }
    return new SqliteChange.Elements(
        new SqliteShape(table + "_" + array.name(), join(key.columns(), ORDINAL), array.columns()),
        rows);
  }

  /** Refuses an array whose elements have a column of the key too. */
  private static void requireOwnColumns(SqliteColumns key, SqliteCells.ArrayRows array) {
    for (SqliteColumn column : key.list()) {
      if (ORDINAL.indexOf(column.name()) >= 0 || array.columns().indexOf(column.name()) >= 0) {
        throw new DataException(
            """
            the elements of its array "%s" have a column "%s", and so has the key: give the field \
            of the elements another name with fields.rename, or the key with pk.fields"""
                .formatted(array.name(), column.name()));
      }
    }
  }

  /**
   * @param row what is deleted, where the record tells more than its key
   */
  private SqliteChange delete(SinkRecord record, @Nullable Schema schema, @Nullable Object row) {
    boolean found =
        keyMode == KeyMode.RECORD_KEY || (keyMode == KeyMode.RECORD_VALUE && row != null);
    if (deleteEnabled && found) {
      SqliteCells key = row == null ? keys.withoutValue(record) : keys.of(record, schema, row);
      return delete(record.topic(), key, row);
    }
    if (deleteEnabled) {
      throw new DataException(
          """
          it deletes, or has no value: set pk.mode=record_key to delete the row with its key, or \
          delete.enabled=false to accept such records without deleting""");
    }
    return keyMode == KeyMode.KAFKA
        ? write(record, tables.of(record.topic(), row), keys.withoutValue(record), SqliteCells.NONE)
        : new SqliteChange.Nothing();
  }

  private SqliteChange.Delete delete(String topic, SqliteCells key, @Nullable Object row) {
    return new SqliteChange.Delete(
        new SqliteShape(tables.of(topic, row), key.columns(), SqliteColumns.NONE), key.values());
  }

  /** Returns the shape of the row before if it has the same: one object is found faster. */
  private SqliteShape shape(String table, SqliteColumns key, SqliteColumns rest) {
    if (!last.table().equals(table) || !last.key().equals(key) || !last.rest().equals(rest)) {
      last = new SqliteShape(table, key, rest);
    }
    return last;
  }

  private SqliteColumns join(SqliteColumns first, SqliteColumns second) {
    if (second.size() == 0) {
      return first;
    }
    var both = new Joined(first, second);
    SqliteColumns known = joined.find(both);
    if (known == null) {
      known = first.plus(second);
      joined.put(both, known);
    }
    return known;
  }
}
