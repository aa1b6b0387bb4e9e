package io.tributary.connect.bluesky;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one Jetstream message. The two versions of the protocol name them alike and nest
 * them differently, so both are read here; an unknown field is passed over.
 */
final class JetstreamMessage {
  private final StreamScope scope;

  @Nullable String type;
  @Nullable String payloadType;
  @Nullable String kind;
  @Nullable String name;
  @Nullable String error;
  @Nullable String text;

  /** Where the payload of a v2 message lies in its bytes. */
  int payloadStart;

  int payloadEnd;

  private @Nullable String did;
  private long seq = StreamPosition.NONE;
  private long timeMicros = StreamPosition.NONE;
  private @Nullable String rev;
  private @Nullable String operation;
  private @Nullable String collection;
  private @Nullable String rkey;
  private @Nullable String cid;
  private @Nullable ObjectNode record;
  private @Nullable String excess;
  private @Nullable String handle;
  private @Nullable String status;
  private boolean active;
  private long ownMicros = StreamPosition.NONE;

  JetstreamMessage(StreamScope scope) {
    this.scope = scope;
  }

  /** Reads a whole message. */
  void read(JsonReader reader) throws IOException {
    if (!reader.enter()) {
      throw new IOException("not a JSON object");
    }
    readEvent(reader);
    reader.finish();
  }

  /** Returns the event, whose kind each version tells in its own way. */
  BlueskyEvent event(String eventKind, @Nullable String json) throws IOException {
    return switch (eventKind) {
      case "commit" -> commit(json);
      case "identity" -> new BlueskyEvent.Identity(did(), position(), handle, ownMicros, json);
      case "account" ->
          new BlueskyEvent.Account(did(), position(), active, status, ownMicros, json);
      case "sync" -> new BlueskyEvent.Sync(did(), position(), rev == null ? "" : rev, json);
      default -> new BlueskyEvent.Skipped(did(), position(), null);
    };
  }

  private BlueskyEvent commit(@Nullable String json) throws IOException {
    String repository = did();
    StreamPosition position = position();
    Operation known = Operation.of(operation);
    if (known == null || rev == null || collection == null || rkey == null) {
      return new BlueskyEvent.Skipped(repository, position, "a commit that lacks a field");
    }
    if (!AtUri.isCollection(collection) || !AtUri.isRecordKey(rkey) || !AtUri.isRecordKey(rev)) {
      return new BlueskyEvent.Skipped(
          repository, position, "a commit to an invalid path or revision");
    }
    if (!scope.contains(repository, collection)) {
      return new BlueskyEvent.Skipped(repository, position, null);
    }
    boolean delete = known == Operation.DELETE;
    String defect =
        record != null || delete
            ? null
            : excess == null ? "a record that is no JSON object" : excess;
    return new BlueskyEvent.Commit(
        repository,
        position,
        rev,
        known,
        collection,
        rkey,
        delete ? null : cid,
        delete ? null : record,
        0,
        1,
        defect,
        json);
  }

  private String did() throws IOException {
    if (did == null || !AtUri.isDid(did)) {
      throw new IOException("no valid DID");
    }
    return did;
  }

  private StreamPosition position() throws IOException {
    long time = timeMicros >= 0 ? timeMicros : BlueskyTime.ofRevision(rev);
    if (time < 0) {
      throw new IOException("no valid time");
    }
    return new StreamPosition(seq < 0 ? StreamPosition.NONE : seq, time);
  }

  private void readEvent(JsonReader reader) throws IOException {
    String field;
    while ((field = reader.name()) != null) {
      switch (field) {
        case "$type" -> type = reader.text();
        case "kind" -> kind = reader.text();
        case "name" -> name = reader.text();
        case "error" -> error = reader.text();
        case "message" -> text = reader.text();
        case "did" -> did = reader.text();
        // v1 hosts that are new call it cursor. A seq inside of an event is the relay's, no cursor.
        case "cursor", "seq" -> seq = reader.number();
        case "time_us" -> timeMicros = reader.number();
        case "time" -> timeMicros = BlueskyTime.micros(reader.text());
        case "payload" -> readPayload(reader);
        case "commit", "identity", "account", "sync" -> readBody(reader);
        default -> readField(reader, field);
      }
    }
  }

  private void readPayload(JsonReader reader) throws IOException {
    if (reader.enter()) {
      payloadStart = reader.position() - 1;
      String envelope = type;
      type = null;
      readEvent(reader);
      payloadType = type;
      type = envelope;
      payloadEnd = reader.position();
    }
  }

  private void readBody(JsonReader reader) throws IOException {
    if (reader.enter()) {
      String field;
      while ((field = reader.name()) != null) {
        readField(reader, field);
      }
    }
  }

  private void readRecord(JsonReader reader) throws IOException {
    try {
      record = reader.object();
    } catch (RecordParts.TooManyException e) {
      excess = e.getMessage();
    }
  }

  private void readField(JsonReader reader, String field) throws IOException {
    switch (field) {
      case "rev" -> rev = reader.text();
      case "operation" -> operation = reader.text();
      case "collection" -> collection = reader.text();
      case "rkey" -> rkey = reader.text();
      case "cid" -> cid = reader.text();
      case "handle" -> handle = reader.text();
      case "status" -> status = reader.text();
      case "active" -> active = reader.isTrue();
      case "time" -> ownMicros = BlueskyTime.micros(reader.text());
      case "record" -> {
        if (did == null || collection == null || scope.contains(did, collection)) {
          readRecord(reader);
        } else {
          reader.skip();
        }
      }
      default -> reader.skip();
    }
  }
}
