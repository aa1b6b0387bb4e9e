package io.tributary.connect.bluesky;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Locale;

/** What follows from the answer of a server that did not accept the connection. */
enum BlueskyFailure {
  /** It may go better later, or on another server. */
  TRANSIENT,
  /** The server calls the request wrong, which other servers may not, nor this one later. */
  CONFIGURATION,
  /** The server wants nothing of us, which may be the configuration's fault or its own. */
  DENIED,
  /** The server has no such stream. */
  NO_SUCH_STREAM,
  /** The server no longer has the sequence number: ask by time. */
  CURSOR_TOO_OLD,
  /** The server compresses with another dictionary by now. */
  UNKNOWN_DICTIONARY;

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Classifies an HTTP answer.
   *
   * @param accepted whether the server has accepted such a request before
   */
  static BlueskyFailure of(BlueskySignal.Refused refused, StreamKind kind, boolean accepted) {
    return switch (refused.status()) {
      case 400 ->
          switch (error(refused.body())) {
            case "CursorTooOld" -> CURSOR_TOO_OLD;
            case "UnknownZstdDictionary" -> UNKNOWN_DICTIONARY;
            case "InvalidRequest" -> CONFIGURATION;
            // What stands before a server says it as well, of any request.
            default ->
                kind == StreamKind.JETSTREAM_V1 && isReason(refused.body())
                    ? CONFIGURATION
                    : accepted ? TRANSIENT : DENIED;
          };
      case 404 -> accepted ? TRANSIENT : NO_SUCH_STREAM;
      // Of a server that has worked before, what else there is between 400 and 500 will pass.
      case 401, 403, 405, 410, 414, 426, 431 -> accepted ? TRANSIENT : DENIED;
      default -> TRANSIENT;
    };
  }

  /** What the server says about it, or the beginning of that. */
  static String describe(BlueskySignal.Refused refused) {
    String body = refused.body().strip();
    String shown = body.length() > 300 ? body.substring(0, 300) + "..." : body;
    return "HTTP status " + refused.status() + (shown.isEmpty() ? "" : ": " + shown);
  }

  /** Jetstreams answer in plain words there, such as {@code invalid collection: a}. */
  private static boolean isReason(String body) {
    String text = body.strip().toLowerCase(Locale.ROOT);
    return !text.isEmpty()
        && !text.startsWith("<")
        && !text.startsWith("{")
        && !text.contains("bad request");
  }

  private static String error(String body) {
    try {
      JsonNode answer = JSON.readTree(body);
      return answer == null ? "" : answer.path("error").asText();
    } catch (JsonProcessingException e) {
      return "";
    }
  }
}
