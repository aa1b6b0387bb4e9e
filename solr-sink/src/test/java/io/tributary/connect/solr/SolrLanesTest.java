package io.tributary.connect.solr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tributary.connect.common.CapturedLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.apache.kafka.common.TopicPartition;
import org.apache.solr.common.SolrInputDocument;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Lanes with a transport that answers as the test says. */
class SolrLanesTest {
  private static final Duration DEADLINE = Duration.ofSeconds(20);
  private static final Duration PATIENCE = Duration.ofMillis(50);

  private final SolrPartition partition = new SolrPartition(new TopicPartition("t", 0));
  private final List<SolrEntry> entries = new ArrayList<>();

  /** The ids of each request, in the order in which they were sent. */
  private final List<List<String>> requests = new ArrayList<>();

  /** Enough for ids in the tests to have lanes of their own. */
  private int maxInFlight = 64;

  private final SolrMetrics metrics = new SolrMetrics();
  private SolrLanes lanes = lanes(false, 4, ids -> new SolrOutcome.Accepted());

  @AfterEach
  void close() {
    lanes.close();
  }

  @Test
  void oneIdIsInOneRequestAtATime() throws Exception {
    BlockingQueue<SolrOutcome> answers = new LinkedBlockingQueue<>();
    lanes = lanes(false, 4, ids -> take(answers));
    add("a", "a", "a", "a");
    await().atMost(DEADLINE).until(() -> requests().size() == 1);
    add("b");
    await().atMost(DEADLINE).until(() -> requests().size() == 2);

    assertThat(requests().get(1)).as("another lane").containsExactly("b");
    for (int i = 0; i < 5; i++) {
      answers.add(new SolrOutcome.Accepted());
    }
    awaitSettled(5);
  }

  @Test
  void isolatesBadDocumentsAndSendsTheOthersInOrder() {
    lanes =
        lanes(
            false,
            100,
            ids ->
                ids.stream().anyMatch(id -> id.startsWith("bad"))
                    ? new SolrOutcome.Refused("no such field")
                    : new SolrOutcome.Accepted());
    add("a", "bad1", "b", "c", "bad2", "bad3", "d");
    awaitSettled(4);

    assertThat(rejected())
        .allSatisfy(reason -> assertThat(reason).contains("t-0@", "no such field"))
        .hasSize(3);
    assertThat(lanes.records()).isZero();
  }

  @Test
  void aConflictIsFineWithVersionsAndARefusalWithout() {
    Function<List<String>, SolrOutcome> conflicting =
        ids ->
            ids.contains("old")
                ? new SolrOutcome.Conflict("version conflict")
                : new SolrOutcome.Accepted();
    lanes = lanes(true, 100, conflicting);
    add("a", "old", "b");
    awaitSettled(3);
    assertThat(rejected()).isEmpty();
    lanes.close();

    lanes = lanes(false, 100, conflicting);
    add("a", "old", "b");
    awaitSettled(5);
    assertThat(rejected()).singleElement().asString().contains("version conflict");
  }

  @Test
  void repeatsWhatSolrCouldNotTakeBeforeWhatCameLater() {
    List<SolrOutcome> answers =
        new ArrayList<>(
            List.of(
                new SolrOutcome.Unavailable("no leader"),
                new SolrOutcome.Unavailable("no leader")));
    lanes =
        lanes(false, 1, ids -> answers.isEmpty() ? new SolrOutcome.Accepted() : answers.remove(0));
    add("a", "a");
    awaitSettled(2);

    assertThat(requests()).hasSize(4);
    assertThat(lanes.failure()).isNull();
  }

  @Test
  void aDocumentWithWhichSolrAlwaysFailsWhileItTakesOthersIsRefused() {
    var acceptedAt = new AtomicLong();
    maxInFlight = 1;
    lanes =
        lanes(
            false,
            100,
            ids -> {
              if (ids.contains("evil")) {
                return new SolrOutcome.ServerError("NullPointerException", since(acceptedAt));
              }
              acceptedAt.set(System.nanoTime());
              return new SolrOutcome.Accepted();
            });
    add("a", "evil", "b", "evil");
    await().atMost(DEADLINE).until(() -> lanes.records() == 1);
    add("c");
    awaitSettled(3);

    assertThat(rejected()).hasSize(2).allMatch(reason -> reason.contains("NullPointerException"));
    assertThat(entries)
        .extracting(SolrEntry::isSettled)
        .containsExactly(true, false, true, false, true);
    assertThat(lanes.failure()).isNull();
  }

  @Test
  void theFirstDocumentOfALaneIsRefusedOnceALaterOneShowsThatSolrWorks() {
    var acceptedAt = new AtomicLong();
    maxInFlight = 1;
    lanes =
        lanes(
            false,
            1,
            ids -> {
              if (ids.contains("evil")) {
                return new SolrOutcome.ServerError("NullPointerException", since(acceptedAt));
              }
              acceptedAt.set(System.nanoTime());
              return new SolrOutcome.Accepted();
            });
    add("evil");
    await().atMost(DEADLINE).until(() -> requests().size() > 20);
    assertThat(rejected()).as("nothing shows whose fault it is").isEmpty();
    add("a", "b", "c", "d", "e");
    awaitSettled(5);

    assertThat(rejected()).extracting(reason -> reason.contains("t-0@0")).contains(true);
    assertThat(lanes.failure()).isNull();
  }

  @Test
  void whatWasAcceptedBeforeADocumentFailedSaysNothingOfIt() {
    var works = new AtomicBoolean();
    var acceptedAt = new AtomicLong();
    maxInFlight = 1;
    lanes =
        lanes(
            false,
            4,
            ids -> {
              if (works.get()) {
                return new SolrOutcome.Accepted();
              }
              // Something small was accepted just after the first failure.
              acceptedAt.compareAndSet(0, System.nanoTime() + 1);
              return new SolrOutcome.ServerError("disk full", since(acceptedAt));
            });
    add("a", "b", "c", "d");
    await().atMost(DEADLINE).until(() -> requests().size() > 100);
    assertThat(rejected()).isEmpty();

    works.set(true);
    awaitSettled(4);
  }

  @Test
  void aSolrThatFailsOverEverythingIsWaitedFor() {
    var works = new AtomicBoolean();
    lanes =
        lanes(
            false,
            4,
            ids ->
                works.get()
                    ? new SolrOutcome.Accepted()
                    : new SolrOutcome.ServerError("disk full", null));
    add("a", "b", "a", "b");
    await().atMost(DEADLINE).until(() -> requests().size() > 100);
    assertThat(lanes.failure()).isNull();
    assertThat(rejected()).isEmpty();

    works.set(true);
    awaitSettled(4);
  }

  @Test
  void oneServerErrorAfterAnOutageIsNoReasonToRefuse() {
    var attempts = new AtomicInteger();
    lanes =
        lanes(
            false,
            1,
            ids ->
                switch (attempts.incrementAndGet()) {
                  case 40 -> new SolrOutcome.ServerError("still starting", Duration.ZERO);
                  case 41 -> new SolrOutcome.Accepted();
                  default -> new SolrOutcome.Unavailable("connection refused");
                });
    add("a");
    awaitSettled(1);
    assertThat(rejected()).isEmpty();
  }

  @Test
  void whatIsMisplacedIsRefusedAsAWhole() {
    maxInFlight = 1;
    lanes = lanes(false, 3, ids -> new SolrOutcome.Misplaced("no such collection"));
    add("a", "b", "c");
    await().atMost(DEADLINE).until(() -> lanes.records() == 0);

    assertThat(requests()).hasSize(1);
    assertThat(rejected()).hasSize(3);
  }

  @Test
  void aDefectInTheTransportStopsTheTask() {
    lanes =
        lanes(
            false,
            100,
            ids -> {
              throw new IllegalStateException("a defect");
            });
    add("a");
    await().atMost(DEADLINE).until(() -> lanes.failure() != null);
    assertThat(lanes.failure()).rootCause().hasMessage("a defect");
  }

  @Test
  void aRequestForALostPartitionIsGivenUpAfterTheDeadline() throws Exception {
    var interrupted = new CountDownLatch(1);
    lanes =
        lanes(
            false,
            1,
            ids -> {
              try {
                return new CountDownLatch(1).await(20, TimeUnit.SECONDS)
                    ? new SolrOutcome.Accepted()
                    : new SolrOutcome.Broken("nobody gave it up");
              } catch (InterruptedException e) {
                interrupted.countDown();
                Thread.currentThread().interrupt();
                return new SolrOutcome.Unavailable("interrupted");
              }
            });
    add("a");
    await().atMost(DEADLINE).until(() -> requests().size() == 1);
    partition.lose();

    lanes.dropLost(Duration.ofMillis(50));
    assertThat(interrupted.await(5, TimeUnit.SECONDS)).isTrue();
    await().atMost(DEADLINE).until(() -> lanes.records() == 0);
    assertThat(requests()).hasSize(1);
  }

  @Test
  void countsWhatBecomesOfTheRecords() {
    List<SolrOutcome> answers =
        new ArrayList<>(
            List.of(
                new SolrOutcome.Unavailable("no leader"),
                new SolrOutcome.Conflict("older"),
                new SolrOutcome.Refused("no date")));
    lanes =
        lanes(true, 1, ids -> answers.isEmpty() ? new SolrOutcome.Accepted() : answers.remove(0));
    add("a");
    awaitSettled(1);
    add("a", "a");
    await().atMost(DEADLINE).until(() -> lanes.records() == 0);

    Map<String, Long> counted = new HashMap<>();
    metrics.all().forEach(metric -> counted.put(metric.name(), metric.value().getAsLong()));
    assertThat(counted)
        .containsEntry("written-total", 2L)
        .containsEntry("refused-total", 1L)
        .containsEntry("conflicts-total", 1L)
        .containsEntry("retries-total", 1L);
  }

  @Test
  void whatIsLostIsNotSentAndWhatIsBeingSentIsWaitedFor() throws Exception {
    BlockingQueue<SolrOutcome> answers = new LinkedBlockingQueue<>();
    lanes = lanes(false, 1, ids -> take(answers));
    add("a", "a", "a");
    await().atMost(DEADLINE).until(() -> requests().size() == 1);
    partition.lose();

    lanes.dropLost(Duration.ofMillis(50));
    assertThat(requests()).hasSize(1);
    answers.add(new SolrOutcome.Accepted());
    lanes.dropLost(DEADLINE);
    await().atMost(DEADLINE).until(() -> lanes.records() == 0);
    assertThat(requests()).as("the rest was dropped").hasSize(1);
  }

  @Test
  void anOutageIsOverThoughTheRecordsOfALaneWereLostMeanwhile() throws Exception {
    var works = new AtomicBoolean();
    BlockingQueue<SolrOutcome> answers = new LinkedBlockingQueue<>();
    lanes =
        lanes(
            false,
            1,
            ids ->
                works.get()
                    ? new SolrOutcome.Accepted()
                    : ids.contains("lost")
                        ? take(answers)
                        : new SolrOutcome.Unavailable("no leader"));
    var other = new SolrPartition(new TopicPartition("t", 1));
    try (var log = new CapturedLog()) {
      answers.add(new SolrOutcome.Unavailable("no leader"));
      add(other, "lost");
      add("kept");
      await().atMost(DEADLINE).until(() -> Collections.frequency(requests(), List.of("lost")) == 2);
      other.lose();
      // While it is on its way, nothing can be dropped.
      lanes.dropLost(Duration.ofMillis(1));
      answers.add(new SolrOutcome.Unavailable("no leader"));
      await().atMost(DEADLINE).until(() -> lanes.records() == 1);
      works.set(true);
      await().atMost(DEADLINE).until(() -> lanes.records() == 0);
      await()
          .atMost(DEADLINE)
          .until(() -> log.lines().stream().anyMatch(line -> line.contains("accepts documents")));
    }
  }

  /** Says how long ago something was accepted, as the transport does. */
  private static @Nullable Duration since(AtomicLong acceptedAt) {
    return acceptedAt.get() == 0 ? null : Duration.ofNanos(System.nanoTime() - acceptedAt.get());
  }

  private SolrLanes lanes(
      boolean versioned, int batchSize, Function<List<String>, SolrOutcome> answer) {
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

  private void add(String... ids) {
    add(partition, ids);
  }

  private void add(SolrPartition owner, String... ids) {
    for (String id : ids) {
      var entry = new SolrEntry(TaskHarness.record(entries.size(), id, Map.of()), owner);
      entries.add(entry);
      lanes.add(
          "c",
          new SolrUpdate(
              entry, new SolrOperation.Upsert(id, new SolrInputDocument("id", id), Map.of()), 100));
    }
  }

  private void awaitSettled(long count) {
    await()
        .atMost(DEADLINE)
        .until(() -> entries.stream().filter(SolrEntry::isSettled).count() == count);
    await().atMost(DEADLINE).until(() -> lanes.records() == 0);
  }

  private List<String> rejected() {
    return lanes.takeRejections().stream()
        .map(rejection -> String.valueOf(rejection.reason().getMessage()))
        .toList();
  }

  private List<List<String>> requests() {
    synchronized (requests) {
      return List.copyOf(requests);
    }
  }

  private static SolrOutcome take(BlockingQueue<SolrOutcome> answers) {
    try {
      SolrOutcome answer = answers.poll(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
      return answer == null ? new SolrOutcome.Broken("the test gives no answer") : answer;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new SolrOutcome.Unavailable("interrupted");
    }
  }
}
