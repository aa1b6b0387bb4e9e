package io.tributary.connect.bluesky;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.cbor.CBORParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The fields of one firehose message, header and body, of whichever type it is. */
final class FirehoseMessage {
  /** Fifty times what the protocol allows. */
  private static final int MAX_OPERATIONS = 10_000;

  long op;
  @Nullable String type;
  @Nullable String name;
  @Nullable String error;
  @Nullable String text;
  @Nullable String handle;
  @Nullable String status;
  boolean active;
  boolean tooBig;
  byte[] blocks = {};
  List<RepositoryOperation> operations = List.of();
  private @Nullable String did;
  private @Nullable String rev;
  private long seq = StreamPosition.NONE;
  private long timeMicros = StreamPosition.NONE;

  /** One change of a commit, as its list of changes tells it. */
  record RepositoryOperation(
      @Nullable String action, String collection, String rkey, @Nullable Cid cid) {

    boolean hasValidPath() {
      return AtUri.isCollection(collection) && AtUri.isRecordKey(rkey);
    }
  }

  /** Reads the header, which says what the body is. */
  void readHeader(CBORParser parser) throws IOException {
    start(parser);
    String field;
    while ((field = parser.nextFieldName()) != null) {
      parser.nextToken();
      switch (field) {
        case "op" -> op = BlueskyJson.number(parser);
        case "t" -> type = BlueskyJson.string(parser);
        default -> parser.skipChildren();
      }
    }
  }

  /** Reads the body, and that nothing follows it. */
  void readBody(CBORParser parser) throws IOException {
    start(parser);
    String field;
    while ((field = parser.nextFieldName()) != null) {
      JsonToken token = parser.nextToken();
      switch (field) {
        case "seq" -> seq = BlueskyJson.number(parser);
        case "time" -> timeMicros = BlueskyTime.micros(BlueskyJson.string(parser));
        // A commit calls it repo.
        case "did", "repo" -> did = BlueskyJson.string(parser);
        case "rev" -> rev = BlueskyJson.string(parser);
        case "handle" -> handle = BlueskyJson.string(parser);
        case "status" -> status = BlueskyJson.string(parser);
        case "name" -> name = BlueskyJson.string(parser);
        case "error" -> error = BlueskyJson.string(parser);
        case "message" -> text = BlueskyJson.string(parser);
        case "active" -> active = token == JsonToken.VALUE_TRUE;
        case "tooBig" -> tooBig = token == JsonToken.VALUE_TRUE;
        case "blocks" -> {
          if (token == JsonToken.VALUE_EMBEDDED_OBJECT) {
            blocks = parser.getBinaryValue();
          } else {
            parser.skipChildren();
          }
        }
        case "ops" -> readOperations(parser, token);
        default -> parser.skipChildren();
      }
    }
    if (parser.nextToken() != null) {
      throw new IOException("bytes after the body");
    }
  }

  String did() throws IOException {
    if (did == null || !AtUri.isDid(did)) {
      throw new IOException("no valid DID");
    }
    return did;
  }

  String rev() throws IOException {
    if (rev == null || !AtUri.isRecordKey(rev)) {
      throw new IOException("no valid revision");
    }
    return rev;
  }

  StreamPosition position() throws IOException {
    long time = timeMicros >= 0 ? timeMicros : BlueskyTime.ofRevision(rev);
    if (time < 0 || seq < 0) {
      throw new IOException("no valid sequence number and time");
    }
    return new StreamPosition(seq, time);
  }

  private void readOperations(CBORParser parser, JsonToken token) throws IOException {
    if (token != JsonToken.START_ARRAY) {
      parser.skipChildren();
      return;
    }
    operations = new ArrayList<>();
    while (parser.nextToken() == JsonToken.START_OBJECT) {
      if (operations.size() == MAX_OPERATIONS) {
        throw new IOException("more than " + MAX_OPERATIONS + " operations");
      }
      operations.add(readOperation(parser));
    }
    if (parser.currentToken() != JsonToken.END_ARRAY) {
      throw new IOException("an operation that is no map");
    }
  }

  private static RepositoryOperation readOperation(CBORParser parser) throws IOException {
    String action = null;
    String path = "";
    Cid cid = null;
    String field;
    while ((field = parser.nextFieldName()) != null) {
      JsonToken token = parser.nextToken();
      switch (field) {
        case "action" -> action = BlueskyJson.string(parser);
        case "path" -> path = Objects.requireNonNullElse(BlueskyJson.string(parser), "");
        case "cid" -> cid = token == JsonToken.VALUE_NULL ? null : BlueskyCbor.cid(parser);
        default -> parser.skipChildren();
      }
    }
    int slash = path.indexOf('/');
    return new RepositoryOperation(
        action, path.substring(0, Math.max(slash, 0)), path.substring(slash + 1), cid);
  }

  private static void start(CBORParser parser) throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw new IOException("not a CBOR map");
    }
  }
}
