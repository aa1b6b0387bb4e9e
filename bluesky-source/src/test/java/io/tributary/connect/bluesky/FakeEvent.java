package io.tributary.connect.bluesky;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.LongStream;

/** One event of a fake server, as both protocols tell it. */
record FakeEvent(
    long seq,
    long timeMicros,
    String kind,
    String did,
    String collection,
    String rkey,
    String rev,
    String operation,
    String text) {
  private static final ObjectMapper JSON = new ObjectMapper();
  static final String POSTS = "app.bsky.feed.post";
  static final long START = (System.currentTimeMillis() - 60_000) * 1_000;

  static FakeEvent post(long seq, long timeMicros) {
    return new FakeEvent(
        seq,
        timeMicros,
        "commit",
        "did:plc:author" + seq % 10,
        POSTS,
        "key" + seq,
        "rev" + seq,
        "create",
        "Post number " + seq);
  }

  /** Posts of a minute ago, a millisecond apart. */
  static List<FakeEvent> posts(long first, long last) {
    return posts(first, last, START);
  }

  /** Posts a millisecond apart, the one numbered 0 at this time. */
  static List<FakeEvent> posts(long first, long last, long startMicros) {
    return LongStream.rangeClosed(first, last)
        .mapToObj(seq -> post(seq, startMicros + seq * 1_000))
        .toList();
  }

  static FakeEvent identity(long seq, long timeMicros, String did, String handle) {
    return new FakeEvent(seq, timeMicros, "identity", did, "", "", "", "", handle);
  }

  FakeEvent from(String author) {
    return new FakeEvent(seq, timeMicros, kind, author, collection, rkey, rev, operation, text);
  }

  FakeEvent at(long otherSeq, long otherTime) {
    return new FakeEvent(otherSeq, otherTime, kind, did, collection, rkey, rev, operation, text);
  }

  FakeEvent named(String other) {
    return new FakeEvent(seq, timeMicros, kind, did, collection, other, rev, operation, text);
  }

  FakeEvent in(String other) {
    return new FakeEvent(seq, timeMicros, kind, did, other, rkey, rev, operation, text);
  }

  FakeEvent doing(String other) {
    return new FakeEvent(seq, timeMicros, kind, did, collection, rkey, rev, other, text);
  }

  FakeEvent saying(String other) {
    return new FakeEvent(seq, timeMicros, kind, did, collection, rkey, rev, operation, other);
  }

  byte[] json(StreamKind protocol, boolean withCursor) {
    ObjectNode event = JsonNodeFactory.instance.objectNode();
    if (protocol == StreamKind.JETSTREAM_V1) {
      event.put("did", did).put("time_us", timeMicros).put("kind", kind);
      if (withCursor) {
        event.put("cursor", seq);
      }
      body(kind.equals("commit") ? event.putObject("commit") : event.putObject(kind));
      return bytes(event);
    }
    event.put("$type", "network.bsky.jetstream.subscribeEvents#" + kind);
    event.put("seq", seq).put("did", did).put("time", BlueskyTime.ofMicros(timeMicros).toString());
    body(kind.equals("commit") ? event : event.putObject(kind));
    ObjectNode message = JsonNodeFactory.instance.objectNode();
    message.put("$type", "message");
    message.set("payload", event);
    return bytes(message);
  }

  /** Returns the message of the firehose about events of one number, which are one commit. */
  static byte[] cbor(List<FakeEvent> together) {
    FakeEvent first = together.get(0);
    String time = BlueskyTime.ofMicros(first.timeMicros).toString();
    if (!first.kind.equals("commit")) {
      return FirehoseFrames.message(
          "#" + first.kind,
          generator -> {
            generator.writeStartObject();
            generator.writeNumberField("seq", first.seq);
            generator.writeStringField("did", first.did);
            generator.writeStringField("time", time);
            generator.writeStringField("handle", first.text);
            generator.writeEndObject();
          });
    }
    FirehoseFrames frames = new FirehoseFrames().numbered(first.seq, first.did, first.rev).at(time);
    for (FakeEvent event : together) {
      String path = event.collection + "/" + event.rkey;
      if (event.operation.equals("delete")) {
        frames.change("delete", path, null);
      } else {
        frames.create(path, event.record());
      }
    }
    return frames.commit();
  }

  private ObjectNode record() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("$type", collection)
        .put("text", text)
        .put("createdAt", BlueskyTime.ofMicros(timeMicros).toString());
  }

  private void body(ObjectNode body) {
    if (!kind.equals("commit")) {
      body.put("did", did).put("handle", text);
      return;
    }
    body.put("rev", rev).put("operation", operation);
    body.put("collection", collection).put("rkey", rkey);
    if (!operation.equals("delete")) {
      body.set("record", record());
      body.put("cid", "bafyreif" + seq);
    }
  }

  private static byte[] bytes(ObjectNode json) {
    try {
      return JSON.writeValueAsBytes(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
