package io.tributary.connect.solr;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.solr.common.SolrInputDocument;
import org.jspecify.annotations.Nullable;

/** Lanes with a transport that answers as the test says, and what is put into them. */
final class SolrLanesHarness implements AutoCloseable {
  static final Duration DEADLINE = Duration.ofSeconds(20);

  /** How long a server may fail over a document. */
  private static final Duration PATIENCE = Duration.ofMillis(50);

  /** Enough for ids in the tests to have lanes of their own. */
  private static final int MANY = 64;

  final SolrPartition partition = new SolrPartition(new TopicPartition("t", 0));
  final List<SolrEntry> entries = new ArrayList<>();
  final SolrMetrics metrics = new SolrMetrics();

  /** The ids of each request, in the order in which they were sent. */
  private final List<List<String>> requests = new ArrayList<>();

  private SolrLanes lanes = lanes(false, 4, MANY, ids -> new SolrOutcome.Accepted());

  /** Starts lanes, of which those before know nothing. */
  void start(boolean versioned, int batchSize, Function<List<String>, SolrOutcome> answer) {
    start(versioned, batchSize, MANY, answer);
  }

  /** Starts a single lane for all ids, without versions. */
  void startOne(int batchSize, Function<List<String>, SolrOutcome> answer) {
    start(false, batchSize, 1, answer);
  }

  void add(String... ids) {
    add(partition, ids);
  }

  void add(SolrPartition owner, String... ids) {
    for (String id : ids) {
      var entry = new SolrEntry(TaskHarness.record(entries.size(), id, Map.of()), owner);
      entries.add(entry);
      lanes.add(
          "c",
          new SolrUpdate(
              entry, new SolrOperation.Upsert(id, new SolrInputDocument("id", id), Map.of()), 100));
    }
  }

  /** Waits until so many of all entries are settled and no lane has any more. */
  void awaitSettled(long count) {
    await()
        .atMost(DEADLINE)
        .until(() -> entries.stream().filter(SolrEntry::isSettled).count() == count);
    awaitRecords(0);
  }

  void awaitRequests(int count) {
    await().atMost(DEADLINE).until(() -> requests().size() >= count);
  }

  /** Waits until so many records are left. */
  void awaitRecords(int count) {
    await().atMost(DEADLINE).until(() -> lanes.records() == count);
  }

  void dropLost(Duration deadline) throws InterruptedException {
    lanes.dropLost(deadline);
  }

  @Nullable ConnectException failure() {
    return lanes.failure();
  }

  List<String> rejected() {
    return lanes.takeRejections().stream()
        .map(rejection -> String.valueOf(rejection.reason().getMessage()))
        .toList();
  }

  List<List<String>> requests() {
    synchronized (requests) {
      return List.copyOf(requests);
    }
  }

  @Override
  public void close() {
    lanes.close();
  }

  private void start(
      boolean versioned,
      int batchSize,
      int maxInFlight,
      Function<List<String>, SolrOutcome> answer) {
    lanes.close();
    lanes = lanes(versioned, batchSize, maxInFlight, answer);
  }

  private SolrLanes lanes(
      boolean versioned,
      int batchSize,
      int maxInFlight,
      Function<List<String>, SolrOutcome> answer) {
    SolrTransport transport =
        batch -> {
          List<String> ids =
              batch.updates().stream().map(update -> update.operation().id()).toList();
          synchronized (requests) {
            requests.add(ids);
          }
          return answer.apply(ids);
        };
    return new SolrLanes(
        transport,
        new SolrPacing(
            batchSize,
            1 << 20,
            Duration.ofMillis(1),
            maxInFlight,
            Duration.ofMillis(1),
            Duration.ofMillis(5),
            PATIENCE),
        versioned,
        metrics,
        Thread::new);
  }
}
