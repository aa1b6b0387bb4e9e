package io.tributary.connect.bluesky;

/** What becomes of a deleted record. */
enum DeleteMode {
  /** A record without a value, which removes the key from compacted topics and from sinks. */
  TOMBSTONE,
  /** An event that says so. */
  EVENT,
  /** Nothing. */
  SKIP
}
