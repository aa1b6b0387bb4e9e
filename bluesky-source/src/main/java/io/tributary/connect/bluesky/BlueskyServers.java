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
  private final Set<Integer> objecting = new HashSet<>();
  private final boolean known;
  private final @Nullable BlueskyOffset stored;
  private int current;

  /**
   * Starts with the server that the stored offset belongs to, which alone can go on exactly.
   *
   * @param stored that offset; null if nothing was ever read
   */
  BlueskyServers(List<BlueskyEndpoint> endpoints, @Nullable BlueskyOffset stored) {
    this.endpoints = new ArrayList<>(endpoints);
    this.stored = stored;
    List<String> hosts = endpoints.stream().map(BlueskyEndpoint::host).toList();
    String host = stored == null ? null : stored.host();
    // Some offsets name no server: whoever has stored one has read something.
    this.known = stored != null && (host == null || hosts.contains(host));
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

  /** The current server has accepted a connection. Returns whether for the first time. */
  boolean accept() {
    return accepted.add(current().toString());
  }

  /** It has not after all. */
  void retract() {
    accepted.remove(current().toString());
  }

  /** Whether the current server was read as what it is taken for, in this run or before. */
  boolean hasAccepted() {
    BlueskyEndpoint endpoint = current();
    return accepted.contains(endpoint.toString())
        || (stored != null
            && endpoint.host().equals(stored.host())
            && endpoint.kind() == stored.kind());
  }

  /**
   * The current server wants nothing of us. Returns whether it must be the configuration: a server
   * that has been read, in this run or before, may come back.
   *
   * @param wrong whether it says that the request as such is wrong
   */
  boolean isHopeless(boolean wrong) {
    refused.add(current);
    if (wrong) {
      objecting.add(current);
    }
    if (!accepted.isEmpty()) {
      return false;
    }
    return known
        ? objecting.size() == endpoints.size()
        : wrong || refused.size() == endpoints.size();
  }

  /**
   * Takes the current server for one of the other kind of Jetstream, if nobody said that it is not.
   * Returns whether it is to be asked for that at once: a server that has neither may be starting.
   */
  boolean fallBack() {
    BlueskyEndpoint endpoint = current();
    if (!endpoint.assumed()) {
      return false;
    }
    boolean second = endpoint.kind() == StreamKind.JETSTREAM_V2;
    endpoints.set(current, endpoint.as(second ? StreamKind.JETSTREAM_V1 : StreamKind.JETSTREAM_V2));
    return second;
  }
}
