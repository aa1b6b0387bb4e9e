package io.tributary.connect.mastodon;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;

/** Limits that no server tells: the operator's own, and that of Mastodon where a proxy hides it. */
final class PostingPace {
  private static final Duration HOUR = Duration.ofHours(1);

  /** RateLimiter::FAMILIES in Mastodon's lib/rate_limiter.rb. */
  private static final Duration MASTODON_WINDOW = Duration.ofHours(3);

  private static final int MASTODON_LIMIT = 300;

  private final int maxPerHour;
  private final Deque<Instant> posted = new ArrayDeque<>();

  PostingPace(int maxPerHour) {
    this.maxPerHour = maxPerHour;
  }

  /** The earliest moment whose statuses still count. */
  static Instant horizon(Instant now) {
    return now.minus(MASTODON_WINDOW);
  }

  /** Takes over what was posted before this task. */
  void recall(Collection<Instant> times) {
    posted.clear();
    posted.addAll(times);
  }

  void posted(Instant at) {
    posted.addLast(at);
  }

  /**
   * Makes sure that one more status may be posted.
   *
   * @param mastodonUntold whether the server is Mastodon and does not say what is left
   * @throws PauseException if it may not
   */
  void require(Instant now, boolean mastodonUntold) {
    while (!posted.isEmpty() && !posted.peekFirst().isAfter(horizon(now))) {
      posted.removeFirst();
    }
    if (maxPerHour > 0) {
      require(now, maxPerHour, HOUR, "as many statuses as max.per.hour allows");
    }
    if (mastodonUntold) {
      require(
          now, MASTODON_LIMIT, MASTODON_WINDOW, "as many statuses as Mastodon takes in 3 hours");
    }
  }

  private void require(Instant now, int limit, Duration window, String words) {
    Instant start = now.minus(window);
    long within = posted.stream().filter(at -> at.isAfter(start)).count();
    if (within >= limit) {
      Instant oldest =
          posted.stream()
              .filter(at -> at.isAfter(start))
              .skip(within - limit)
              .findFirst()
              .orElse(now);
      throw new PauseException(oldest.plus(window), "there were " + words);
    }
  }
}
