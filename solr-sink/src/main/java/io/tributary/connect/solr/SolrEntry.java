package io.tributary.connect.solr;

import java.util.Objects;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/** A record on its way to Solr. Settled once Solr, or the dead letter queue, has accepted it. */
final class SolrEntry {
  private final SolrPartition partition;
  private final long offset;

  /** Null once it is settled: what came before it may not be for long. */
  private volatile @Nullable SinkRecord record;

  SolrEntry(SinkRecord record, SolrPartition partition) {
    this.record = record;
    this.offset = record.originalKafkaOffset();
    this.partition = partition;
  }

  /** Returns the record, which is gone once it is settled. */
  SinkRecord record() {
    return Objects.requireNonNull(record);
  }

  SolrPartition partition() {
    return partition;
  }

  long offset() {
    return offset;
  }

  boolean isSettled() {
    return record == null;
  }

  void settle() {
    record = null;
    partition.settled();
  }

  /** Returns why it cannot be written, with its place in Kafka. */
  DataException refusal(String reason, Exception cause) {
    return new DataException(
        "Cannot write %s@%d: %s".formatted(partition.id(), offset(), reason), cause);
  }

  DataException refusal(String reason) {
    return new DataException("Cannot write %s@%d: %s".formatted(partition.id(), offset(), reason));
  }
}
