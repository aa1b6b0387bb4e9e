package io.tributary.connect.bluesky;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds the sequence number of a time on a server that knows no times, by asking it for numbers and
 * looking at the times of what comes. Starts with the oldest, ends with the last event before the
 * time.
 */
final class BlueskySeek {
  /**
   * So many events tell what time it is. One alone tells little: a server that was away sends what
   * is hours old, and clocks go wrong.
   */
  private static final int SAMPLE = 31;

  /** So many are needed at the end, where the place itself is looked for. */
  private static final int LAST_SAMPLE = 3 * SAMPLE;

  /** Fewer than so many at the end of a sample prove nothing. */
  private static final int FEW = 3;

  /** How far to look first, to learn how fast the numbers grow. */
  private static final long FIRST_STEP = 10_000;

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
  private final List<StreamPosition> sample = new ArrayList<>();
  private int questions;
  private long guess;
  private long place = StreamPosition.NONE;
  private long before = StreamPosition.NONE;
  private boolean late;

  // The first place that was seen, the newest that is surely before the time, and the oldest that
  // may be after it. Each is a number after which to start.
  private long firstSeq;
  private long firstTime;
  private long lowSeq;
  private long lowTime = StreamPosition.NONE;
  private long highSeq = Long.MAX_VALUE;
  private long highTime = Long.MAX_VALUE;
  private long span = Long.MAX_VALUE;

  BlueskySeek(String host, long targetMicros) {
    this.host = host;
    this.target = targetMicros;
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

  /** The number of the last event before the time, if that is sure. */
  long before() {
    return before;
  }

  /** Returns the next question. */
  BlueskyResume next() {
    questions++;
    sample.clear();
    guess = place == StreamPosition.NONE ? guess() : place;
    return new BlueskyResume.Near(guess, target);
  }

  private long guess() {
    if (lowTime == StreamPosition.NONE || highSeq - lowSeq <= 2 * SAMPLE) {
      return lowSeq;
    }
    if (highSeq == Long.MAX_VALUE) {
      double perMicro = (double) (lowSeq - firstSeq) / Math.max(1, lowTime - firstTime);
      // Rather too far: from there on it is between two places.
      return lowSeq + Math.max(FIRST_STEP, (long) (2 * perMicro * (target - lowTime)));
    }
    long earlier = span;
    span = highSeq - lowSeq;
    // Where the rate misleads, halving is faster.
    boolean isSlow = span > earlier / 2;
    if (isSlow || highTime == Long.MAX_VALUE) {
      return lowSeq + span / 2;
    }
    double share = (double) (target - lowTime) / Math.max(1, highTime - lowTime);
    // Keeps off both ends, so that each question narrows the search.
    long margin = Math.max(SAMPLE / 2, span / 100);
    long expected = lowSeq + (long) (span * share) - SAMPLE;
    return Math.max(lowSeq + margin, Math.min(highSeq - margin, expected));
  }

  /** Looks at the next event that a question has brought. */
  Look look(StreamPosition next) {
    if (place != StreamPosition.NONE) {
      return Look.HERE;
    }
    if (sample.isEmpty() || next.seq() > sample.get(sample.size() - 1).seq()) {
      sample.add(next);
    }
    if (sample.size() < (guess <= lowSeq ? LAST_SAMPLE : SAMPLE)) {
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
   * Judges the sample. Whatever is in doubt counts as after the time: who starts too early reads
   * some events again, who starts too late loses some.
   *
   * @param newest whether the server has nothing after it
   */
  private void judge(boolean newest) {
    int size = sample.size();
    int split = split();
    boolean isAllBefore = size - split < FEW;
    if (guess > lowSeq) {
      // Not enough of them at the end prove nothing.
      if (isAllBefore && !newest) {
        lowSeq = guess;
        lowTime = middle();
      } else {
        highSeq = Math.min(highSeq, guess);
        highTime = middle();
      }
    } else if (!isAllBefore || (newest && lowTime != StreamPosition.NONE)) {
      end(split);
    } else {
      boolean oldest = lowTime == StreamPosition.NONE;
      lowSeq = sample.get(oldest ? 0 : Math.max(0, size - SAMPLE)).seq() - 1;
      lowTime = middle();
      firstSeq = oldest ? lowSeq : firstSeq;
      firstTime = oldest ? lowTime : firstTime;
      // What seemed to be the newest was only slow to come.
      highSeq = Long.MAX_VALUE;
      highTime = Long.MAX_VALUE;
      span = Long.MAX_VALUE;
    }
    if (place == StreamPosition.NONE && questions >= MAX_QUESTIONS) {
      place = lowSeq;
    }
  }

  /** Ends with the last event before the time, which comes once more. */
  private void end(int split) {
    late = split == 0 && lowTime == StreamPosition.NONE;
    before = split == 0 ? sample.get(0).seq() - 1 : lastInOrder(split);
    place = split == 0 ? before : before - 1;
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

  /**
   * Returns the number of the last event of the longest row whose times are in order: what follows
   * and claims to be older has only come late, perhaps after the time.
   */
  private long lastInOrder(int split) {
    int[] lengths = new int[split];
    int last = 0;
    for (int i = 0; i < split; i++) {
      long time = sample.get(i).timeMicros();
      if (time >= target) {
        continue;
      }
      lengths[i] = 1;
      for (int j = 0; j < i; j++) {
        if (lengths[j] > 0 && sample.get(j).timeMicros() <= time) {
          lengths[i] = Math.max(lengths[i], lengths[j] + 1);
        }
      }
      last = lengths[i] > lengths[last] ? i : last;
    }
    return sample.get(last).seq();
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
    highTime = Long.MAX_VALUE;
    if (guess <= lowSeq) {
      // It counts anew.
      lowSeq = 0;
      lowTime = StreamPosition.NONE;
    }
  }
}
