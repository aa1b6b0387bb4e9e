package io.tributary.connect.sqlite;

import java.util.ArrayList;
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
    for (int i = 0; i < entries.size(); i++) {
      SqliteEntry entry = entries.get(i);
      // Most records are followed by one of the same partition.
      if (i + 1 == entries.size() || entries.get(i + 1).partition() != entry.partition()) {
        ends.put(entry.partition(), entry.offset() + 1);
      }
    }
    return ends;
  }

  /** Returns what the entries do to tables, in their order. */
  static List<SqliteChange.Statement> statements(List<SqliteEntry> entries) {
    List<SqliteChange.Statement> statements = new ArrayList<>(entries.size());
    for (SqliteEntry entry : entries) {
      if (entry.change() instanceof SqliteChange.Statement statement) {
        statements.add(statement);
      }
    }
    return statements;
  }

  long offset() {
    return record.originalKafkaOffset();
  }

  /** Says whether the file has it already. */
  boolean isWritten() {
    return partition.holds(offset());
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
