package io.tributary.connect.mastodon;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** How long a put may go on. What it has begun goes on in the next one. */
final class MastodonTurn {
  /** A worker that is told to stop waits five seconds. */
  private static final Duration LONGEST = Duration.ofSeconds(3);

  private final Clock clock;
  private Instant end = Instant.MAX;
  private boolean moved;

  MastodonTurn(Clock clock) {
    this.clock = clock;
  }

  void begin() {
    end = clock.instant().plus(LONGEST);
    moved = false;
  }

  boolean isOver() {
    return !clock.instant().isBefore(end);
  }

  /** Notes that something was done which the next turn need not do again. */
  void moved() {
    moved = true;
  }

  /**
   * Makes sure that there is time for one more request.
   *
   * @throws PauseException if there is not, unless nothing at all was done in this turn
   */
  void require() {
    if (moved && isOver()) {
      throw new PauseException(clock.instant(), "the rest follows in the next put");
    }
  }
}
