package io.tributary.connect.rss;

import org.jspecify.annotations.Nullable;

/**
 * What a server gave to recognise a document by, kept verbatim. A value too long to belong into
 * every offset is not kept, nor one that cannot be sent back as it came; the feed is then fetched
 * in full each time.
 */
record RssValidators(@Nullable String etag, @Nullable String lastModified) {
  static final RssValidators NONE = new RssValidators(null, null);
  private static final int LONGEST = 1024;

  RssValidators {
    etag = sendable(etag);
    lastModified = sendable(lastModified);
  }

  boolean isEmpty() {
    return etag == null && lastModified == null;
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
