package io.tributary.connect.bluesky;

import java.util.Arrays;

/** The middle one of the last numbers, which a few that are far off do not move. */
final class RunningMedian {
  private static final int WINDOW = 65;

  private final long[] window = new long[WINDOW];
  private final long[] sorted = new long[WINDOW];
  private int at;

  /** Starts as if all had been this one. */
  RunningMedian(long first) {
    Arrays.fill(window, first);
    Arrays.fill(sorted, first);
  }

  /** Adds a number and returns the median. */
  long add(long number) {
    long oldest = window[at];
    window[at] = number;
    at = (at + 1) % WINDOW;
    int from = Arrays.binarySearch(sorted, oldest);
    if (number > oldest) {
      while (from + 1 < WINDOW && sorted[from + 1] < number) {
        sorted[from] = sorted[++from];
      }
    } else {
      while (from > 0 && sorted[from - 1] > number) {
        sorted[from] = sorted[--from];
      }
    }
    sorted[from] = number;
    return sorted[WINDOW / 2];
  }
}
