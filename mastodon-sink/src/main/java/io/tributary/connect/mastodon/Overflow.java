package io.tributary.connect.mastodon;

/** What becomes of a text that is longer than the server takes. */
enum Overflow {
  SPLIT,
  TRUNCATE,
  REJECT
}
