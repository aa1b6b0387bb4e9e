package io.tributary.connect.sqlite;

import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;

/**
 * Where an assigned topic-partition stands: what the file holds of it, and how far the consumer has
 * got. The file can be ahead, because an earlier owner finished its last batch late.
 */
final class SqlitePartition {
  private final TopicPartition id;
  private @Nullable Long stored;
  private long floor;
  private long taken;
  private boolean confirmed;
  private boolean leftoverPending;

  /**
   * @param stored the next offset by the file, null if it knows nothing
   * @param leftoverPending whether a batch from before the assignment may be delivered first, after
   *     which the consumer goes back to where it was sought
   */
  SqlitePartition(TopicPartition id, @Nullable Long stored, boolean leftoverPending) {
    this.id = id;
    this.stored = stored;
    this.floor = stored == null ? 0 : stored;
    this.taken = floor;
    this.leftoverPending = leftoverPending;
  }

  TopicPartition id() {
    return id;
  }

  @Nullable Long stored() {
    return stored;
  }

  /**
   * Says whether a record is left over from before the assignment. The first one that is not ends
   * that.
   */
  boolean isLeftover(boolean redelivered) {
    leftoverPending &= redelivered;
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
  boolean isBehind(long next) {
    return !leftoverPending && stored != null && stored < next;
  }

  /**
   * Takes a record, unless it is held already: after a retriable failure the worker delivers the
   * last records again. Refuses an offset that this assignment cannot reach: skipping it as already
   * written would drop the records of a new topic in silence.
   */
  boolean admit(long offset) {
    if (offset < floor) {
      throw new ConnectException(
          """
          %s delivers offset %d although everything below %d is done: the topic was deleted and \
          created again, or its end was cut off. To write it from its start, stop the connector, \
          reset its offsets (DELETE /connectors/NAME/offsets) and resume it"""
              .formatted(id, offset, floor));
    }
    if (offset < taken && !holds(offset)) {
      return false;
    }
    taken = Math.max(taken, offset + 1);
    return true;
  }

  /**
   * Takes over what the file says after a compare-and-set has failed. That is legitimate before
   * this assignment has written anything; after that, the partition belongs to another task.
   */
  void overtaken(@Nullable Long actual) {
    if (confirmed || actual == null || (stored != null && actual < stored)) {
      throw new ConnectException(
          """
          Another task has taken over %s: the database says that it goes on at offset %s, not at \
          %s where this task stands. Nothing of this batch was written"""
              .formatted(id, actual, stored));
    }
    stored = actual;
  }

  /** Everything below the offset is done. */
  void done(long next) {
    stored = stored == null ? next : Math.max(stored, next);
    confirmed = true;
    floor = next;
  }
}
