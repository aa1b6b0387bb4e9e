package io.tributary.connect.mastodon;

import java.time.Instant;

/** Nothing more can be done before a moment. */
final class PauseException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Instant until;

  /**
   * @param reason fit for the log
   */
  PauseException(Instant until, String reason) {
    super(reason);
    this.until = until;
  }

  Instant until() {
    return until;
  }
}
