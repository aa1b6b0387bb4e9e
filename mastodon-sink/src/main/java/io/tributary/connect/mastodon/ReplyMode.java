package io.tributary.connect.mastodon;

/** Which replies are posted. */
enum ReplyMode {
  NONE,
  /** Those of authors to themselves, as threads. */
  SELF,
  ALL
}
