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

  /**
   * Returns what reads this kind of stream.
   *
   * @param scope the commits whose records are read
   * @param keepJson whether events carry the server's text; the firehose has none
   */
  StreamDecoder decoder(StreamScope scope, boolean keepJson) {
    return switch (this) {
      case JETSTREAM_V2, JETSTREAM_V1 -> new JetstreamDecoder(scope, keepJson);
      case FIREHOSE -> new FirehoseDecoder(scope);
    };
  }
}
