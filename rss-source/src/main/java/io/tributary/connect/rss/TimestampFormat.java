package io.tributary.connect.rss;

/** How times are written into records. */
enum TimestampFormat {
  /** A string such as {@code 2026-11-21T10:00:00Z}. */
  ISO8601,
  /** Connect's logical type Timestamp, in milliseconds. */
  CONNECT
}
