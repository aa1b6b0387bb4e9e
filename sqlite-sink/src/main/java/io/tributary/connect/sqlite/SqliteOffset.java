package io.tributary.connect.sqlite;

import org.jspecify.annotations.Nullable;

/**
 * What the file says of a topic-partition.
 *
 * @param next where it goes on, null if the file does not know
 * @param generation how often that was set to something else than the end of a batch. A task that
 *     slept through it is known by that, even if it waits for the very same offset
 */
record SqliteOffset(@Nullable Long next, long generation) {
  static final SqliteOffset UNKNOWN = new SqliteOffset(null, 0);

  /** Says whether it is a later offset. */
  boolean isAhead(SqliteOffset other) {
    return next != null && (other.next == null || next >= other.next);
  }

  /** Returns where things go on after a batch. */
  SqliteOffset movedTo(long end) {
    return new SqliteOffset(end, generation);
  }

  /** Returns where things go on from any other offset. */
  SqliteOffset setTo(long offset) {
    return new SqliteOffset(offset, generation + 1);
  }

  @Override
  public String toString() {
    String place = next == null ? "none" : next.toString();
    return generation == 0 ? place : "%s (reset %d times)".formatted(place, generation);
  }
}
