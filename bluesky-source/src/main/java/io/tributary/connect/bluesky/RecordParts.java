package io.tributary.connect.bluesky;

import java.io.IOException;

/** Counts the parts of a message's records: a byte or two can make an object of a hundred. */
final class RecordParts {
  /** The largest records of known applications have some thousands. */
  static final int MAX = 100_000;

  private int kept;
  private int count;

  /** A record that is sound and of which nothing is kept. */
  static final class TooManyException extends IOException {
    private static final long serialVersionUID = 1;

    TooManyException(String what) {
      super("%s of more than %d parts".formatted(what, MAX));
    }
  }

  /** Begins the next record. */
  void begin() {
    count = 0;
  }

  /** Counts one more. Returns whether it may be kept; otherwise it is only passed over. */
  boolean admit() {
    return ++count <= MAX - kept;
  }

  /**
   * Ends the record.
   *
   * @throws TooManyException if it had more parts than were kept
   */
  void end() throws TooManyException {
    if (count > MAX - kept) {
      throw new TooManyException(count > MAX ? "a record" : "a commit with records");
    }
    kept += count;
  }
}
