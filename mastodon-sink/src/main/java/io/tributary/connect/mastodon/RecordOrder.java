package io.tributary.connect.mastodon;

import org.jspecify.annotations.Nullable;

/**
 * Where a record stands among those with its key.
 *
 * @param revision sorts the versions of a post; null for other records and deletions
 */
record RecordOrder(@Nullable String revision, String topic, int partition, long offset) {

  /** Whether this record says something that the other did not know yet. */
  boolean isAfter(RecordOrder other) {
    if (revision != null && other.revision != null) {
      return revision.compareTo(other.revision) > 0;
    }
    boolean samePartition = topic.equals(other.topic) && partition == other.partition;
    return !samePartition || offset > other.offset;
  }

  /** Returns this place with the other's revision if this has none. */
  RecordOrder orRevisionOf(RecordOrder other) {
    return revision != null ? this : new RecordOrder(other.revision, topic, partition, offset);
  }
}
