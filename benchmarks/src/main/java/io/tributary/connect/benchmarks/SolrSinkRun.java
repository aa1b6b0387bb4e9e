package io.tributary.connect.benchmarks;

import io.tributary.connect.solr.SolrSinkTask;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.connect.sink.SinkRecord;

/** The sink's task, called as a worker calls it: 500 records at a time, none while it pauses. */
final class SolrSinkRun implements AutoCloseable {
  private static final int PUT_SIZE = 500;

  private final SolrSinkTask task = new SolrSinkTask();
  private final WorkerContext context;
  private long next;

  SolrSinkRun(SolrCore core) {
    Map<String, String> properties = new HashMap<>();
    properties.put("name", "benchmark");
    properties.put("topics", SolrPages.PARTITION.topic());
    properties.put("solr.url", core.url());
    properties.put("collection", core.name());
    context = new WorkerContext(SolrPages.PARTITION, properties);
    task.initialize(context);
    task.start(properties);
    task.open(Set.of(SolrPages.PARTITION));
  }

  /** Puts records, and returns when the task has taken them all. */
  void write(List<SinkRecord> records) {
    for (int start = 0; start < records.size(); start += PUT_SIZE) {
      int end = Math.min(start + PUT_SIZE, records.size());
      task.put(records.subList(start, end));
      next = records.get(end - 1).kafkaOffset() + 1;
      while (context.isPaused()) {
        // A worker waits as long as the task has asked for, and then puts nothing.
        idle(context.timeoutMillis());
      }
    }
  }

  /** Returns when the worker may commit everything, which it asks for less often. */
  void awaitAccepted() {
    while (safe() < next) {
      idle(2);
    }
  }

  @Override
  public void close() {
    task.close(Set.of(SolrPages.PARTITION));
    task.stop();
    context.close();
  }

  private void idle(long millis) {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
    task.put(List.of());
  }

  private long safe() {
    OffsetAndMetadata safe =
        task.preCommit(Map.of(SolrPages.PARTITION, new OffsetAndMetadata(next)))
            .get(SolrPages.PARTITION);
    return safe == null ? 0 : safe.offset();
  }
}
