package io.tributary.connect.bluesky;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The servers of the configuration, of which one is used at a time. */
final class BlueskyServers {
  private final List<BlueskyEndpoint> endpoints;
  private final Set<String> accepted = new HashSet<>();
  private int current;

  /**
   * Starts with the server that the stored offset belongs to, which alone can go on exactly.
   *
   * @param host that server's name, if it is known
   */
  BlueskyServers(List<BlueskyEndpoint> endpoints, @Nullable String host) {
    this.endpoints = new ArrayList<>(endpoints);
    for (int i = 0; i < endpoints.size(); i++) {
      if (endpoints.get(i).host().equals(host)) {
        current = i;
        break;
      }
    }
  }

  BlueskyEndpoint current() {
    return endpoints.get(current);
  }

  void rotate() {
    current = (current + 1) % endpoints.size();
  }

  /** The current server has accepted a connection. */
  void accept() {
    accepted.add(current().toString());
  }

  boolean hasAccepted() {
    return accepted.contains(current().toString());
  }

  /**
   * Takes the current server for one of the other kind of Jetstream, if nobody said that it is not.
   */
  boolean fallBack() {
    BlueskyEndpoint endpoint = current();
    if (!endpoint.assumed()) {
      return false;
    }
    endpoints.set(current, endpoint.as(StreamKind.JETSTREAM_V1));
    return true;
  }
}
