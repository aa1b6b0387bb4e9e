package io.tributary.connect.sqlite;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * A record on its way to the file.
 *
 * @param change becomes Rejected if it does not fit, and Nothing once that is reported
 */
record SqliteEntry(SinkRecord record, SqlitePartition partition, SqliteChange change) {
  /** Returns where each partition goes on after the entries. */
  static Map<SqlitePartition, Long> ends(List<SqliteEntry> entries) {
    Map<SqlitePartition, Long> ends = new LinkedHashMap<>();
    for (SqliteEntry entry : entries) {
      ends.put(entry.partition(), entry.offset() + 1);
    }
    return ends;
  }

  long offset() {
    return record.originalKafkaOffset();
  }

  /** Says whether the file has it already. */
  boolean isWritten() {
    return partition.holds(offset());
  }

  /** Returns roughly how much memory it takes until it is written. */
  long bytes() {
    return change instanceof SqliteChange.Statement statement
        ? SqliteConversion.bytes(statement.values())
        : 0;
  }

  SqliteEntry with(SqliteChange other) {
    return new SqliteEntry(record, partition, other);
  }

  SqliteEntry rejected(DataException reason) {
    return with(
        new SqliteChange.Rejected(
            new DataException(
                "Cannot write %s@%d: %s".formatted(partition.id(), offset(), reason.getMessage()),
                reason)));
  }
}
