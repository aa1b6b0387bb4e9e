package io.tributary.connect.bluesky;

import org.jspecify.annotations.Nullable;

/** What a connection reports to the thread that polls. */
sealed interface BlueskySignal {
  /** The server has accepted the connection. */
  record Opened() implements BlueskySignal {}

  /**
   * A message.
   *
   * @param text whether it was sent as text, which it is where compression is off
   */
  @SuppressWarnings("ArrayRecordComponent") // Millions a minute, compared by nobody.
  record Message(byte[] bytes, boolean text) implements BlueskySignal {}

  /** A message that was too large to keep. */
  record Oversized(long bytes) implements BlueskySignal {}

  /** The server has answered a ping, at this time in microseconds since 1970. */
  record Alive(long micros) implements BlueskySignal {}

  /** The server has answered the request for a connection with something else. */
  record Refused(int status, String body) implements BlueskySignal {}

  /**
   * The connection is over; nothing of it follows.
   *
   * @param overflow whether it was closed because too much waits
   */
  record Closed(int code, @Nullable String reason, boolean overflow) implements BlueskySignal {}

  /** Wakes up whoever waits. */
  record Nudge() implements BlueskySignal {}
}
