package io.tributary.connect.solr;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

/** Requests to a Solr whose speed depends on how many of them there are. */
class SolrConcurrencyTest {
  private static final int DOCUMENTS = 1_000;

  private final Set<Integer> limits = new HashSet<>();
  private long now = Long.MAX_VALUE - 1;

  @Test
  void staysAtTwoWhereMoreAreNotFaster() {
    SolrConcurrency concurrency = create(4);
    run(concurrency, SolrConcurrencyTest::busy, Duration.ofMinutes(10));

    assertThat(concurrency.limit()).isEqualTo(2);
    assertThat(limits).as("what has been tried").containsExactlyInAnyOrder(2, 3);
  }

  @Test
  void goesUpToTheMostWhereEachIsFaster() {
    SolrConcurrency concurrency = create(6);
    run(concurrency, SolrConcurrencyTest::farAway, Duration.ofMinutes(2));

    assertThat(limits).containsExactlyInAnyOrder(2, 3, 4, 5, 6);
    run(concurrency, SolrConcurrencyTest::farAway, Duration.ofSeconds(1));
    assertThat(concurrency.limit()).isGreaterThanOrEqualTo(5);
    limits.clear();
    run(concurrency, SolrConcurrencyTest::farAway, Duration.ofMinutes(5));
    assertThat(limits).containsExactlyInAnyOrder(5, 6);
  }

  @Test
  void comesDownAgainWhenSolrHasLessToSpare() {
    SolrConcurrency concurrency = create(6);
    run(concurrency, SolrConcurrencyTest::farAway, Duration.ofMinutes(2));
    run(concurrency, SolrConcurrencyTest::busy, Duration.ofMinutes(10));

    assertThat(concurrency.limit()).isLessThanOrEqualTo(3);
  }

  @Test
  void triesNothingWhileEverythingStillWarmsUp() {
    SolrConcurrency concurrency = create(4);
    run(concurrency, SolrConcurrencyTest::farAway, Duration.ofSeconds(9));
    assertThat(limits).containsExactly(2);
  }

  @Test
  void aSolrThatBecomesFasterByItselfIsNoReasonForMore() {
    SolrConcurrency concurrency = create(4);
    long start = now;
    run(concurrency, any -> 5_000 + 100 * (now - start) / 1e9, Duration.ofMinutes(3));
    assertThat(concurrency.limit()).isEqualTo(2);
  }

  @Test
  void aTrialThatIsDisturbedIsOver() {
    SolrConcurrency concurrency = create(4);
    while (concurrency.limit() == 2) {
      run(concurrency, SolrConcurrencyTest::farAway, Duration.ofMillis(1));
    }
    concurrency.disturbed();
    assertThat(concurrency.limit()).isEqualTo(2);

    Duration pause = Duration.ofMillis(900);
    for (int i = 0; i < 1_000; i++) {
      run(concurrency, SolrConcurrencyTest::farAway, pause);
      concurrency.disturbed();
    }
    assertThat(concurrency.limit()).as("without two seconds in a row").isEqualTo(2);
  }

  @Test
  void aLimitOfOneOrTwoStays() {
    for (int most = 1; most <= 2; most++) {
      limits.clear();
      run(create(most), SolrConcurrencyTest::farAway, Duration.ofMinutes(3));
      assertThat(limits).containsExactly(most);
    }
  }

  /** No processor is left for more. */
  private static double busy(int requests) {
    return 17_000 - 200 * requests;
  }

  private static double farAway(int requests) {
    return 2_000 * requests;
  }

  private SolrConcurrency create(int most) {
    return new SolrConcurrency(most, now);
  }

  /** Answers requests as fast as that many at a time are. */
  private void run(SolrConcurrency concurrency, IntToDoubleFunction speed, Duration duration) {
    long start = now;
    while (now - start < duration.toNanos()) {
      limits.add(concurrency.limit());
      now += (long) (DOCUMENTS / speed.applyAsDouble(concurrency.limit()) * 1e9);
      concurrency.accepted(DOCUMENTS, now);
    }
  }
}
