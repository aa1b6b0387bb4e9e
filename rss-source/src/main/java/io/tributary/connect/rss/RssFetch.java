package io.tributary.connect.rss;

import java.time.Duration;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/** What a request came to. */
sealed interface RssFetch {

  /**
   * The server sent a document.
   *
   * @param charset from the Content-Type header
   * @param mediaType from the Content-Type header, without parameters
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared; a copy of 32 MB would cost.
  record Document(
      byte[] body, @Nullable String charset, @Nullable String mediaType, RssAnswer answer)
      implements RssFetch {}

  /** The server says that nothing changed. */
  record NotModified(RssAnswer answer) implements RssFetch {}

  /**
   * Nothing that could be read.
   *
   * @param reason fit for the log, at most 300 characters
   * @param status the HTTP status, if there was an answer
   * @param retryAfter how long the server wants to be left alone
   * @param source what answered, unless a redirect led there that is not for good
   */
  record Failed(
      String reason,
      @Nullable Integer status,
      @Nullable Duration retryAfter,
      @Nullable HttpUrl source)
      implements RssFetch {
    private static final int LONGEST_REASON = 300;

    /** Servers have a part in some reasons. */
    public Failed {
      if (reason.length() > LONGEST_REASON) {
        reason = reason.substring(0, LONGEST_REASON - 3) + "...";
      }
    }

    Failed(String reason, @Nullable Integer status, @Nullable Duration retryAfter) {
      this(reason, status, retryAfter, null);
    }

    Failed(String reason) {
      this(reason, null, null);
    }

    /** Whether this URL itself, or its https, says that it is gone for good. */
    boolean isGone(HttpUrl url) {
      return status != null
          && status == 410
          && source != null
          && (source.equals(url) || RssMove.isSecured(url, source));
    }

    /** Without the URL, which may be private. */
    @Override
    public String toString() {
      return "%s (status %s, retry after %s)".formatted(reason, status, retryAfter);
    }

    /** Whether the server is there and only has too much to do. */
    boolean isOverload() {
      return status != null && (status == 429 || status == 503);
    }
  }
}
