package io.tributary.connect.bluesky;

import java.time.Duration;

/** How long a connection may take and be silent. */
record BlueskyTiming(Duration connect, Duration idle, Duration stall) {
  static BlueskyTiming of(BlueskySourceConfig config) {
    return new BlueskyTiming(
        config.duration(BlueskySourceConfig.CONNECT_TIMEOUT_MS),
        config.duration(BlueskySourceConfig.IDLE_TIMEOUT_MS),
        config.duration(BlueskySourceConfig.STALL_TIMEOUT_MS));
  }

  /** Several pings fit into the time that a server may be silent. */
  Duration ping() {
    return idle.dividedBy(3);
  }
}
