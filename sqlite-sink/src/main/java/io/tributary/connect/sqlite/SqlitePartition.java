package io.tributary.connect.sqlite;

import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;

/**
 * Where an assigned topic-partition stands: what the file holds of it, and how far the consumer has
 * got. The file can be ahead, because an earlier owner finished its last batch late.
 */
final class SqlitePartition {
  private static final long NONE = -1;

  private final TopicPartition id;
  private @Nullable Long stored;
  private long next;
  private long resetTo = NONE;
  private boolean confirmed;
  private boolean leftoverPending;
  private boolean redelivered;

  /**
   * @param stored the next offset by the file, null if it knows nothing
   * @param leftoverPending whether a batch from before the assignment may be delivered first, after
   *     which the consumer goes back to where it was sought
   */
  SqlitePartition(TopicPartition id, @Nullable Long stored, boolean leftoverPending) {
    this.id = id;
    this.stored = stored;
    this.next = stored == null ? 0 : stored;
    this.leftoverPending = leftoverPending;
  }

  TopicPartition id() {
    return id;
  }

  @Nullable Long stored() {
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
    return stored != null && offset < stored;
  }

  /**
   * Says whether the file knows the partition, but not that everything below the offset is done.
   */
  boolean isBehind(long consumed) {
    return !leftoverPending && stored != null && stored < consumed;
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
   * this assignment has written anything; after that, the partition belongs to another task.
   */
  void overtaken(@Nullable Long actual) {
    if (confirmed || actual == null || (stored != null && actual < stored)) {
      throw fenced(actual);
    }
    stored = actual;
  }

  ConnectException fenced(@Nullable Long actual) {
    return new ConnectException(
        """
        Another task has taken over %s: the database says that it goes on at offset %s, not at %s \
        where this task stands. Nothing of this batch was written"""
            .formatted(id, actual, stored));
  }

  /** Everything below the offset is done. */
  void done(long end) {
    stored = stored == null ? end : Math.max(stored, end);
    next = Math.max(next, end);
    confirmed = true;
  }

  /** The file says now that the partition goes on at a lower offset. */
  void adopted(long offset) {
    stored = offset;
    next = offset;
    resetTo = NONE;
    confirmed = true;
  }
}
