package io.tributary.connect.sqlite;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.ErrantRecordReporter;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/** Hands bad records to the worker's reporter, each once however often its batch is tried. */
final class SqliteReports {
  // Well below the five minutes of max.poll.interval.ms; after it the batch is tried again.
  private static final long AWAIT_SECONDS = 30;

  private final @Nullable ErrantRecordReporter reporter;
  private final Map<Position, Future<Void>> reports = new HashMap<>();

  private record Position(TopicPartition partition, long offset) {}

  SqliteReports(@Nullable ErrantRecordReporter reporter) {
    this.reporter = reporter;
  }

  boolean possible() {
    return reporter != null;
  }

  /**
   * Reports a record unless it has been.
   *
   * @throws DataException if nobody takes bad records
   */
  void report(SinkRecord record, DataException reason) {
    var position =
        new Position(
            new TopicPartition(record.originalTopic(), record.originalKafkaPartition()),
            record.originalKafkaOffset());
    if (reports.containsKey(position)) {
      return;
    }
    try {
      if (reporter != null) {
        reports.put(position, reporter.report(record, reason));
        return;
      }
    } catch (ConnectException e) {
      // A worker that only logs errors hands out a reporter that tolerates none.
      throw refusal(reason, e);
    }
    throw refusal(reason, reason);
  }

  /** Waits until every report has arrived. */
  void await() {
    List<Future<Void>> pending = new ArrayList<>(reports.values());
    for (Future<Void> report : pending) {
      try {
        report.get(AWAIT_SECONDS, TimeUnit.SECONDS);
      } catch (TimeoutException e) {
        throw new RetriableException("The dead letter queue has not confirmed a record yet", e);
      } catch (ExecutionException e) {
        throw new ConnectException("The dead letter queue did not take a record", e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new ConnectException("Interrupted while waiting for the dead letter queue", e);
      }
    }
  }

  /** Forgets the reports of a batch that is done. */
  void clear() {
    reports.clear();
  }

  /** Forgets the reports of partitions whose next owner makes them anew. */
  void forget(Collection<TopicPartition> lost) {
    reports.keySet().removeIf(position -> lost.contains(position.partition()));
  }

  private static DataException refusal(DataException reason, Exception cause) {
    return new DataException(
        """
        %s. What came before it is written. To put such records into a dead letter queue and go \
        on, set errors.tolerance=all and errors.deadletterqueue.topic.name"""
            .formatted(reason.getMessage()),
        cause);
  }
}
