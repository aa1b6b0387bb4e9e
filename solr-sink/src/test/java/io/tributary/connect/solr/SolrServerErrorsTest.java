package io.tributary.connect.solr;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whose fault it is that Solr answers 500. */
class SolrServerErrorsTest {
  private final SolrLanesHarness lanes = new SolrLanesHarness();

  @AfterEach
  void close() {
    lanes.close();
  }

  @Test
  void aDocumentWithWhichSolrAlwaysFailsWhileItTakesOthersIsRefused() {
    var acceptedAt = new AtomicLong();
    lanes.startOne(
        100,
        ids -> {
          if (ids.contains("evil")) {
            return new SolrOutcome.ServerError("NullPointerException", since(acceptedAt));
          }
          acceptedAt.set(System.nanoTime());
          return new SolrOutcome.Accepted();
        });
    lanes.add("a", "evil", "b", "evil");
    lanes.awaitRecords(1);
    lanes.add("c");
    lanes.awaitSettled(3);

    assertThat(lanes.rejected())
        .hasSize(2)
        .allMatch(reason -> reason.contains("NullPointerException"));
    assertThat(lanes.entries)
        .extracting(SolrEntry::isSettled)
        .containsExactly(true, false, true, false, true);
    assertThat(lanes.failure()).isNull();
  }

  @Test
  void theFirstDocumentOfALaneIsRefusedOnceALaterOneShowsThatSolrWorks() {
    var acceptedAt = new AtomicLong();
    lanes.startOne(
        1,
        ids -> {
          if (ids.contains("evil")) {
            return new SolrOutcome.ServerError("NullPointerException", since(acceptedAt));
          }
          acceptedAt.set(System.nanoTime());
          return new SolrOutcome.Accepted();
        });
    lanes.add("evil");
    lanes.awaitRequests(21);
    assertThat(lanes.rejected()).as("nothing shows whose fault it is").isEmpty();
    lanes.add("a", "b", "c", "d", "e");
    lanes.awaitSettled(5);

    assertThat(lanes.rejected()).extracting(reason -> reason.contains("t-0@0")).contains(true);
    assertThat(lanes.failure()).isNull();
  }

  @Test
  void whatWasAcceptedBeforeADocumentFailedSaysNothingOfIt() {
    var works = new AtomicBoolean();
    var acceptedAt = new AtomicLong();
    lanes.startOne(
        4,
        ids -> {
          if (works.get()) {
            return new SolrOutcome.Accepted();
          }
          // Something small was accepted just after the first failure.
          acceptedAt.compareAndSet(0, System.nanoTime() + 1);
          return new SolrOutcome.ServerError("disk full", since(acceptedAt));
        });
    lanes.add("a", "b", "c", "d");
    lanes.awaitRequests(101);
    assertThat(lanes.rejected()).isEmpty();

    works.set(true);
    lanes.awaitSettled(4);
  }

  @Test
  void aSolrThatFailsOverEverythingIsWaitedFor() {
    var works = new AtomicBoolean();
    lanes.start(
        false,
        4,
        ids ->
            works.get()
                ? new SolrOutcome.Accepted()
                : new SolrOutcome.ServerError("disk full", null));
    lanes.add("a", "b", "a", "b");
    lanes.awaitRequests(101);
    assertThat(lanes.failure()).isNull();
    assertThat(lanes.rejected()).isEmpty();

    works.set(true);
    lanes.awaitSettled(4);
  }

  @Test
  void oneServerErrorAfterAnOutageIsNoReasonToRefuse() {
    var attempts = new AtomicInteger();
    lanes.start(
        false,
        1,
        ids ->
            switch (attempts.incrementAndGet()) {
              case 40 -> new SolrOutcome.ServerError("still starting", Duration.ZERO);
              case 41 -> new SolrOutcome.Accepted();
              default -> new SolrOutcome.Unavailable("connection refused");
            });
    lanes.add("a");
    lanes.awaitSettled(1);
    assertThat(lanes.rejected()).isEmpty();
  }

  /** Says how long ago something was accepted, as the transport does. */
  private static @Nullable Duration since(AtomicLong acceptedAt) {
    return acceptedAt.get() == 0 ? null : Duration.ofNanos(System.nanoTime() - acceptedAt.get());
  }
}
