package io.tributary.connect.sqlite;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.LambdaValidator;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;

/** The properties of the connector. */
final class SqliteSinkConfig extends AbstractConfig {
  static final String DATABASE = "database";
  static final String BUSY_TIMEOUT_MS = "busy.timeout.ms";
  static final String BATCH_SIZE = "batch.size";
  static final String LINGER_MS = "linger.ms";
  static final String TABLE_NAME_FORMAT = "table.name.format";
  static final String AUTO_CREATE = "auto.create";
  static final String AUTO_EVOLVE = "auto.evolve";
  static final String INSERT_MODE = "insert.mode";
  static final String PK_MODE = "pk.mode";
  static final String PK_FIELDS = "pk.fields";
  static final String DELETE_ENABLED = "delete.enabled";

  private static final String DATABASE_GROUP = "Database";
  private static final String TABLES_GROUP = "Tables";
  private static final String ROWS_GROUP = "Rows";
  private static final String NAME = "name";

  static final ConfigDef DEFINITION =
      new ConfigDef()
          .define(
              DATABASE,
              Type.STRING,
              ConfigDef.NO_DEFAULT_VALUE,
              LambdaValidator.with(SqliteConfigChecks::database, () -> "the path of a file"),
              Importance.HIGH,
              """
              The path of the SQLite file. It is created if it does not exist, as are the folders \
              above it. A relative path starts at the worker's working directory. Every worker \
              that may run a task of this connector needs the same file: run it on one worker, \
              or on workers of one machine.""",
              DATABASE_GROUP,
              0,
              Width.LONG,
              "Database file")
          .define(
              BUSY_TIMEOUT_MS,
              Type.INT,
              5_000,
              Range.between(0, 60_000),
              Importance.LOW,
              """
              How long to wait for another process or task that is writing to the file, in \
              milliseconds. After that the batch is tried again a second later, for as long as it \
              takes.""",
              DATABASE_GROUP,
              1,
              Width.SHORT,
              "Wait for a lock (ms)")
          .define(
              BATCH_SIZE,
              Type.INT,
              50_000,
              Range.between(1, 1_000_000),
              Importance.MEDIUM,
              """
              How many records to gather for one transaction at most. With keys in random order, \
              large transactions are several times faster than small ones. Records of 32 MB \
              together make a batch as well.""",
              DATABASE_GROUP,
              2,
              Width.SHORT,
              "Records per transaction")
          .define(
              LINGER_MS,
              Type.INT,
              500,
              Range.between(0, 60_000),
              Importance.MEDIUM,
              """
              How long a record waits for others before it is written, in milliseconds. With 0 each \
              delivery of the worker is a transaction of its own.""",
              DATABASE_GROUP,
              3,
              Width.SHORT,
              "Wait for a full batch (ms)")
          .define(
              TABLE_NAME_FORMAT,
              Type.STRING,
              "${topic}",
              LambdaValidator.with(
                  SqliteConfigChecks::tableNameFormat,
                  () -> "a table name, with ${topic} where the topic's name goes"),
              Importance.MEDIUM,
              """
              The name of the table that a record goes to. ${topic} stands for the record's topic. \
              Names need no quoting here; SQLite does not tell a-z from A-Z in them.""",
              TABLES_GROUP,
              0,
              Width.MEDIUM,
              "Table name")
          .define(
              AUTO_CREATE,
              Type.BOOLEAN,
              true,
              Importance.MEDIUM,
              """
              Whether to create a table that does not exist, as a STRICT one with columns and \
              NOT NULL from the record's schema, or from its values where it has no schema. If \
              false, records of a missing table are refused.""",
              TABLES_GROUP,
              1,
              Width.SHORT,
              "Create tables")
          .define(
              AUTO_EVOLVE,
              Type.BOOLEAN,
              true,
              Importance.MEDIUM,
              """
              Whether to add a column for a field that the table does not have. If false, records \
              with such a field are refused. Columns are never removed or changed.""",
              TABLES_GROUP,
              2,
              Width.SHORT,
              "Add columns")
          .define(
              INSERT_MODE,
              Type.STRING,
              "upsert",
              ValidString.in("upsert", "insert"),
              Importance.HIGH,
              """
              upsert writes a new row, or sets those columns of the row with the same key that the \
              record carries and leaves the others alone. insert only adds rows; a record whose \
              key exists is refused.""",
              ROWS_GROUP,
              0,
              Width.SHORT,
              "Insert mode")
          .define(
              PK_MODE,
              Type.STRING,
              "record_key",
              ValidString.in("record_key", "record_value", "kafka"),
              Importance.HIGH,
              """
              Where a row's primary key comes from. record_key: the record's key, either one \
              value or the fields of a struct or map. record_value: the fields of the value that \
              pk.fields names. kafka: the columns _topic, _partition and _offset, which make \
              every record a row of its own.""",
              ROWS_GROUP,
              1,
              Width.SHORT,
              "Primary key from")
          .define(
              PK_FIELDS,
              Type.LIST,
              List.of(),
              LambdaValidator.with(
                  SqliteConfigChecks::keyFields, () -> "names, each once, separated by commas"),
              Importance.HIGH,
              """
              The names of the key columns. With record_key: for a key that is one value, the \
              column it goes to (_key if empty); for a struct or map, the fields to use (all if \
              empty). With record_value: the fields to use, at least one. With kafka: empty.""",
              ROWS_GROUP,
              2,
              Width.MEDIUM,
              "Key columns")
          .define(
              DELETE_ENABLED,
              Type.BOOLEAN,
              true,
              Importance.MEDIUM,
              """
              Whether a record without a value (a tombstone) deletes the row with its key, which \
              needs pk.mode=record_key. With any other pk.mode a tombstone is refused unless this \
              is false. If false, a tombstone changes nothing, except that pk.mode=kafka stores it \
              as a row that has only the key columns.""",
              ROWS_GROUP,
              3,
              Width.SHORT,
              "Delete on tombstones");

  SqliteSinkConfig(Map<String, String> properties) {
    super(DEFINITION, properties);
    SqliteConfigChecks.conflicts(properties)
        .forEach(
            (property, problem) -> {
              throw new ConfigException(property, properties.get(property), problem);
            });
  }

  /** The name under which the file remembers offsets. */
  String connector() {
    Object name = originals().get(NAME);
    if (name == null) {
      throw new ConfigException(NAME, null, "the connector's name is expected");
    }
    return name.toString();
  }

  Path database() {
    return Path.of(getString(DATABASE)).toAbsolutePath().normalize();
  }

  Duration busyTimeout() {
    return Duration.ofMillis(getInt(BUSY_TIMEOUT_MS));
  }

  int batchSize() {
    return getInt(BATCH_SIZE);
  }

  Duration linger() {
    return Duration.ofMillis(getInt(LINGER_MS));
  }

  String tableNameFormat() {
    return getString(TABLE_NAME_FORMAT);
  }

  boolean autoCreate() {
    return getBoolean(AUTO_CREATE);
  }

  boolean autoEvolve() {
    return getBoolean(AUTO_EVOLVE);
  }

  InsertMode insertMode() {
    return InsertMode.valueOf(getString(INSERT_MODE).toUpperCase(Locale.ROOT));
  }

  KeyMode keyMode() {
    return KeyMode.valueOf(getString(PK_MODE).toUpperCase(Locale.ROOT));
  }

  List<String> keyFields() {
    return getList(PK_FIELDS);
  }

  boolean deleteEnabled() {
    return getBoolean(DELETE_ENABLED);
  }
}
