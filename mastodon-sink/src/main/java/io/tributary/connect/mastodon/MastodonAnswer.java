package io.tributary.connect.mastodon;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a request came to. */
sealed interface MastodonAnswer {

  /** The server did it. */
  record Done(int status, JsonNode body) implements MastodonAnswer {}

  /**
   * The server says no.
   *
   * @param message what it says, without HTML
   * @param said whether that came from the API, and not from something before it
   * @param replayed whether that was its answer to an earlier request with the same key
   * @param retryAt when it wants to be asked again
   */
  record Refused(
      int status, String message, boolean said, boolean replayed, @Nullable Instant retryAt)
      implements MastodonAnswer {
    boolean isAboutSomethingMissing() {
      return status == 404 || status == 410;
    }

    /** The same from a server whose API answers in HTML. */
    Refused asSaid() {
      return new Refused(status, message, true, replayed, retryAt);
    }
  }

  /**
   * No answer came, and the server may have done it or not.
   *
   * @param reason fit for the log
   * @param late whether the server may be at it still
   */
  record Lost(String reason, boolean late) implements MastodonAnswer {}
}
