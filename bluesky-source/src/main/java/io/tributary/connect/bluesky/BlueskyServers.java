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
  private final Set<Integer> refused = new HashSet<>();
  private final boolean known;
  private int current;

  /**
   * Starts with the server that the stored offset belongs to, which alone can go on exactly.
   *
   * @param host that server's name, if it is known
   */
  BlueskyServers(List<BlueskyEndpoint> endpoints, @Nullable String host) {
    this.endpoints = new ArrayList<>(endpoints);
    List<String> hosts = endpoints.stream().map(BlueskyEndpoint::host).toList();
    this.known = hosts.contains(host);
    this.current = Math.max(0, hosts.indexOf(host));
  }

  boolean isOnlyOne() {
    return endpoints.size() == 1;
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
   * The current server wants nothing of us. Returns whether that goes for all, so that it must be
   * the configuration: where one has been read, in this run or before, it may come back.
   */
  boolean haveAllRefused() {
    refused.add(current);
    return !known && accepted.isEmpty() && refused.size() == endpoints.size();
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
