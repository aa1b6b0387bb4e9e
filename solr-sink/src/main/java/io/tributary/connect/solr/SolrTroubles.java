package io.tributary.connect.solr;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * Since when things have gone wrong that should pass. What has not gone wrong for longer than a
 * repetition takes is over, also if nobody said so.
 */
final class SolrTroubles<T> {
  /** Fields of records may name any number of collections. */
  private static final int MAX_KNOWN = 1_000;

  private final Duration patience;
  private final Duration repetition;
  private final Clock clock;
  private final Map<T, Trouble> open = new ConcurrentHashMap<>();

  private record Trouble(Instant since, Instant last) {}

  /**
   * Starts without any.
   *
   * @param patience how long something may go wrong
   */
  SolrTroubles(SolrSinkConfig config, Duration patience, Clock clock) {
    this.patience = patience;
    this.repetition = config.pacing().retryAfterAtMost().plus(config.requestTimeout());
    this.clock = clock;
  }

  /** Something has gone wrong. Returns whether it has done so for too long. */
  boolean isTooLong(T what) {
    Instant now = clock.instant();
    if (open.size() >= MAX_KNOWN && !open.containsKey(what)) {
      open.clear();
    }
    Trouble trouble =
        open.compute(
            what,
            (any, known) ->
                known == null || known.last().plus(repetition).isBefore(now)
                    ? new Trouble(now, now)
                    : new Trouble(known.since(), now));
    return trouble.since().plus(patience).isBefore(now);
  }

  /** It has gone well. */
  void over(T what) {
    if (!open.isEmpty()) {
      open.remove(what);
    }
  }

  /** They have gone well. */
  void over(Predicate<T> which) {
    if (!open.isEmpty()) {
      open.keySet().removeIf(which);
    }
  }
}
