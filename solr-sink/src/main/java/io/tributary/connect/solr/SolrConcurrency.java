package io.tributary.connect.solr;

import java.time.Duration;

/**
 * How many requests are worth sending at a time. More of them are faster where Solr is far away or
 * has processors to spare, and slower where it has not: so it starts with two, tries one more or
 * one fewer now and then, and keeps what is faster. Not thread-safe; {@link SolrLanes} guards it.
 */
final class SolrConcurrency {
  private static final int LEAST = 2;

  /** One more has to be worth the memory and the threads that it takes of Solr. */
  private static final double WORTH_ONE_MORE = 1.1;

  private static final double WORTH_ONE_FEWER = 0.95;
  private static final long WINDOW_NANOS = Duration.ofSeconds(2).toNanos();
  private static final int REQUESTS_A_WINDOW = 4;

  /** Compilers and caches make the first seconds slower than all others. */
  private static final long WARM_UP_NANOS = Duration.ofSeconds(10).toNanos();

  private static final long REST_NANOS = Duration.ofMinutes(1).toNanos();

  private final int least;
  private final int most;
  private int limit;
  private int direction = 1;
  private Phase phase = Phase.BEFORE;
  private double before;
  private double trial;
  private long restUntil;

  /** Answers to requests that were sent along with another number of them. */
  private int skipped;

  private long windowStart;
  private int documents;
  private int requests;

  /** A trial is compared with what came before it and what comes after it. */
  private enum Phase {
    BEFORE,
    TRIAL,
    AFTER
  }

  SolrConcurrency(int most, long now) {
    this.most = most;
    this.least = Math.min(LEAST, most);
    this.limit = least;
    this.restUntil = now + WARM_UP_NANOS;
    this.skipped = limit;
  }

  /** Returns how many requests may be on their way. */
  int limit() {
    return limit;
  }

  /** Solr has accepted a request. */
  void accepted(int size, long now) {
    if (skipped > 0) {
      if (--skipped == 0) {
        startWindow(now);
      }
      return;
    }
    documents += size;
    requests++;
    long elapsed = now - windowStart;
    if (elapsed >= WINDOW_NANOS && requests >= REQUESTS_A_WINDOW * limit) {
      int previous = limit;
      conclude((double) documents / elapsed, now);
      startWindow(now);
      skipped = limit == previous ? 0 : Math.max(limit, previous);
    }
  }

  /** There was not enough to send, or not all of it was accepted, which makes rates worthless. */
  void disturbed() {
    if (phase == Phase.TRIAL) {
      limit -= direction;
    }
    phase = Phase.BEFORE;
    skipped = limit;
  }

  private void conclude(double rate, long now) {
    switch (phase) {
      case BEFORE -> {
        if (least < most && now - restUntil >= 0) {
          before = rate;
          limit += direction;
          phase = Phase.TRIAL;
        }
      }
      case TRIAL -> {
        trial = rate;
        limit -= direction;
        phase = Phase.AFTER;
      }
      case AFTER -> {
        double usual = (before + rate) / 2;
        boolean better = trial >= usual * (direction > 0 ? WORTH_ONE_MORE : WORTH_ONE_FEWER);
        if (better) {
          limit += direction;
        }
        boolean further = better && limit + direction <= most && limit + direction >= least;
        if (!further) {
          turn();
          restUntil = now + REST_NANOS;
        }
        phase = Phase.BEFORE;
      }
    }
  }

  /** Tries the other direction next, unless there is nothing. */
  private void turn() {
    int other = limit - direction;
    if (other <= most && other >= least) {
      direction = -direction;
    }
  }

  private void startWindow(long now) {
    windowStart = now;
    documents = 0;
    requests = 0;
  }
}
