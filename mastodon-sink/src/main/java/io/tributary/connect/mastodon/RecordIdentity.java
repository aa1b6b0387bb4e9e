package io.tributary.connect.mastodon;

/** What makes two records the same. */
enum RecordIdentity {
  /** The key for posts and feed entries, the position for others. */
  AUTO,
  KEY,
  POSITION
}
