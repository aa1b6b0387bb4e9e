package io.tributary.connect.bluesky;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a Jetstream sends: in version 1 the event itself, in version 2 an envelope with an
 * event, a notice or an error.
 */
final class JetstreamDecoder implements StreamDecoder {
  private final StreamScope scope;
  private final boolean keepJson;

  JetstreamDecoder(StreamScope scope, boolean keepJson) {
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
      String kind = kind(read);
      if (kind == null) {
        return new Frame.Ignored();
      }
      if (kind.equals("info")) {
        return new Frame.Notice(String.valueOf(read.name), read.text);
      }
      return new Frame.Events(List.of(read.event(kind, json(message, length, read))));
    } catch (IOException | RuntimeException e) {
      return Frame.Unreadable.because(e);
    }
  }

  private static @Nullable String kind(JetstreamMessage read) {
    return read.payloadType == null
        ? read.kind
        : read.payloadType.substring(read.payloadType.indexOf('#') + 1);
  }

  /** The event without its envelope, which belongs to the connection as the firehose's does. */
  private @Nullable String json(byte[] message, int length, JetstreamMessage read) {
    if (!keepJson) {
      return null;
    }
    int end = read.payloadEnd == 0 ? length : read.payloadEnd;
    return new String(message, read.payloadStart, end - read.payloadStart, StandardCharsets.UTF_8);
  }
}
