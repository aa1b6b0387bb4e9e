package io.tributary.connect.bluesky;

/** What to do when a server no longer has events that were not read. */
enum GapPolicy {
  CONTINUE,
  FAIL
}
