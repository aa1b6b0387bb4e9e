package io.tributary.connect.solr;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class SolrReportsTest {
  private final FakeReporter reporter = new FakeReporter();
  private final SolrReports reports = new SolrReports(reporter);
  private final SolrPartition partition = new SolrPartition(new TopicPartition("t", 0));

  @Test
  void settlesManyLateConfirmationsAtOnce() {
    reporter.confirmation = new CompletableFuture<>();
    List<SolrEntry> entries = new ArrayList<>();
    for (int i = 0; i < 50_000; i++) {
      var entry = new SolrEntry(TaskHarness.record(i, "k", Map.of()), partition);
      partition.add(entry);
      entries.add(entry);
      reports.report(new SolrRejection(entry, entry.refusal("no date")));
    }
    reports.settle();
    assertThat(partition.waiting()).isEqualTo(50_000);
    assertThat(partition.safe(50_000)).isZero();

    reporter.confirmation.complete(null);
    long start = System.nanoTime();
    reports.settle();
    assertThat(System.nanoTime() - start).as("not n squared").isLessThan(2_000_000_000L);
    assertThat(partition.waiting()).isZero();
    assertThat(partition.safe(50_000)).isEqualTo(50_000);
    assertThat(entries).allMatch(SolrEntry::isSettled);
  }
}
