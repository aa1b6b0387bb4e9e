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
import java.util.function.Function;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What lanes do with the answers to what they send. */
class SolrLanesTest {
  private final SolrLanesHarness lanes = new SolrLanesHarness();

  @AfterEach
  void close() {
    lanes.close();
  }

  @Test
  void oneIdIsInOneRequestAtATime() throws Exception {
    BlockingQueue<SolrOutcome> answers = new LinkedBlockingQueue<>();
    lanes.start(false, 4, ids -> take(answers));
    lanes.add("a", "a", "a", "a");
    lanes.awaitRequests(1);
    lanes.add("b");
    lanes.awaitRequests(2);

    assertThat(lanes.requests().get(1)).as("another lane").containsExactly("b");
    for (int i = 0; i < 5; i++) {
      answers.add(new SolrOutcome.Accepted());
    }
    lanes.awaitSettled(5);
  }

  @Test
  void isolatesBadDocumentsAndSendsTheOthersInOrder() {
    lanes.start(
        false,
        100,
        ids ->
            ids.stream().anyMatch(id -> id.startsWith("bad"))
                ? new SolrOutcome.Refused("no such field")
                : new SolrOutcome.Accepted());
    lanes.add("a", "bad1", "b", "c", "bad2", "bad3", "d");
    lanes.awaitSettled(4);

    assertThat(lanes.rejected())
        .allSatisfy(reason -> assertThat(reason).contains("t-0@", "no such field"))
        .hasSize(3);
  }

  @Test
  void aConflictIsFineWithVersionsAndARefusalWithout() {
    Function<List<String>, SolrOutcome> conflicting =
        ids ->
            ids.contains("old")
                ? new SolrOutcome.Conflict("version conflict")
                : new SolrOutcome.Accepted();
    lanes.start(true, 100, conflicting);
    lanes.add("a", "old", "b");
    lanes.awaitSettled(3);
    assertThat(lanes.rejected()).isEmpty();
    lanes.close();

    lanes.start(false, 100, conflicting);
    lanes.add("a", "old", "b");
    lanes.awaitSettled(5);
    assertThat(lanes.rejected()).singleElement().asString().contains("version conflict");
  }

  @Test
  void repeatsWhatSolrCouldNotTakeBeforeWhatCameLater() {
    List<SolrOutcome> answers =
        new ArrayList<>(
            List.of(
                new SolrOutcome.Unavailable("no leader"),
                new SolrOutcome.Unavailable("no leader")));
    lanes.start(
        false, 1, ids -> answers.isEmpty() ? new SolrOutcome.Accepted() : answers.remove(0));
    lanes.add("a", "a");
    lanes.awaitSettled(2);

    assertThat(lanes.requests()).hasSize(4);
    assertThat(lanes.failure()).isNull();
  }

  @Test
  void whatIsMisplacedIsRefusedAsAWhole() {
    lanes.startOne(3, ids -> new SolrOutcome.Misplaced("no such collection"));
    lanes.add("a", "b", "c");
    lanes.awaitRecords(0);

    assertThat(lanes.requests()).hasSize(1);
    assertThat(lanes.rejected()).hasSize(3);
  }

  @Test
  void aDefectInTheTransportStopsTheTask() {
    lanes.start(
        false,
        100,
        ids -> {
          throw new IllegalStateException("a defect");
        });
    lanes.add("a");
    await().atMost(SolrLanesHarness.DEADLINE).until(() -> lanes.failure() != null);
    assertThat(lanes.failure()).rootCause().hasMessage("a defect");
  }

  @Test
  void aRequestForALostPartitionIsGivenUpAfterTheDeadline() throws Exception {
    var interrupted = new CountDownLatch(1);
    lanes.start(
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
    lanes.add("a");
    lanes.awaitRequests(1);
    lanes.partition.lose();

    lanes.dropLost(Duration.ofMillis(50));
    assertThat(interrupted.await(5, TimeUnit.SECONDS)).isTrue();
    lanes.awaitRecords(0);
    assertThat(lanes.requests()).hasSize(1);
  }

  @Test
  void countsWhatBecomesOfTheRecords() {
    List<SolrOutcome> answers =
        new ArrayList<>(
            List.of(
                new SolrOutcome.Unavailable("no leader"),
                new SolrOutcome.Conflict("older"),
                new SolrOutcome.Refused("no date")));
    lanes.start(true, 1, ids -> answers.isEmpty() ? new SolrOutcome.Accepted() : answers.remove(0));
    lanes.add("a");
    lanes.awaitSettled(1);
    lanes.add("a", "a");
    lanes.awaitRecords(0);

    Map<String, Long> counted = new HashMap<>();
    lanes.metrics.all().forEach(metric -> counted.put(metric.name(), metric.value().getAsLong()));
    assertThat(counted)
        .containsEntry("written-total", 2L)
        .containsEntry("refused-total", 1L)
        .containsEntry("conflicts-total", 1L)
        .containsEntry("retries-total", 1L);
  }

  @Test
  void whatIsLostIsNotSentAndWhatIsBeingSentIsWaitedFor() throws Exception {
    BlockingQueue<SolrOutcome> answers = new LinkedBlockingQueue<>();
    lanes.start(false, 1, ids -> take(answers));
    lanes.add("a", "a", "a");
    lanes.awaitRequests(1);
    lanes.partition.lose();

    lanes.dropLost(Duration.ofMillis(50));
    assertThat(lanes.requests()).hasSize(1);
    answers.add(new SolrOutcome.Accepted());
    lanes.dropLost(SolrLanesHarness.DEADLINE);
    lanes.awaitRecords(0);
    assertThat(lanes.requests()).as("the rest was dropped").hasSize(1);
  }

  @Test
  void anOutageIsOverThoughTheRecordsOfALaneWereLostMeanwhile() throws Exception {
    var works = new AtomicBoolean();
    BlockingQueue<SolrOutcome> answers = new LinkedBlockingQueue<>();
    lanes.start(
        false,
        1,
        ids ->
            works.get()
                ? new SolrOutcome.Accepted()
                : ids.contains("lost") ? take(answers) : new SolrOutcome.Unavailable("no leader"));
    var other = new SolrPartition(new TopicPartition("t", 1));
    try (var log = new CapturedLog()) {
      answers.add(new SolrOutcome.Unavailable("no leader"));
      lanes.add(other, "lost");
      lanes.add("kept");
      await()
          .atMost(SolrLanesHarness.DEADLINE)
          .until(() -> Collections.frequency(lanes.requests(), List.of("lost")) == 2);
      other.lose();
      // While it is on its way, nothing can be dropped.
      lanes.dropLost(Duration.ofMillis(1));
      answers.add(new SolrOutcome.Unavailable("no leader"));
      lanes.awaitRecords(1);
      works.set(true);
      lanes.awaitRecords(0);
      await()
          .atMost(SolrLanesHarness.DEADLINE)
          .until(() -> log.lines().stream().anyMatch(line -> line.contains("accepts documents")));
    }
  }

  private static SolrOutcome take(BlockingQueue<SolrOutcome> answers) {
    try {
      SolrOutcome answer =
          answers.poll(SolrLanesHarness.DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
      return answer == null ? new SolrOutcome.Broken("the test gives no answer") : answer;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new SolrOutcome.Unavailable("interrupted");
    }
  }
}
