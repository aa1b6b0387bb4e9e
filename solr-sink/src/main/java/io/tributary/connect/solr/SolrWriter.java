package io.tributary.connect.solr;

import io.tributary.connect.common.TaskMetric;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTaskContext;
import org.jspecify.annotations.Nullable;

/** Maps the records of the assigned partitions, has them sent, and knows what is settled. */
final class SolrWriter implements AutoCloseable {
  // Only a partition that is read again soon may wait so briefly: each time, the worker calls put.
  private static final Duration WHEN_FULL = Duration.ofMillis(20);
  private static final Duration WHEN_PENDING = Duration.ofMillis(200);
  private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(10);

  private final SolrMapper mapper;
  private final SolrLanes lanes;
  private final SolrReports reports;
  private final SolrPauses pauses;
  private final SolrMetrics metrics;
  private final Map<TopicPartition, SolrPartition> partitions = new HashMap<>();
  private @Nullable RuntimeException failure;

  SolrWriter(
      SolrMapper mapper,
      SolrLanes lanes,
      SolrReports reports,
      SolrPauses pauses,
      SolrMetrics metrics) {
    this.mapper = mapper;
    this.lanes = lanes;
    this.reports = reports;
    this.pauses = pauses;
    this.metrics = metrics;
  }

  /** Connects the parts that the configuration names; asks Solr for nothing yet. */
  static SolrWriter start(SolrSinkConfig config, SinkTaskContext context) {
    var client = new SolrHttp(config);
    var metrics = new SolrMetrics();
    TaskMetric.register(() -> context.pluginMetrics(), metrics.all());
    return new SolrWriter(
        new SolrMapper(config),
        new SolrLanes(
            new SolrUpdates(config, client),
            config.pacing(),
            config.isVersioned(),
            metrics,
            SolrWriter::thread),
        new SolrReports(context.errantRecordReporter()),
        new SolrPauses(context, config.maxBuffered()),
        metrics);
  }

  void open(Collection<TopicPartition> assigned) {
    assigned.forEach(id -> partitions.put(id, new SolrPartition(id)));
  }

  /** Gives partitions up; what Solr has not accepted of them is delivered to their next owner. */
  void close(Collection<TopicPartition> revoked) {
    for (TopicPartition id : revoked) {
      SolrPartition partition = partitions.remove(id);
      if (partition != null) {
        partition.lose();
      }
    }
    try {
      lanes.dropLost(CLOSE_DEADLINE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ConnectException("Interrupted while giving partitions up", e);
    }
  }

  /**
   * Takes the records. Never waits: while there are too many, partitions are paused. To be called
   * without records too.
   *
   * @throws DataException naming a bad record if nobody takes it
   * @throws ConnectException if nothing can be written until someone acts
   */
  void put(Collection<SinkRecord> records) {
    if (failure != null) {
      throw failure;
    }
    try {
      report();
      records.forEach(this::take);
      report();
    } catch (RuntimeException e) {
      // The worker still asks for offsets before it closes the task.
      failure = e;
      throw e;
    }
    paceConsumer();
  }

  /** Returns in what time at the latest there may be something to do. */
  Optional<Duration> dueIn() {
    if (pauses.isAny(partitions.values())) {
      return Optional.of(WHEN_FULL);
    }
    return partitions.values().stream().anyMatch(SolrPartition::isPending)
        ? Optional.of(WHEN_PENDING)
        : Optional.empty();
  }

  /** Returns the offsets below which Solr or the dead letter queue has accepted everything. */
  Map<TopicPartition, OffsetAndMetadata> commit(Map<TopicPartition, OffsetAndMetadata> consumed) {
    if (failure == null) {
      try {
        report();
      } catch (RuntimeException e) {
        // Thrown by the next put: an exception here would only be logged.
        failure = e;
      }
    }
    Map<TopicPartition, OffsetAndMetadata> safe = new HashMap<>();
    consumed.forEach(
        (id, next) -> {
          SolrPartition partition = partitions.get(id);
          if (partition != null) {
            long offset = partition.safe(next.offset());
            safe.put(id, offset == next.offset() ? next : new OffsetAndMetadata(offset));
          }
        });
    return safe;
  }

  @Override
  public void close() {
    lanes.close();
  }

  private void report() {
    ConnectException stopped = lanes.failure();
    if (stopped != null) {
      throw stopped;
    }
    lanes.takeRejections().forEach(reports::report);
    reports.settle();
  }

  private void take(SinkRecord record) {
    var id = new TopicPartition(record.originalTopic(), record.originalKafkaPartition());
    SolrPartition partition = partitions.get(id);
    if (partition == null) {
      throw new ConnectException("A record of %s came, which is not assigned".formatted(id));
    }
    var entry = new SolrEntry(record, partition);
    partition.add(entry);
    try {
      SolrOperation operation = mapper.map(record);
      if (operation == null) {
        entry.settle();
      } else {
        long size = SolrSize.of(operation);
        lanes.add(mapper.collection(record), new SolrUpdate(entry, operation, size));
      }
    } catch (DataException e) {
      metrics.refused(1);
      reports.report(new SolrRejection(entry, entry.refusal(String.valueOf(e.getMessage()), e)));
    }
  }

  private void paceConsumer() {
    // Forgets what is settled: nobody else may ask for a while.
    partitions.values().forEach(partition -> partition.safe(0));
    pauses.update(partitions.values(), lanes.bytes());
    if (pauses.isAny(partitions.values())) {
      lanes.hurry();
    }
    metrics.waiting(partitions.values().stream().mapToLong(SolrPartition::waiting).sum());
  }

  private static Thread thread(Runnable work) {
    var thread = new Thread(work, "tributary-solr");
    thread.setDaemon(true);
    return thread;
  }
}
