package io.tributary.connect.sqlite;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Offsets in a table beside the rows: exactly once. An offset only moves if it is where the task
 * thinks it is, so one that wakes up after another took over writes nothing.
 */
final class SqliteStoredOffsets implements SqliteOffsets {
  private static final String CREATE =
      """
      CREATE TABLE IF NOT EXISTS _tributary_offsets (
        connector TEXT NOT NULL,
        topic TEXT NOT NULL,
        partition INTEGER NOT NULL,
        next_offset INTEGER NOT NULL,
        PRIMARY KEY (connector, topic, partition)
      ) STRICT, WITHOUT ROWID
      """;
  private static final String READ =
      """
      SELECT next_offset FROM _tributary_offsets
      WHERE connector = ? AND topic = ? AND partition = ?
      """;
  private static final String ADVANCE =
      """
      UPDATE _tributary_offsets SET next_offset = ?
      WHERE connector = ? AND topic = ? AND partition = ? AND next_offset = ?
      """;
  private static final String BEGIN =
      """
      INSERT INTO _tributary_offsets (next_offset, connector, topic, partition)
      VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING
      """;
  private static final String REPLACE =
      """
      INSERT INTO _tributary_offsets (next_offset, connector, topic, partition)
      VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET next_offset = excluded.next_offset
      """;
  private static final String REMOVE =
      "DELETE FROM _tributary_offsets WHERE connector = ? AND topic = ? AND partition = ?";
  private static final String REMOVE_ALL = "DELETE FROM _tributary_offsets WHERE connector = ?";

  private final SqliteDatabase database;
  private final String connector;
  private boolean created;

  SqliteStoredOffsets(SqliteDatabase database, String connector) {
    this.database = database;
    this.connector = connector;
  }

  @Override
  public void begun() throws SQLException {
    if (!created) {
      database.define(CREATE);
    }
  }

  @Override
  public void committed() {
    created = true;
  }

  @Override
  public @Nullable Long next(TopicPartition partition) throws SQLException {
    if (!created && database.catalog().describe(TABLE).isEmpty()) {
      return null;
    }
    PreparedStatement statement = database.prepared(READ);
    bind(statement, 1, partition);
    try (ResultSet result = statement.executeQuery()) {
      return result.next() ? (Long) result.getLong(1) : null;
    }
  }

  @Override
  public boolean advance(TopicPartition partition, @Nullable Long expected, long next)
      throws SQLException {
    PreparedStatement statement = database.prepared(expected == null ? BEGIN : ADVANCE);
    statement.setLong(1, next);
    bind(statement, 2, partition);
    if (expected != null) {
      statement.setLong(5, expected);
    }
    return statement.executeUpdate() == 1;
  }

  /**
   * Kafka will soon remember that the first records of a partition are done. If a power failure
   * took their rows and the file's memory of the partition with them, nobody would read them again.
   * All later ones are read again from where the file is.
   */
  @Override
  public boolean needsDurable(Collection<SqlitePartition> partitions) {
    return partitions.stream().anyMatch(partition -> partition.stored() == null);
  }

  /** Sets the offset whatever it was, or removes it. */
  void replace(TopicPartition partition, @Nullable Long next) throws SQLException {
    PreparedStatement statement = database.prepared(next == null ? REMOVE : REPLACE);
    if (next != null) {
      statement.setLong(1, next);
    }
    bind(statement, next == null ? 1 : 2, partition);
    statement.executeUpdate();
  }

  void removeAll() throws SQLException {
    PreparedStatement statement = database.prepared(REMOVE_ALL);
    statement.setString(1, connector);
    statement.executeUpdate();
  }

  private void bind(PreparedStatement statement, int first, TopicPartition partition)
      throws SQLException {
    statement.setString(first, connector);
    statement.setString(first + 1, partition.topic());
    statement.setInt(first + 2, partition.partition());
  }
}
