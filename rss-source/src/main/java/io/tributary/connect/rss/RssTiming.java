package io.tributary.connect.rss;

import java.time.Duration;
import java.time.Instant;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/** Says when a feed is fetched next. */
final class RssTiming {
  private static final double JITTER = 0.1;
  private static final int MAX_DOUBLINGS = 40;
  private static final Duration START_GAP = Duration.ofMillis(50);

  private final Duration interval;
  private final Duration longest;
  private final DoubleSupplier random;

  /**
   * Keeps the limits.
   *
   * @param interval the shortest wait
   * @param longest the longest wait; only what a feed says it skips may go beyond
   * @param random numbers from 0 to 1
   */
  RssTiming(Duration interval, Duration longest, DoubleSupplier random) {
    this.interval = interval;
    this.longest = longest;
    this.random = random;
  }

  /**
   * When a feed is due. The interval is not part of what is stored, so that a shorter one holds at
   * once.
   */
  Instant due(RssPollState state, Instant now) {
    if (state.polled() == null) {
      return now;
    }
    Instant due = state.failures() == 0 ? state.polled().plus(interval) : state.polled();
    due = later(due, state.notBefore());
    Instant latest = now.plus(longest);
    return state.rhythm().next(due.isAfter(latest) ? latest : due);
  }

  /** Until when a document that came at {@code now} is fresh, by all that its publisher says. */
  @Nullable Instant freshUntil(Duration byHeaders, RssRhythm rhythm, Instant now) {
    Duration rest = rhythm.interval();
    if (byHeaders.compareTo(rest) > 0) {
      rest = byHeaders;
    }
    return rest.compareTo(interval) > 0 ? now.plus(shorter(rest, longest)) : null;
  }

  /**
   * When to try a feed again: later with each failure in a row, and not before the server wants it.
   */
  Instant retry(int failures, @Nullable Duration retryAfter, Instant now) {
    int doublings = Math.min(failures - 1, MAX_DOUBLINGS);
    double wait = interval.toMillis() * Math.pow(2, doublings);
    // Feeds that failed together, as when the network was away, do not come back together.
    double spread = 1 - JITTER + 2 * JITTER * random.getAsDouble();
    double capped = Math.min((double) longest.toMillis(), wait * spread);
    Duration backOff = Duration.ofMillis((long) capped);
    return retryAfter != null && retryAfter.compareTo(backOff) > 0
        ? now.plus(shorter(retryAfter, longest))
        : now.plus(backOff);
  }

  /**
   * How long a feed that is overdue at the start waits, so that many do not fire at once; as many
   * as fit into the first round do not wait.
   *
   * @param index the place among {@code total} such feeds
   */
  Duration startDelay(int index, int total, int firstRound) {
    Duration gap = shorter(START_GAP, interval.dividedBy(Math.max(1, total)));
    return gap.multipliedBy(Math.max(0, index - firstRound + 1));
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private static Instant later(Instant one, @Nullable Instant other) {
    return other != null && other.isAfter(one) ? other : one;
  }
}
