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
  }

  @Override
  public void committed() {
    // There is nothing to remember.
  }

  @Override
  public @Nullable Long next(TopicPartition partition) {
    return null;
  }

  @Override
  public boolean advance(TopicPartition partition, @Nullable Long expected, long next)
      throws SQLException {
    if (Boolean.TRUE.equals(formerExist)) {
      former.replace(partition, null);
    }
    return true;
  }

  @Override
  public boolean needsDurable(Collection<SqlitePartition> partitions) {
    return true;
  }
}
