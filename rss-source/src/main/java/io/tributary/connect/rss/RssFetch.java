package io.tributary.connect.rss;

import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/** What a request for a feed came to. */
sealed interface RssFetch {

  /**
   * The server sent a document.
   *
   * @param charset from the Content-Type header
   * @param url where it was found, after redirects
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared; a copy of 32 MB would cost.
  record Document(byte[] body, @Nullable String charset, HttpUrl url, RssValidators validators)
      implements RssFetch {}

  /** The server says that nothing changed. */
  record NotModified() implements RssFetch {}

  /** Nothing that could be a feed, for a reason fit for the log. */
  record Failed(String reason) implements RssFetch {}
}
