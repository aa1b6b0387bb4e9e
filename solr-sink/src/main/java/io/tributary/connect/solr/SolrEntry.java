package io.tributary.connect.solr;

import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;

/** A record on its way to Solr. Settled once Solr, or the dead letter queue, has accepted it. */
final class SolrEntry {
  private final SinkRecord record;
  private final SolrPartition partition;
  private volatile boolean settled;

  SolrEntry(SinkRecord record, SolrPartition partition) {
    this.record = record;
    this.partition = partition;
  }

  SinkRecord record() {
    return record;
  }

  SolrPartition partition() {
    return partition;
  }

  long offset() {
    return record.originalKafkaOffset();
  }

  boolean isSettled() {
    return settled;
  }

  void settle() {
    settled = true;
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
