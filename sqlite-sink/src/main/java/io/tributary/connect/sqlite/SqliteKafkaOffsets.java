package io.tributary.connect.sqlite;

import java.sql.SQLException;
import java.util.Collection;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Kafka keeps the offsets, after rows that are safe: at least once. What the file remembers from
 * before is forgotten with the next rows, since it would be wrong from then on.
 */
final class SqliteKafkaOffsets implements SqliteOffsets {
  private final SqliteDatabase database;
  private final SqliteStoredOffsets former;
  private @Nullable Boolean formerExist;

  SqliteKafkaOffsets(SqliteDatabase database, String name) {
    this.database = database;
    this.former = new SqliteStoredOffsets(database, name);
  }

  @Override
  public void begun() throws SQLException {
    if (formerExist == null) {
      formerExist = database.catalog().describe(TABLE).isPresent();
    }
    if (formerExist) {
      former.begun();
    }
  }

  @Override
  public void committed() {
    if (Boolean.TRUE.equals(formerExist)) {
      former.committed();
    }
  }

  @Override
  public SqliteOffset find(TopicPartition partition) {
    return SqliteOffset.UNKNOWN;
  }

  @Override
  public boolean advance(TopicPartition partition, SqliteOffset expected, SqliteOffset next)
      throws SQLException {
    if (Boolean.TRUE.equals(formerExist)) {
      former.forget(partition);
    }
    return true;
  }

  @Override
  public boolean needsDurable(Collection<SqlitePartition> partitions) {
    return true;
  }
}
