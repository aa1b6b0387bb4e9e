package io.tributary.connect.mastodon;

/** What becomes of the pictures and videos of a post. */
enum MediaMode {
  UPLOAD,
  /** Their addresses end the text. */
  LINK,
  NONE
}
