package io.tributary.connect.solr;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.ErrantRecordReporter;
import org.jspecify.annotations.Nullable;

/** Hands bad records to the worker's reporter; they are settled when it has confirmed them. */
final class SolrReports {
  private final @Nullable ErrantRecordReporter reporter;
  private final List<Report> open = new ArrayList<>();

  private record Report(SolrEntry entry, Future<Void> confirmation) {}

  /**
   * Starts with none.
   *
   * @param reporter null if the worker tolerates no errors
   */
  SolrReports(@Nullable ErrantRecordReporter reporter) {
    this.reporter = reporter;
  }

  /**
   * Reports a record.
   *
   * @throws DataException if nobody takes bad records
   */
  void report(SolrRejection rejection) {
    SolrEntry entry = rejection.entry();
    if (entry.partition().isLost()) {
      return;
    }
    try {
      if (reporter != null) {
        open.add(new Report(entry, reporter.report(entry.record(), rejection.reason())));
        return;
      }
    } catch (ConnectException e) {
      // A worker that only logs errors hands out a reporter that tolerates none.
      throw untaken(rejection, e);
    }
    throw untaken(rejection, rejection.reason());
  }

  /**
   * Settles what the dead letter queue has confirmed since the last call.
   *
   * @throws ConnectException if it did not take a record
   */
  void settle() {
    List<Report> confirmed = new ArrayList<>();
    open.removeIf(report -> report.confirmation().isDone() && confirmed.add(report));
    for (Report report : confirmed) {
      try {
        report.confirmation().get();
        report.entry().settle();
      } catch (ExecutionException e) {
        throw new ConnectException("The dead letter queue did not take a record", e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new ConnectException("Interrupted while settling reports", e);
      }
    }
  }

  private static DataException untaken(SolrRejection rejection, Exception cause) {
    return new DataException(
        """
        %s. To put such records into a dead letter queue and go on, set errors.tolerance=all and \
        errors.deadletterqueue.topic.name"""
            .formatted(rejection.reason().getMessage()),
        cause);
  }
}
