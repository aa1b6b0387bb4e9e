package io.tributary.connect.bluesky;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/**
 * Where a stream comes from.
 *
 * @param root the address without a path, {@code wss://host} or {@code ws://host:port}
 * @param assumed whether the kind was not written, so that it may turn out to be another
 */
record BlueskyEndpoint(URI root, StreamKind kind, boolean assumed) {

  /**
   * Reads an address; one without a path is taken for Jetstream v2.
   *
   * @throws IllegalArgumentException saying what is expected
   */
  static BlueskyEndpoint parse(String text) {
    String address = text.strip();
    URI uri = uri(address.contains("://") ? address : "wss://" + address);
    String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("wss") && !scheme.equals("ws")) {
      throw new IllegalArgumentException("a ws or wss URL is expected");
    }
    if (uri.getHost() == null || uri.getUserInfo() != null) {
      throw new IllegalArgumentException("a host is expected, without a user name");
    }
    if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
      throw new IllegalArgumentException(
          "a URL without parameters is expected: they are properties of the connector");
    }
    URI root = root(scheme, uri);
    String path = uri.getRawPath();
    if (path.isEmpty() || path.equals("/")) {
      return new BlueskyEndpoint(root, StreamKind.JETSTREAM_V2, true);
    }
    StreamKind kind =
        StreamKind.ofPath(path)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "the path is none of %s, %s and %s"
                            .formatted(
                                StreamKind.JETSTREAM_V2.path(),
                                StreamKind.JETSTREAM_V1.path(),
                                StreamKind.FIREHOSE.path())));
    return new BlueskyEndpoint(root, kind, false);
  }

  /** Host and port, which name the server in stored offsets and in records. */
  String host() {
    return root.getRawAuthority();
  }

  URI address() {
    return URI.create(root + kind.path());
  }

  /** The same server as an HTTP client addresses it. */
  URI http(String path) {
    return URI.create((root.getScheme().equals("wss") ? "https://" : "http://") + host() + path);
  }

  BlueskyEndpoint as(StreamKind other) {
    return new BlueskyEndpoint(root, other, assumed);
  }

  private static URI uri(String text) {
    try {
      return new URI(text).parseServerAuthority();
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("not a WebSocket URL: " + e.getReason(), e);
    }
  }

  private static URI root(String scheme, URI uri) {
    String host = uri.getHost().toLowerCase(Locale.ROOT);
    int standard = scheme.equals("wss") ? 443 : 80;
    boolean named = uri.getPort() >= 0 && uri.getPort() != standard;
    return URI.create(scheme + "://" + host + (named ? ":" + uri.getPort() : ""));
  }

  @Override
  public String toString() {
    return address().toString();
  }
}
