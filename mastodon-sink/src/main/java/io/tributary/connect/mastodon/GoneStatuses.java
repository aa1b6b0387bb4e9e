package io.tributary.connect.mastodon;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Tells statuses that are gone from servers that are. Proxies answer with pages of their own for
 * both, and would block the task for ever if it waited for the server's own word.
 */
final class GoneStatuses {
  /** A server that starts is there by then, or answers to nothing else either. */
  private static final int TRIES = 5;

  private static final Duration LONG_ENOUGH = Duration.ofMinutes(1);

  /** Whoever says for so long that it is not found does not do it, although it is there. */
  private static final int MANY_TRIES = 15;

  /** What is known of a status that a request failed for. */
  enum Verdict {
    UNKNOWN,
    GONE,
    /** The server shows it, and does not do what it was asked to do with it. */
    THERE
  }

  private final MastodonCalls calls;
  private final Clock clock;
  private String doubted = "";
  private Instant since = Instant.EPOCH;
  private int tries;
  private boolean hidden;

  GoneStatuses(MastodonCalls calls, Clock clock) {
    this.calls = calls;
    this.clock = clock;
  }

  /**
   * Finds out why a request about a status failed.
   *
   * @throws PauseException if the server does not answer to other requests either
   */
  Verdict of(String id, MastodonAnswer answer) {
    if (!isAnswered(id, answer)) {
      return Verdict.UNKNOWN;
    }
    boolean said = ((MastodonAnswer.Refused) answer).said();
    if (!calls.shows(id)) {
      // The next page will mean the same, if the server is there.
      hidden |= !said;
      settle();
      return Verdict.GONE;
    }
    if (said || tries >= MANY_TRIES) {
      settle();
      return Verdict.THERE;
    }
    return Verdict.UNKNOWN;
  }

  /** What was doubted is known, and requests need not wait any more. */
  private void settle() {
    done();
    calls.goOn();
  }

  /** A request was done: what was doubted before does not count any more. */
  void done() {
    doubted = "";
  }

  /**
   * Whether it is the server that says that something is missing, or a proxy on its behalf.
   *
   * @param subject what the request was about
   * @throws PauseException if the server does not answer to other requests either
   */
  boolean isAnswered(String subject, MastodonAnswer answer) {
    if (!(answer instanceof MastodonAnswer.Refused refused) || !refused.isAboutSomethingMissing()) {
      done();
      return false;
    }
    if (refused.said()) {
      return true;
    }
    if (!subject.equals(doubted)) {
      doubted = subject;
      since = clock.instant();
      tries = 0;
    }
    tries++;
    boolean longEnough = tries >= TRIES && !clock.instant().isBefore(since.plus(LONG_ENOUGH));
    return (hidden || longEnough) && calls.read(MastodonSession.ACCOUNT).isPresent();
  }
}
