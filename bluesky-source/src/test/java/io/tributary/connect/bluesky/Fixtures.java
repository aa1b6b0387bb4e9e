package io.tributary.connect.bluesky;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The recorded messages of a real server, and the same events as both Jetstreams tell them. */
final class Fixtures {
  private Fixtures() {}

  /** One message of the firehose, as a server sent it. */
  static byte[] firehose(String name) {
    return bytes("/firehose/" + name + ".bin");
  }

  /** The messages of a Jetstream about the same event. */
  static List<byte[]> jetstream(StreamKind kind, String name) {
    String folder = kind == StreamKind.JETSTREAM_V1 ? "/jetstream-v1/" : "/jetstream-v2/";
    return new String(bytes(folder + name + ".jsonl"), StandardCharsets.UTF_8)
        .lines()
        .map(line -> line.getBytes(StandardCharsets.UTF_8))
        .toList();
  }

  /** The events of a fixture, through the stream of this kind. */
  static List<BlueskyEvent> events(StreamKind kind, String name) {
    StreamDecoder decoder = kind.decoder(StreamScope.EVERYTHING, false);
    List<byte[]> messages =
        kind == StreamKind.FIREHOSE ? List.of(firehose(name)) : jetstream(kind, name);
    List<BlueskyEvent> events = new ArrayList<>();
    messages.forEach(message -> events.addAll(events(decoder.decode(message))));
    return events;
  }

  static List<BlueskyEvent> events(Frame frame) {
    if (frame instanceof Frame.Events read) {
      return read.events();
    }
    throw new AssertionError("not events: " + frame);
  }

  static BlueskyEvent event(Frame frame) {
    List<BlueskyEvent> events = events(frame);
    if (events.size() != 1) {
      throw new AssertionError("not one event: " + events);
    }
    return events.get(0);
  }

  private static byte[] bytes(String path) {
    try (InputStream stream =
        Objects.requireNonNull(Fixtures.class.getResourceAsStream(path), path)) {
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
