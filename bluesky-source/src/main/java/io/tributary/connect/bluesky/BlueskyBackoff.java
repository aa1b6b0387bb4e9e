package io.tributary.connect.bluesky;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/** How long to wait before the next attempt, and whether to turn to another server. */
final class BlueskyBackoff {
  /** After so many attempts without an event the next server is tried. */
  static final int ATTEMPTS = 3;

  private static final int MAX_DOUBLINGS = 30;

  private final long first;
  private final long longest;
  private final DoubleSupplier random;
  private int failures;

  BlueskyBackoff(Duration first, Duration longest, DoubleSupplier random) {
    this.first = first.toNanos();
    this.longest = longest.toNanos();
    this.random = random;
  }

  /** An event came through; nothing less shows that a server works. */
  void succeeded() {
    failures = 0;
  }

  /** Returns how many nanoseconds to wait after one more failure. */
  long failed() {
    failures++;
    double doubled = first * Math.pow(2, Math.min(failures - 1, MAX_DOUBLINGS));
    return (long) (Math.min(doubled, (double) longest) * (1 - random.getAsDouble() / 2));
  }

  int failures() {
    return failures;
  }

  boolean isTimeForAnother() {
    return failures > 0 && failures % ATTEMPTS == 0;
  }
}
