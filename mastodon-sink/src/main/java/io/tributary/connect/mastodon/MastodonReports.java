package io.tributary.connect.mastodon;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.ErrantRecordReporter;
import org.jspecify.annotations.Nullable;

/** Hands bad records to the worker's reporter, and waits until it has them. */
final class MastodonReports {
  private static final long AWAIT_SECONDS = 30;

  private final @Nullable ErrantRecordReporter reporter;

  MastodonReports(@Nullable ErrantRecordReporter reporter) {
    this.reporter = reporter;
  }

  /**
   * Reports a record.
   *
   * @throws DataException naming it, if nobody takes bad records
   */
  void report(MastodonItem item, DataException reason) {
    var named =
        new DataException(
            "%s cannot be posted: %s".formatted(item.place(), reason.getMessage()), reason);
    if (reporter == null) {
      throw refusal(named, reason);
    }
    Future<Void> report;
    try {
      report = reporter.report(item.record, named);
    } catch (ConnectException e) {
      // A worker that only logs errors hands out a reporter that tolerates none.
      throw refusal(named, e);
    }
    try {
      report.get(AWAIT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new ConnectException("The dead letter queue did not take a record", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ConnectException("Interrupted while waiting for the dead letter queue", e);
    }
  }

  private static DataException refusal(DataException named, Exception cause) {
    return new DataException(
        """
        %s. What came before it is posted. To put such records into a dead letter queue and go \
        on, set errors.tolerance=all and errors.deadletterqueue.topic.name"""
            .formatted(named.getMessage()),
        cause);
  }
}
