package io.tributary.connect.rss;

import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * What a document is recognised by: what its server calls it, verbatim, and a hash of its bytes. A
 * value too long to belong into every offset is not kept, nor one that cannot be sent back as it
 * came.
 *
 * @param source a hash of the URL that gave it these names; another server may use the same for
 *     another document
 */
record RssValidators(
    @Nullable String etag,
    @Nullable String lastModified,
    @Nullable String bodyHash,
    @Nullable String source) {
  static final RssValidators NONE = new RssValidators(null, null, null, null);
  private static final int LONGEST = 512;

  RssValidators {
    etag = sendable(etag);
    lastModified = sendable(lastModified);
  }

  /** The names that a server uses for the document at a URL. */
  static RssValidators of(HttpUrl url, @Nullable String etag, @Nullable String lastModified) {
    return new RssValidators(etag, lastModified, null, source(url));
  }

  /** Whether a request to this URL can be made conditional with them. */
  boolean holdFor(HttpUrl url) {
    return (etag != null || lastModified != null) && source(url).equals(source);
  }

  RssValidators withBodyHash(String hash) {
    return new RssValidators(etag, lastModified, hash, source);
  }

  /** The validators after a 304, which repeats only those that the server wants to change. */
  RssValidators refreshedBy(RssValidators answer) {
    return new RssValidators(
        answer.etag != null ? answer.etag : etag,
        answer.lastModified != null ? answer.lastModified : lastModified,
        bodyHash,
        source);
  }

  private static String source(HttpUrl url) {
    return Long.toHexString(RssFingerprint.identity(url.toString()));
  }

  private static @Nullable String sendable(@Nullable String value) {
    // U+FFFD stands for bytes that are no UTF-8 and are lost.
    return value == null
            || value.isEmpty()
            || value.length() > LONGEST
            || value.chars().anyMatch(c -> Character.isISOControl(c) || c == '\ufffd')
        ? null
        : value;
  }
}
