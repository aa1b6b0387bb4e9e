package io.tributary.connect.bluesky;

import io.tributary.connect.bluesky.BlueskyDictionaries.Dictionary;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Makes connections as the configuration wants them, from where the cursor stands. */
final class BlueskyOpener implements BlueskyStream.Opener {
  private final BlueskySourceConfig config;
  private final BlueskyCursor cursor;
  private final BlueskyActors actors;
  private final StreamScope scope;

  BlueskyOpener(BlueskySourceConfig config, BlueskyCursor cursor, BlueskyActors actors) {
    this.config = config;
    this.cursor = cursor;
    this.actors = actors;
    this.scope =
        new BlueskyScope(
            config.collections(),
            config.getBoolean(BlueskySourceConfig.INCLUDE_REPOSTS),
            actors::contain);
  }

  @Override
  public BlueskySession open(BlueskyEndpoint endpoint, Optional<Dictionary> dictionary) {
    StreamKind kind = endpoint.kind();
    var reading =
        new BlueskyReading(
            cursor,
            endpoint.host(),
            kind,
            config.duration(BlueskySourceConfig.GAP_THRESHOLD_MS),
            !actors.areAll());
    var buffer = new BlueskyBuffer(config.getInt(BlueskySourceConfig.BUFFER_MAX_BYTES));
    Collection<String> dids = kind == StreamKind.FIREHOSE ? List.of() : actors.dids();
    BlueskyRequest request =
        BlueskyRequest.of(
            endpoint,
            reading.resume(),
            config.collections(),
            dids,
            dictionary
                .<BlueskyRequest.Packing>map(it -> new BlueskyRequest.Packing.ByDictionary(it.id()))
                .orElse(new BlueskyRequest.Packing.Plain()));
    int maxMessageBytes = config.getInt(BlueskySourceConfig.MAX_MESSAGE_BYTES);
    var socket =
        new BlueskySocket(
            request.address(),
            request.options(),
            buffer,
            maxMessageBytes,
            config.duration(BlueskySourceConfig.CONNECT_TIMEOUT_MS));
    StreamDecoder plain = kind.decoder(scope, config.valueFormat() == ValueFormat.JSON);
    StreamDecoder packed =
        dictionary
            .<StreamDecoder>map(it -> new ZstdDecoder(plain, it.bytes(), maxMessageBytes))
            .orElse(plain);
    return new BlueskySession(endpoint, reading, buffer, socket, plain, packed);
  }
}
