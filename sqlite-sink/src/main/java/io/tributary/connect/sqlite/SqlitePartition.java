package io.tributary.connect.sqlite;

import java.util.Objects;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * Where an assigned topic-partition stands: what the file holds of it, and how far the consumer has
 * got. The file can be ahead, because an earlier owner finished its last batch late.
 */
final class SqlitePartition {
  private static final long NONE = -1;

  private final TopicPartition id;
  private SqliteOffset stored;
  private long next;
  private long resetTo = NONE;
  private boolean confirmed;
  private boolean leftoverPending;
  private boolean redelivered;

  /**
   * @param stored what the file says
   * @param leftoverPending whether a batch from before the assignment may be delivered first, after
   *     which the consumer goes back to where it was sought
   */
  SqlitePartition(TopicPartition id, SqliteOffset stored, boolean leftoverPending) {
    this.id = id;
    this.stored = stored;
    this.next = stored.next() == null ? 0 : stored.next();
    this.leftoverPending = leftoverPending;
  }

  TopicPartition id() {
    return id;
  }

  SqliteOffset stored() {
    return stored;
  }

  /** Returns the lowest offset that may come. */
  long next() {
    return next;
  }

  /**
   * Says whether a record is left over from before the assignment. The first one that is not ends
   * that.
   */
  boolean isLeftover(boolean ofFailedPut) {
    leftoverPending &= ofFailedPut;
    return leftoverPending;
  }

  /** Whether nothing of this assignment has been delivered yet, but something left over may be. */
  boolean isExpectingLeftovers() {
    return leftoverPending;
  }

  /** Says whether the file holds what the record at this offset did. */
  boolean holds(long offset) {
    Long end = stored.next();
    return end != null && offset < end;
  }

  /**
   * Says whether the file knows the partition, but not that everything below the offset is done.
   */
  boolean isBehind(long consumed) {
    Long end = stored.next();
    return !leftoverPending && end != null && end < consumed;
  }

  /** From now on the records of the last put, and none but those, come once more. */
  void redeliver() {
    redelivered = !leftoverPending;
  }

  void redelivered() {
    redelivered = false;
  }

  /**
   * Says whether a record cannot follow what came before it: the topic was created again, or its
   * end was cut off. Skipping it as already written would drop the records of a new topic in
   * silence.
   */
  boolean isReset(long offset) {
    // The record that revealed the reset is still news when it is delivered once more.
    if (offset < next && (!redelivered || offset == resetTo)) {
      resetTo = offset;
      return true;
    }
    return false;
  }

  /** Takes a record, unless that has been done: it may be delivered once more. */
  boolean take(long offset) {
    if (offset < next) {
      return false;
    }
    next = offset + 1;
    return true;
  }

  /**
   * Takes over what the file says after a compare-and-set has failed. That is legitimate before
   * this assignment has written anything, if an earlier owner finished its last batch late; after
   * that, or if the offset was set anew, the partition belongs to another task.
   */
  void overtaken(SqliteOffset actual) {
    if (confirmed || actual.generation() != stored.generation() || !actual.isAhead(stored)) {
      throw fenced(actual);
    }
    stored = actual;
  }

  ConnectException fenced(SqliteOffset actual) {
    return new ConnectException(
        """
        Another task has taken over %s: the database says that it goes on at offset %s, not at %s \
        where this task stands. Nothing of this batch was written"""
            .formatted(id, actual, stored));
  }

  /** Returns what the file says once everything below the offset is done. */
  SqliteOffset after(long end) {
    return stored.movedTo(end);
  }

  /** Everything below the offset is done. */
  void done(long end) {
    Long known = stored.next();
    stored = after(known == null ? end : Math.max(known, end));
    next = Math.max(next, end);
    confirmed = true;
  }

  /** The file says now that the partition goes on at another offset. */
  void adopted(SqliteOffset offset) {
    stored = offset;
    next = Objects.requireNonNull(offset.next());
    resetTo = NONE;
    confirmed = true;
  }
}
