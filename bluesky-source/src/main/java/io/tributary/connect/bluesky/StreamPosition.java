package io.tributary.connect.bluesky;

/**
 * Where an event stands in its stream.
 *
 * @param seq what the server resumes from, or {@link #NONE}, as in the streams of old v1 hosts
 * @param timeMicros the server's time in microseconds since 1970
 */
record StreamPosition(long seq, long timeMicros) {
  static final long NONE = -1;

  boolean hasSeq() {
    return seq != NONE;
  }
}
