package io.tributary.connect.sqlite;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/** The properties of the connector. */
final class SqliteSinkConfig extends AbstractConfig {
  static final String DATABASE = "database";
  static final String BUSY_TIMEOUT_MS = "busy.timeout.ms";
  static final String BATCH_SIZE = "batch.size";
  static final String BATCH_MAX_BYTES = "batch.max.bytes";
  static final String LINGER_MS = "linger.ms";
  static final String DELIVERY = "delivery";
  static final String OFFSETS_ID = "offsets.id";
  static final String ON_OFFSET_RESET = "on.offset.reset";
  static final String TABLE_NAME_FORMAT = "table.name.format";
  static final String AUTO_CREATE = "auto.create";
  static final String AUTO_EVOLVE = "auto.evolve";
  static final String INSERT_MODE = "insert.mode";
  static final String PK_MODE = "pk.mode";
  static final String PK_FIELDS = "pk.fields";
  static final String DELETE_ENABLED = "delete.enabled";
  static final String TRUNCATE_ENABLED = "truncate.enabled";

  static final String FIELDS_INCLUDE = "fields.include";
  static final String FIELDS_EXCLUDE = "fields.exclude";
  static final String FIELDS_RENAME = "fields.rename";
  static final String METADATA_COLUMNS = "metadata.columns";
  static final String TIMESTAMP_FORMAT = "timestamp.format";
  static final String DECIMAL_MODE = "decimal.mode";
  static final String NESTED_MODE = "nested.mode";
  static final String ARRAY_MODE = "array.mode";
  static final String INDEXES = "indexes";
  static final String FTS_FIELDS = "fts.fields";
  static final String RETENTION_ROWS = "retention.rows";
  static final String RETENTION_MS = "retention.ms";
  static final String RETENTION_FIELD = "retention.field";
  static final String VALUE_ENVELOPE = "value.envelope";

  private static final String NAME = "name";
  private static final int PARTS_OF_HEAP = 8;

  /** Beyond that a transaction writes no fewer pages by the row, if rows are neighbours. */
  private static final int ENOUGH_NEIGHBOURS = 1_000;

  static final ConfigDef DEFINITION = new ConfigDef();

  static {
    SqliteDatabaseProperties.addTo(DEFINITION);
    SqliteDeliveryProperties.addTo(DEFINITION);
    SqliteTablesProperties.addTo(DEFINITION);
    SqliteRowsProperties.addTo(DEFINITION);
    SqliteColumnsProperties.addTo(DEFINITION);
    SqliteRetentionProperties.addTo(DEFINITION);
  }

  SqliteSinkConfig(Map<String, String> properties) {
    super(DEFINITION, properties);
    SqliteConfigChecks.conflicts(properties)
        .forEach(
            (property, problem) -> {
              throw new ConfigException(property, properties.get(property), problem);
            });
  }

  boolean exactlyOnce() {
    return getString(DELIVERY).equals("exactly_once");
  }

  /** The name under which the file remembers offsets. */
  String offsetsId() {
    String id = getString(OFFSETS_ID);
    if (id != null) {
      return id;
    }
    Object connector = originals().get(NAME);
    if (connector == null) {
      throw new ConfigException(NAME, null, "the connector's name is expected");
    }
    return connector.toString();
  }

  /** Whether what the file does not know is read from its start, whatever Kafka remembers. */
  boolean startsAnew() {
    return exactlyOnce() && getString(OFFSETS_ID) != null;
  }

  SqliteFileName database() {
    return new SqliteFileName(getString(DATABASE));
  }

  Duration busyTimeout() {
    return Duration.ofMillis(getInt(BUSY_TIMEOUT_MS));
  }

  /** How many rows a transaction gathers; more do not help where one page takes many of them. */
  int batchSize() {
    boolean neighbours = rowsArriveInOrder() && indexes().isEmpty() && searchFields().isEmpty();
    return neighbours ? Math.min(getInt(BATCH_SIZE), ENOUGH_NEIGHBOURS) : getInt(BATCH_SIZE);
  }

  /** Whether the key of each row is above those before. */
  boolean rowsArriveInOrder() {
    return keyMode() == KeyMode.KAFKA || keyMode() == KeyMode.NONE;
  }

  /** What a task may hold, in a heap that others use too. */
  long batchMaxBytes() {
    return Math.min(getLong(BATCH_MAX_BYTES), Runtime.getRuntime().maxMemory() / PARTS_OF_HEAP);
  }

  Duration linger() {
    return Duration.ofMillis(getInt(LINGER_MS));
  }

  /** Whether a topic that starts over is followed. */
  boolean adoptsResets() {
    return !exactlyOnce() || getString(ON_OFFSET_RESET).equals("adopt");
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

  boolean truncateEnabled() {
    return getBoolean(TRUNCATE_ENABLED);
  }

  SqliteFields fields() {
    return new SqliteFields(
        new HashSet<>(getList(FIELDS_INCLUDE)),
        new HashSet<>(getList(FIELDS_EXCLUDE)),
        SqliteConfigChecks.renames(getList(FIELDS_RENAME)));
  }

  /** Whether the fields of structs and objects have columns of their own. */
  boolean flattens() {
    return getString(NESTED_MODE).equals("flatten");
  }

  boolean arraysAsTables() {
    return getString(ARRAY_MODE).equals("table");
  }

  EnvelopeMode envelopeMode() {
    return EnvelopeMode.valueOf(getString(VALUE_ENVELOPE).toUpperCase(Locale.ROOT));
  }

  /** The columns of each index. */
  List<List<String>> indexes() {
    return Stream.concat(
            getList(INDEXES).stream().map(SqliteConfigChecks::indexColumns),
            // Finding the oldest rows must not read the whole table.
            retentionColumn().map(List::of).stream())
        .distinct()
        .toList();
  }

  /** How many rows a table may have, or -1. */
  long retentionRows() {
    return getLong(RETENTION_ROWS);
  }

  Optional<Duration> retentionAge() {
    return Optional.of(getLong(RETENTION_MS)).filter(millis -> millis > 0).map(Duration::ofMillis);
  }

  /** The column that tells the age of a row. */
  Optional<String> retentionColumn() {
    return Optional.ofNullable(getString(RETENTION_FIELD));
  }

  List<String> searchFields() {
    return getList(FTS_FIELDS);
  }

  List<String> metadataColumns() {
    return getList(METADATA_COLUMNS);
  }

  boolean timestampsAsEpoch() {
    return getString(TIMESTAMP_FORMAT).equals("epoch_ms");
  }

  boolean decimalsAsReal() {
    return getString(DECIMAL_MODE).equals("real");
  }
}
