package io.tributary.connect.solr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** More lanes with something to send than requests may be on their way. */
class SolrTurnsTest {
  private final SolrLanesHarness lanes = new SolrLanesHarness();
  private final Semaphore answers = new Semaphore(0);

  @AfterEach
  void close() {
    lanes.close();
  }

  @Test
  void sendsTwoRequestsAtATimeAsLongAsMoreAreNotKnownToBeFaster() {
    lanes.start(false, 1, ids -> answer());
    lanes.add("a", "b", "c", "d", "a", "b");
    lanes.awaitRequests(2);
    await().during(50, TimeUnit.MILLISECONDS).until(() -> lanes.requests().size() == 2);
    answers.release();
    lanes.awaitRequests(3);

    assertThat(lanes.requests().subList(0, 2))
        .containsExactlyInAnyOrder(List.of("a"), List.of("b"));
    assertThat(lanes.requests().get(2)).as("lanes take turns").containsExactly("c");
    answers.release(5);
    lanes.awaitSettled(6);
    assertThat(lanes.requests()).hasSize(6);
  }

  @Test
  void aLaneThatWaitsForItsTurnDropsWhatIsLostAtOnce() throws Exception {
    lanes.start(false, 1, ids -> answer());
    lanes.add("a", "b");
    lanes.awaitRequests(2);
    var other = new SolrPartition(new TopicPartition("t", 1));
    lanes.add(other, "c");
    other.lose();

    lanes.dropLost(SolrLanesHarness.DEADLINE);
    lanes.awaitRecords(2);
    answers.release(2);
    lanes.awaitRecords(0);
    assertThat(lanes.requests()).hasSize(2);
  }

  @Test
  void aLaneThatAlwaysHasSomethingToSendHoldsUpNoOther() {
    var rare = new CountDownLatch(1);
    lanes.startOne(
        2,
        ids -> {
          if (ids.contains("rare")) {
            rare.countDown();
          } else if (rare.getCount() > 0) {
            lanes.addTo("c", "often");
            lanes.addTo("c", "often");
          }
          return new SolrOutcome.Accepted();
        });
    lanes.addTo("c", "often");
    lanes.addTo("c", "often");
    lanes.awaitRequests(10);
    lanes.addTo("other", "rare");

    await().atMost(SolrLanesHarness.DEADLINE).until(() -> rare.getCount() == 0);
    lanes.awaitRecords(0);
  }

  @Test
  void aCollectionThatDoesNotAnswerLeavesATurnToOthers() {
    Set<String> failed = ConcurrentHashMap.newKeySet();
    lanes.start(
        false,
        1,
        ids -> {
          if (ids.contains("well")) {
            return new SolrOutcome.Accepted();
          }
          return failed.add(ids.get(0)) ? new SolrOutcome.Unavailable("no answer") : answer();
        });
    List.of("a", "b", "c", "d").forEach(id -> lanes.addTo("hung", id));
    lanes.awaitRequests(5);
    lanes.addTo("other", "well");

    lanes.awaitRecords(4);
    answers.release(4);
    lanes.awaitRecords(0);
  }

  @Test
  void whatTakesTooLongIsSentInSmallerParts() {
    lanes.startOne(
        8,
        ids ->
            ids.size() > 2
                ? new SolrOutcome.Unavailable("no answer", true)
                : new SolrOutcome.Accepted());
    lanes.add("a", "b", "c", "d", "e", "f", "g", "h");
    lanes.awaitSettled(8);
  }

  private SolrOutcome answer() {
    try {
      return answers.tryAcquire(20, TimeUnit.SECONDS)
          ? new SolrOutcome.Accepted()
          : new SolrOutcome.Broken("the test gives no answer");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new SolrOutcome.Unavailable("interrupted");
    }
  }
}
