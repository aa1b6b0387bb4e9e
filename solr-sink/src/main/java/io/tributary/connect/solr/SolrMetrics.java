package io.tributary.connect.solr;

import io.tributary.connect.common.TaskMetric;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** Counts what became of the records; any thread may. */
final class SolrMetrics {
  private final LongAdder written = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder conflicts = new LongAdder();
  private final LongAdder retries = new LongAdder();
  private volatile long waiting;

  List<TaskMetric> all() {
    return List.of(
        new TaskMetric(
            "written-total", "Documents and deletes that Solr has accepted", written::sum),
        new TaskMetric("refused-total", "Records that could not be written", refused::sum),
        new TaskMetric(
            "conflicts-total", "Records older than what Solr has, by its answer", conflicts::sum),
        new TaskMetric("retries-total", "Requests that had to be sent again", retries::sum),
        new TaskMetric(
            "waiting", "Records that Solr or the dead letter queue has not yet", () -> waiting));
  }

  void written(int records) {
    written.add(records);
  }

  void refused(int records) {
    refused.add(records);
  }

  void conflict() {
    conflicts.increment();
  }

  void retried() {
    retries.increment();
  }

  void waiting(long records) {
    waiting = records;
  }
}
