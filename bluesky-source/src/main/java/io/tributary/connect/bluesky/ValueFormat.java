package io.tributary.connect.bluesky;

/** What the values of records are. */
enum ValueFormat {
  /** Structs: posts, and events of all other collections. */
  POST,
  /** The server's JSON, as text. */
  JSON
}
