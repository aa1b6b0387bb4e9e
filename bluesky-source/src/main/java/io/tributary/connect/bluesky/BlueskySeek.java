package io.tributary.connect.bluesky;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds the sequence number of a time on a server that knows no times, by asking it for numbers and
 * looking at the times of what comes. Starts with the oldest, ends at the time or a little before.
 */
final class BlueskySeek {
  /**
   * So many events tell what time it is. One alone tells little: a server that was away sends what
   * is hours old, and clocks go wrong.
   */
  static final int SAMPLE = 31;

  /** Fewer than so many at the end of a sample prove nothing. */
  private static final int FEW = 3;

  /** How far to look first, to learn how fast the numbers grow. */
  private static final long FIRST_STEP = 10_000;

  private static final long LEAST_CLOSE_MICROS = 1_000_000;
  private static final int MAX_QUESTIONS = 40;

  /** What is to be done with what a question has brought. */
  enum Look {
    /** This is the place. */
    HERE,
    /** More is needed to judge. */
    MORE,
    /** There is another question. */
    AGAIN
  }

  private final String host;
  private final long target;
  private final long close;
  private final List<StreamPosition> sample = new ArrayList<>();
  private int questions;
  private long guess;
  private long place = StreamPosition.NONE;
  private long back = StreamPosition.NONE;
  private boolean late;

  // The first place that was seen, the newest before the time, and the oldest after it. Each is a
  // number after which to start.
  private long firstSeq;
  private long firstTime;
  private long lowSeq;
  private long lowTime = StreamPosition.NONE;
  private long highSeq = Long.MAX_VALUE;
  private long highTime = Long.MAX_VALUE;

  /**
   * Begins.
   *
   * @param closeMicros how much may be read over
   */
  BlueskySeek(String host, long targetMicros, long closeMicros) {
    this.host = host;
    this.target = targetMicros;
    this.close = Math.max(closeMicros, LEAST_CLOSE_MICROS);
  }

  boolean isOn(String otherHost) {
    return host.equals(otherHost);
  }

  boolean mayAsk() {
    return questions <= MAX_QUESTIONS;
  }

  /** Whether even the oldest event is later than the time. */
  boolean isLate() {
    return late;
  }

  /** Returns the next question. */
  BlueskyResume next() {
    questions++;
    sample.clear();
    guess = place == StreamPosition.NONE ? guess() : place;
    back = StreamPosition.NONE;
    return new BlueskyResume.Near(guess, target);
  }

  private long guess() {
    if (back != StreamPosition.NONE) {
      return back;
    }
    if (lowTime == StreamPosition.NONE || highSeq - lowSeq <= SAMPLE) {
      return lowSeq;
    }
    if (highTime != Long.MAX_VALUE) {
      double share = (double) (target - lowTime) / Math.max(1, highTime - lowTime);
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

  /** Looks at the next event that a question has brought. */
  Look look(StreamPosition next) {
    if (place != StreamPosition.NONE) {
      return Look.HERE;
    }
    if (sample.isEmpty() || next.seq() > sample.get(sample.size() - 1).seq()) {
      sample.add(next);
    }
    if (sample.size() < SAMPLE) {
      return Look.MORE;
    }
    judge(false);
    return Look.AGAIN;
  }

  /** Nothing more comes for now. Returns whether that leads to another question. */
  boolean settle() {
    if (place != StreamPosition.NONE || sample.isEmpty()) {
      return false;
    }
    judge(true);
    return true;
  }

  /**
   * Judges the sample.
   *
   * @param newest whether the server has nothing after it
   */
  private void judge(boolean newest) {
    int size = sample.size();
    int split = split();
    long before = sample.get(0).seq() - 1;
    long middle = middle();
    boolean oldest = lowTime == StreamPosition.NONE;
    if (oldest) {
      firstSeq = before;
      firstTime = middle;
      late = split == 0;
    }
    if (size - split < FEW) {
      lowSeq = Math.max(lowSeq, sample.get(Math.max(0, size - 1 - FEW)).seq() - 1);
      lowTime = middle;
      highSeq = highSeq <= lowSeq ? Long.MAX_VALUE : highSeq;
      if (newest || target - lowTime <= close || !mayAsk()) {
        place = lowSeq;
      }
    } else if (oldest || guess <= lowSeq) {
      // Only what follows the part before the time without a break shows where that ends.
      place = sample.get(split).seq() - 1;
    } else {
      highSeq = Math.min(highSeq, sample.get(split).seq());
      highTime = split == 0 ? middle : target;
      back = split == 0 ? StreamPosition.NONE : Math.max(lowSeq, before - SAMPLE);
      if (!mayAsk()) {
        place = lowSeq;
      }
    }
  }

  /** Returns how many of the sample come before the time, so that the fewest speak against it. */
  private int split() {
    int against = 0;
    for (StreamPosition position : sample) {
      against += position.timeMicros() < target ? 1 : 0;
    }
    int best = 0;
    int least = against;
    for (int i = 0; i < sample.size(); i++) {
      against += sample.get(i).timeMicros() < target ? -1 : 1;
      if (against < least) {
        least = against;
        best = i + 1;
      }
    }
    return best;
  }

  private long middle() {
    return sample.stream()
        .mapToLong(StreamPosition::timeMicros)
        .sorted()
        .skip((sample.size() - 1) / 2)
        .findFirst()
        .orElseThrow();
  }

  /** The server does not have numbers as high as that. */
  void refused() {
    place = StreamPosition.NONE;
    highSeq = Math.min(highSeq, guess);
  }
}
