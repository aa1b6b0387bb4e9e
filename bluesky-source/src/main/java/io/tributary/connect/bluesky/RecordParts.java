package io.tributary.connect.bluesky;

import java.io.IOException;

/** Counts the parts of one record: a byte or two can make an object of a hundred. */
final class RecordParts {
  /** The largest records of known applications have some thousands. */
  static final int MAX = 100_000;

  private int count;

  /** A record that is sound and of which nothing is kept. */
  static final class TooManyException extends IOException {
    private static final long serialVersionUID = 1;

    TooManyException() {
      super("a record of more than " + MAX + " parts");
    }
  }

  /** Counts one more. Returns whether it may be kept; otherwise it is only passed over. */
  boolean admit() {
    return ++count <= MAX;
  }

  /**
   * Ends the record.
   *
   * @throws TooManyException if it had more parts than were kept
   */
  void end() throws TooManyException {
    if (count > MAX) {
      throw new TooManyException();
    }
  }
}
