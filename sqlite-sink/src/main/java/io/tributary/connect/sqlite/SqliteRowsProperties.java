package io.tributary.connect.sqlite;

import java.util.List;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.LambdaValidator;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigDef.Width;

/** How a record becomes a row. */
final class SqliteRowsProperties {
  private static final String GROUP = "Rows";

  private SqliteRowsProperties() {}

  static void addTo(ConfigDef definition) {
    definition
        .define(
            SqliteSinkConfig.INSERT_MODE,
            Type.STRING,
            "upsert",
            ValidString.in("upsert", "insert", "insert_or_ignore", "replace", "update"),
            Importance.HIGH,
            """
              upsert writes a new row, or sets those columns of the row with the same key that the \
              record carries and leaves the others alone. insert only adds rows; a record whose \
              key exists is refused. insert_or_ignore only adds rows, and passes over a record \
              whose key exists. replace writes a new row, or makes the row with the same key what \
              the record says: columns it does not carry get their default. update only changes \
              rows, as upsert does, and passes over a record whose key does not exist.""",
            GROUP,
            0,
            Width.SHORT,
            "Insert mode")
        .define(
            SqliteSinkConfig.PK_MODE,
            Type.STRING,
            "record_key",
            ValidString.in("record_key", "record_value", "kafka", "none"),
            Importance.HIGH,
            """
              Where a row's primary key comes from. record_key: the record's key, either one \
              value or the fields of a struct or map. record_value: the fields of the value that \
              pk.fields names. kafka: the columns _topic, _partition and _offset, which make \
              every record a row of its own. none: the table has no key; insert.mode has to be \
              insert or insert_or_ignore, and the latter passes over rows that a unique index of \
              your own refuses.""",
            GROUP,
            1,
            Width.SHORT,
            "Primary key from")
        .define(
            SqliteSinkConfig.PK_FIELDS,
            Type.LIST,
            List.of(),
            LambdaValidator.with(
                SqliteConfigChecks::names, () -> "names, each once, separated by commas"),
            Importance.HIGH,
            """
              The names of the key columns. With record_key: for a key that is one value, the \
              column it goes to (_key if empty); for a struct or map, the fields to use (all if \
              empty). With record_value: the fields to use, at least one. With kafka and none: empty.""",
            GROUP,
            2,
            Width.MEDIUM,
            "Key columns")
        .define(
            SqliteSinkConfig.DELETE_ENABLED,
            Type.BOOLEAN,
            true,
            Importance.MEDIUM,
            """
              Whether a record without a value (a tombstone) deletes the row with its key, which \
              needs pk.mode=record_key. With any other pk.mode a tombstone is refused unless this \
              is false. If false, a tombstone changes nothing, except that pk.mode=kafka stores it \
              as a row that has only the key columns and metadata, for which other columns are \
              never NOT NULL. Change events that delete are treated alike, see value.envelope.""",
            GROUP,
            3,
            Width.SHORT,
            "Delete on tombstones")
        .define(
            SqliteSinkConfig.TRUNCATE_ENABLED,
            Type.BOOLEAN,
            false,
            Importance.LOW,
            """
            Whether the change event t, a truncation, deletes all rows of the table, where deletes are \
            enabled. If false such an event is refused. It has no key, so only in a topic of one \
            partition is it in its place among the other events; in any other, rows that were \
            written after the truncation may be deleted too.""",
            GROUP,
            4,
            Width.SHORT,
            "Delete all rows on truncations")
        .define(
            SqliteSinkConfig.VALUE_ENVELOPE,
            Type.STRING,
            "auto",
            ValidString.in("auto", "none", "debezium"),
            Importance.MEDIUM,
            """
            Whether values are Debezium change events, whose operations c, r and u write the row in \
            after, and whose operation d deletes as a tombstone does, or with \
            pk.mode=record_value by the fields of before. t, a truncation, deletes all rows if truncate.enabled is set. auto: \
            those values that have before, after, source and op. none: no value. debezium: every \
            value; others are refused. With pk.mode=record_value, auto refuses the tombstone that \
            follows a delete and debezium ignores it.""",
            GROUP,
            5,
            Width.SHORT,
            "Change events");
  }
}
