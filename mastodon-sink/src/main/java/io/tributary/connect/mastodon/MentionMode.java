package io.tributary.connect.mastodon;

/** What becomes of a mention of an account on another network. */
enum MentionMode {
  /** Its name, which pings nobody. */
  NAME,
  /** A link to its profile. */
  LINK,
  /** Nothing. */
  STRIP
}
