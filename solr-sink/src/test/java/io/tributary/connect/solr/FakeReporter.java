package io.tributary.connect.solr;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.connect.sink.ErrantRecordReporter;
import org.apache.kafka.connect.sink.SinkRecord;

/** A dead letter queue in memory, which confirms at once or when the test says so. */
final class FakeReporter implements ErrantRecordReporter {
  final List<SinkRecord> records = new ArrayList<>();
  final List<String> reasons = new ArrayList<>();
  CompletableFuture<Void> confirmation = CompletableFuture.completedFuture(null);

  @Override
  public Future<Void> report(SinkRecord record, Throwable error) {
    records.add(record);
    reasons.add(String.valueOf(error.getMessage()));
    return confirmation;
  }

  List<Long> offsets() {
    return records.stream().map(SinkRecord::originalKafkaOffset).toList();
  }
}
