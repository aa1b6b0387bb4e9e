package io.tributary.connect.bluesky;

import java.time.Duration;
import java.time.Instant;

/**
 * Events that the server does not have any more, or never sent.
 *
 * @param after the last moment that was read
 * @param before the first moment that was read again
 */
record BlueskyGap(Cause cause, String host, Instant after, Instant before) {
  /** How the gap showed. */
  enum Cause {
    OUTDATED_CURSOR("the server says that it does not go back so far"),
    LATE_START("the server silently started later than it was asked to"),
    SEQUENCE_JUMP("the server left out sequence numbers");

    private final String text;

    Cause(String text) {
      this.text = text;
    }
  }

  String reason() {
    return cause.text;
  }

  @Override
  public String toString() {
    return "%s to %s (%s) from %s: %s"
        .formatted(after, before, Duration.between(after, before), host, cause.text);
  }
}
