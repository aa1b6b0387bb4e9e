package io.tributary.connect.bluesky;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what {@code subscribeEvents} sends: an event, a notice or an error in an envelope. */
final class JetstreamV2Decoder implements StreamDecoder {
  private final StreamScope scope;
  private final boolean keepJson;

  JetstreamV2Decoder(StreamScope scope, boolean keepJson) {
    this.scope = scope;
    this.keepJson = keepJson;
  }

  @Override
  public Frame decode(byte[] message, int length) {
    try (JsonParser parser = BlueskyJson.parser(message, length)) {
      var read = new JetstreamMessage(scope);
      read.read(parser);
      if (read.error != null) {
        return new Frame.Problem(read.error, read.text);
      }
      if (read.payloadType == null) {
        return new Frame.Ignored();
      }
      String type = read.payloadType.substring(read.payloadType.indexOf('#') + 1);
      if (type.equals("info")) {
        return new Frame.Notice(String.valueOf(read.name), read.text);
      }
      return new Frame.Events(List.of(read.event(type, json(message, read))));
    } catch (IOException | RuntimeException e) {
      return Frame.Unreadable.because(e);
    }
  }

  /** The payload alone: the envelope belongs to the connection, as a frame of the firehose does. */
  private @Nullable String json(byte[] message, JetstreamMessage read) {
    return keepJson
        ? new String(
            message, read.payloadStart, read.payloadEnd - read.payloadStart, StandardCharsets.UTF_8)
        : null;
  }
}
