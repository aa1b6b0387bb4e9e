package io.tributary.connect.bluesky;

/**
 * Finds the sequence number of a time on a server that knows no times, by asking it for numbers and
 * looking at the times of what comes. Starts with the oldest, ends a little before the time.
 */
final class BlueskySeek {
  /** So much is read over rather than asked for once more. */
  private static final long CLOSE_MICROS = 60_000_000;

  private static final long CLOSE_EVENTS = 20_000;

  /** How far to look first, to learn how fast the numbers grow. */
  private static final long FIRST_STEP = 10_000;

  private static final int MAX_QUESTIONS = 30;

  private final String host;
  private final long target;
  private int questions;
  private long guess;

  // The first place that was seen, the newest before the time, and the oldest after it.
  private long firstSeq;
  private long firstTime;
  private long lowSeq;
  private long lowTime = StreamPosition.NONE;
  private long highSeq = Long.MAX_VALUE;
  private long highTime = Long.MAX_VALUE;

  BlueskySeek(String host, long targetMicros) {
    this.host = host;
    this.target = targetMicros;
  }

  boolean isOn(String otherHost) {
    return host.equals(otherHost);
  }

  /** Returns the next question. */
  BlueskyResume next() {
    questions++;
    guess = guess();
    return new BlueskyResume.Near(guess, target);
  }

  private long guess() {
    if (lowTime == StreamPosition.NONE || isCloseEnough()) {
      return lowSeq;
    }
    if (highTime != Long.MAX_VALUE) {
      double share = (double) (target - lowTime) / (highTime - lowTime);
      return within(lowSeq + (long) ((highSeq - lowSeq) * share));
    }
    if (highSeq != Long.MAX_VALUE) {
      return within(lowSeq + (highSeq - lowSeq) / 2);
    }
    double perMicro = (double) (lowSeq - firstSeq) / Math.max(1, lowTime - firstTime);
    return lowSeq + Math.max(FIRST_STEP, (long) (perMicro * (target - lowTime)));
  }

  /** Keeps off both ends, so that each question narrows the search. */
  private long within(long seq) {
    long margin = Math.max(1, (highSeq - lowSeq) / 20);
    return Math.max(lowSeq + margin, Math.min(highSeq - margin, seq));
  }

  private boolean isCloseEnough() {
    return target - lowTime <= CLOSE_MICROS
        || highSeq - lowSeq <= CLOSE_EVENTS
        || questions >= MAX_QUESTIONS;
  }

  /**
   * Returns whether to read on from here.
   *
   * @param first what the server answered the question with
   */
  boolean accepts(StreamPosition first) {
    boolean oldest = lowTime == StreamPosition.NONE;
    if (oldest) {
      firstSeq = first.seq();
      firstTime = first.timeMicros();
    }
    if (oldest || first.timeMicros() <= target) {
      lowSeq = Math.max(lowSeq, Math.max(0, first.seq() - 1));
      lowTime = first.timeMicros();
      // Nothing is older than the oldest, even if it is later than the time.
      return lowTime >= target || isCloseEnough();
    }
    if (guess <= lowSeq || questions > MAX_QUESTIONS) {
      return true;
    }
    highSeq = Math.min(highSeq, first.seq());
    highTime = first.timeMicros();
    return false;
  }

  /** The server does not have numbers as high as that. */
  void refused() {
    highSeq = Math.min(highSeq, guess);
  }
}
