package io.tributary.connect.bluesky;

/** Whether Jetstream is asked for compressed messages. */
enum Compression {
  AUTO,
  ZSTD,
  NONE
}
