package io.tributary.connect.rss;

import org.jspecify.annotations.Nullable;

/**
 * What a document is recognised by: what its server calls it, verbatim, and a hash of its bytes. A
 * value too long to belong into every offset is not kept, nor one that cannot be sent back as it
 * came.
 */
record RssValidators(
    @Nullable String etag, @Nullable String lastModified, @Nullable String bodyHash) {
  static final RssValidators NONE = new RssValidators(null, null, null);
  private static final int LONGEST = 512;

  RssValidators {
    etag = sendable(etag);
    lastModified = sendable(lastModified);
  }

  /** Whether there is nothing to make a request conditional with. */
  boolean isEmpty() {
    return etag == null && lastModified == null;
  }

  /** The validators after a 304, which repeats only those that the server wants to change. */
  RssValidators refreshedBy(RssValidators answer) {
    return new RssValidators(
        answer.etag != null ? answer.etag : etag,
        answer.lastModified != null ? answer.lastModified : lastModified,
        bodyHash);
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
