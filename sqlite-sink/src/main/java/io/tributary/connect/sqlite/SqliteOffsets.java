package io.tributary.connect.sqlite;

import java.sql.SQLException;
import java.util.Collection;
import org.apache.kafka.common.TopicPartition;

/** Where each topic-partition goes on, as far as the file is concerned. */
sealed interface SqliteOffsets permits SqliteStoredOffsets, SqliteKafkaOffsets {
  String TABLE = "_tributary_offsets";

  /** To be called in every transaction, before the others. */
  void begun() throws SQLException;

  void committed();

  /** Returns where the topic-partition goes on, as far as the file knows. */
  SqliteOffset find(TopicPartition partition) throws SQLException;

  /** Moves the offset if it still is the expected one, and says whether it was. */
  boolean advance(TopicPartition partition, SqliteOffset expected, SqliteOffset next)
      throws SQLException;

  /** Says whether a transaction with rows of these partitions has to survive a power failure. */
  boolean needsDurable(Collection<SqlitePartition> partitions);
}
