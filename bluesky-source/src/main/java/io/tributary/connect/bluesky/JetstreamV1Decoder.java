package io.tributary.connect.bluesky;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Reads what {@code /subscribe} sends: one JSON object a message, the event itself. */
final class JetstreamV1Decoder implements StreamDecoder {
  private final StreamScope scope;
  private final boolean keepJson;

  JetstreamV1Decoder(StreamScope scope, boolean keepJson) {
    this.scope = scope;
    this.keepJson = keepJson;
  }

  @Override
  public Frame decode(byte[] message, int length) {
    try (JsonParser parser = BlueskyJson.parser(message, length)) {
      var read = new JetstreamMessage(scope);
      read.read(parser);
      if (read.kind == null) {
        return new Frame.Ignored();
      }
      String json = keepJson ? new String(message, 0, length, StandardCharsets.UTF_8) : null;
      return new Frame.Events(List.of(read.event(read.kind, json)));
    } catch (IOException | RuntimeException e) {
      return Frame.Unreadable.because(e);
    }
  }
}
