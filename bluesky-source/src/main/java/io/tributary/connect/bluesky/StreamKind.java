package io.tributary.connect.bluesky;

import java.util.Optional;

/** The kinds of stream, which the path of an address tells apart. */
enum StreamKind {
  JETSTREAM_V2("/xrpc/network.bsky.jetstream.subscribeEvents"),
  JETSTREAM_V1("/subscribe"),
  FIREHOSE("/xrpc/com.atproto.sync.subscribeRepos");

  private final String path;

  StreamKind(String path) {
    this.path = path;
  }

  String path() {
    return path;
  }

  static Optional<StreamKind> ofPath(String path) {
    for (StreamKind kind : values()) {
      if (kind.path.equals(path)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }
}
