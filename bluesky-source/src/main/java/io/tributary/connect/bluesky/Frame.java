package io.tributary.connect.bluesky;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one message of a stream turned out to be. */
sealed interface Frame {
  /** Never empty; several only for a commit of the firehose, which share one sequence number. */
  record Events(List<BlueskyEvent> events) implements Frame {}

  /** The server tells something, such as {@code OutdatedCursor}, and goes on. */
  record Notice(String name, @Nullable String message) implements Frame {}

  /** The server reports an error, such as {@code ConsumerTooSlow}, and will close. */
  record Problem(String error, @Nullable String message) implements Frame {}

  /** Bytes that are no message of this stream. */
  record Unreadable(String reason) implements Frame {
    static Unreadable because(Exception e) {
      return new Unreadable(Frame.reason(e));
    }
  }

  /** A message that unpacks to more than is allowed. */
  record TooLarge(int limit) implements Frame {}

  /** A kind of message that is newer than this connector. */
  record Ignored() implements Frame {}

  /** Says what is wrong with the input, without quoting it. */
  static String reason(Exception e) {
    if (e instanceof JsonProcessingException json) {
      return json.getOriginalMessage();
    }
    return e instanceof IOException
        ? String.valueOf(e.getMessage())
        : "an unexpected " + e.getClass().getSimpleName();
  }
}
