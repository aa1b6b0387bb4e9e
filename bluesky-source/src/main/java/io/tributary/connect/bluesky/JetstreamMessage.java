package io.tributary.connect.bluesky;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
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

  /** Reads the object that the parser's next token starts, and all that follows it. */
  void read(JsonParser parser) throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw new IOException("not a JSON object");
    }
    readEvent(parser);
    if (parser.nextToken() != null) {
      throw new IOException("text after the JSON object");
    }
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

  private void readEvent(JsonParser parser) throws IOException {
    String field;
    while ((field = parser.nextFieldName()) != null) {
      JsonToken token = parser.nextToken();
      switch (field) {
        case "$type" -> type = BlueskyJson.string(parser);
        case "kind" -> kind = BlueskyJson.string(parser);
        case "name" -> name = BlueskyJson.string(parser);
        case "error" -> error = BlueskyJson.string(parser);
        case "message" -> text = BlueskyJson.string(parser);
        case "did" -> did = BlueskyJson.string(parser);
        // v1 hosts that are new call it cursor. A seq inside of an event is the relay's, no cursor.
        case "cursor", "seq" -> seq = BlueskyJson.number(parser);
        case "time_us" -> timeMicros = BlueskyJson.number(parser);
        case "time" -> timeMicros = BlueskyTime.micros(BlueskyJson.string(parser));
        case "payload" -> readPayload(parser, token);
        case "commit", "identity", "account", "sync" -> readBody(parser, token);
        default -> readField(parser, field);
      }
    }
  }

  private void readPayload(JsonParser parser, JsonToken token) throws IOException {
    if (token != JsonToken.START_OBJECT) {
      parser.skipChildren();
      return;
    }
    payloadStart = (int) parser.currentTokenLocation().getByteOffset();
    String envelope = type;
    type = null;
    readEvent(parser);
    payloadType = type;
    type = envelope;
    payloadEnd = (int) parser.currentLocation().getByteOffset();
  }

  private void readBody(JsonParser parser, JsonToken token) throws IOException {
    if (token != JsonToken.START_OBJECT) {
      parser.skipChildren();
      return;
    }
    String field;
    while ((field = parser.nextFieldName()) != null) {
      parser.nextToken();
      readField(parser, field);
    }
  }

  private void readRecord(JsonParser parser) throws IOException {
    try {
      record = BlueskyJson.object(parser);
    } catch (RecordParts.TooManyException e) {
      excess = e.getMessage();
    }
  }

  private void readField(JsonParser parser, String field) throws IOException {
    switch (field) {
      case "rev" -> rev = BlueskyJson.string(parser);
      case "operation" -> operation = BlueskyJson.string(parser);
      case "collection" -> collection = BlueskyJson.string(parser);
      case "rkey" -> rkey = BlueskyJson.string(parser);
      case "cid" -> cid = BlueskyJson.string(parser);
      case "handle" -> handle = BlueskyJson.string(parser);
      case "status" -> status = BlueskyJson.string(parser);
      case "active" -> active = parser.currentToken() == JsonToken.VALUE_TRUE;
      case "time" -> ownMicros = BlueskyTime.micros(BlueskyJson.string(parser));
      case "record" -> {
        if (did == null || collection == null || scope.contains(did, collection)) {
          readRecord(parser);
        } else {
          parser.skipChildren();
        }
      }
      default -> parser.skipChildren();
    }
  }
}
