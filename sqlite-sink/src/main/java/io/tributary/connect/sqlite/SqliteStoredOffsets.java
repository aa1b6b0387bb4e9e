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
  /** Stands for an offset that was taken away: its generation must not be forgotten. */
  private static final long REMOVED = -1;

  private static final String CREATE =
      """
      CREATE TABLE IF NOT EXISTS _tributary_offsets (
        connector TEXT NOT NULL,
        topic TEXT NOT NULL,
        partition INTEGER NOT NULL,
        next_offset INTEGER NOT NULL,
        generation INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (connector, topic, partition)
      ) STRICT, WITHOUT ROWID
      """;
  private static final String GENERATION = "generation";
  private static final String ADD_GENERATION =
      "ALTER TABLE _tributary_offsets ADD COLUMN generation INTEGER NOT NULL DEFAULT 0";
  private static final String FIND =
      """
      SELECT next_offset, generation FROM _tributary_offsets
      WHERE connector = ? AND topic = ? AND partition = ?
      """;
  private static final String FIND_WITHOUT_GENERATION =
      """
      SELECT next_offset, 0 FROM _tributary_offsets
      WHERE connector = ? AND topic = ? AND partition = ?
      """;
  private static final String ADVANCE =
      """
      UPDATE _tributary_offsets SET next_offset = ?, generation = ?
      WHERE connector = ? AND topic = ? AND partition = ? AND next_offset = ? AND generation = ?
      """;
  private static final String BEGIN =
      """
      INSERT INTO _tributary_offsets (next_offset, generation, connector, topic, partition)
      VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET next_offset = excluded.next_offset
      WHERE next_offset = -1 AND generation = excluded.generation
      """;
  private static final String REPLACE =
      """
      INSERT INTO _tributary_offsets (next_offset, generation, connector, topic, partition)
      VALUES (?, 1, ?, ?, ?) ON CONFLICT DO UPDATE
      SET next_offset = excluded.next_offset, generation = generation + 1
      """;
  private static final String REMOVE_ALL =
      """
      UPDATE _tributary_offsets SET next_offset = -1, generation = generation + 1
      WHERE connector = ?
      """;
  private static final String FORGET =
      """
      UPDATE _tributary_offsets SET next_offset = -1, generation = generation + 1
      WHERE connector = ? AND topic = ? AND partition = ? AND next_offset <> -1
      """;

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
      if (!hasGenerations()) {
        database.define(ADD_GENERATION);
      }
    }
  }

  @Override
  public void committed() {
    created = true;
  }

  @Override
  public SqliteOffset find(TopicPartition partition) throws SQLException {
    if (!created && database.catalog().describe(TABLE).isEmpty()) {
      return SqliteOffset.UNKNOWN;
    }
    PreparedStatement statement =
        database.prepared(created || hasGenerations() ? FIND : FIND_WITHOUT_GENERATION);
    bind(statement, 1, partition);
    try (ResultSet result = statement.executeQuery()) {
      if (!result.next()) {
        return SqliteOffset.UNKNOWN;
      }
      long next = result.getLong(1);
      return new SqliteOffset(next == REMOVED ? null : (Long) next, result.getLong(2));
    }
  }

  @Override
  public boolean advance(TopicPartition partition, SqliteOffset expected, SqliteOffset next)
      throws SQLException {
    Long from = expected.next();
    PreparedStatement statement = database.prepared(from == null ? BEGIN : ADVANCE);
    statement.setObject(1, next.next());
    statement.setLong(2, next.generation());
    bind(statement, 3, partition);
    if (from != null) {
      statement.setLong(6, from);
      statement.setLong(7, expected.generation());
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
    return partitions.stream().anyMatch(partition -> partition.stored().next() == null);
  }

  /** Sets the offset whatever it was, or takes it away where that is null. */
  void replace(TopicPartition partition, @Nullable Long next) throws SQLException {
    PreparedStatement statement = database.prepared(REPLACE);
    statement.setLong(1, next == null ? REMOVED : next);
    bind(statement, 2, partition);
    statement.executeUpdate();
  }

  void removeAll() throws SQLException {
    PreparedStatement statement = database.prepared(REMOVE_ALL);
    statement.setString(1, connector);
    statement.executeUpdate();
  }

  /** Takes an offset away, if the file has one. */
  void forget(TopicPartition partition) throws SQLException {
    PreparedStatement statement = database.prepared(FORGET);
    bind(statement, 1, partition);
    statement.executeUpdate();
  }

  private boolean hasGenerations() throws SQLException {
    return database.catalog().describe(TABLE).orElseThrow().has(GENERATION);
  }

  private void bind(PreparedStatement statement, int first, TopicPartition partition)
      throws SQLException {
    statement.setString(first, connector);
    statement.setString(first + 1, partition.topic());
    statement.setInt(first + 2, partition.partition());
  }
}
