package io.tributary.connect.mastodon;

import org.jspecify.annotations.Nullable;

/**
 * Where a record stands among those with its key.
 *
 * @param revision sorts the versions of a post; null for other records and deletions
 * @param timestamp the latest that Kafka has given to this record or to one before it; -1 for none
 */
record RecordOrder(
    @Nullable String revision, String topic, int partition, long offset, long timestamp) {
  /**
   * Whether this record says something that the other did not know yet. A topic that was made anew
   * counts its offsets from 0 again, but its records are younger than all of the old one.
   */
  boolean isAfter(RecordOrder other) {
    if (revision != null && other.revision != null) {
      return revision.compareTo(other.revision) > 0;
    }
    return !isIn(other) || offset > other.offset || timestamp > other.timestamp;
  }

  /** Whether the other one is known to be a later version of the same. */
  boolean isBefore(RecordOrder other) {
    if (revision != null && other.revision != null) {
      return revision.compareTo(other.revision) < 0;
    }
    return isIn(other) && offset < other.offset && timestamp <= other.timestamp;
  }

  /** Whether both are of one partition. */
  boolean isIn(RecordOrder other) {
    return topic.equals(other.topic) && partition == other.partition;
  }

  /** Returns this place, with what else is known from the one before it. */
  RecordOrder after(RecordOrder other) {
    return new RecordOrder(
        revision != null ? revision : other.revision,
        topic,
        partition,
        offset,
        Math.max(timestamp, other.timestamp));
  }
}
