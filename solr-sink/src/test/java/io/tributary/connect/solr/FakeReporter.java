package io.tributary.connect.solr;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.connect.sink.ErrantRecordReporter;
import org.apache.kafka.connect.sink.SinkRecord;

/** A dead letter queue in memory that acknowledges through real futures. */
final class FakeReporter implements ErrantRecordReporter {
  final List<SinkRecord> records = new ArrayList<>();
  final List<String> reasons = new ArrayList<>();
  private final List<CompletableFuture<Void>> futures = new ArrayList<>();
  private boolean prompt = true;

  @Override
  public synchronized Future<Void> report(SinkRecord record, Throwable error) {
    records.add(record);
    reasons.add(error.getMessage());
    CompletableFuture<Void> future = new CompletableFuture<>();
    futures.add(future);
    if (prompt) {
      future.complete(null);
    }
    notifyAll();
    return future;
  }

  /** Leaves the reports from now on unanswered. */
  synchronized void hold() {
    prompt = false;
  }

  synchronized boolean isWaiting() {
    return futures.stream().anyMatch(future -> !future.isDone());
  }

  synchronized void acknowledge() {
    futures.forEach(future -> future.complete(null));
  }

  synchronized void fail(Exception reason) {
    futures.forEach(future -> future.completeExceptionally(reason));
  }

  List<Long> offsets() {
    return records.stream().map(SinkRecord::originalKafkaOffset).toList();
  }
}
