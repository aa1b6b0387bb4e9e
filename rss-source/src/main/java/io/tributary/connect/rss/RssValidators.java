package io.tributary.connect.rss;

import org.jspecify.annotations.Nullable;

/**
 * What a server gave to recognise a document by, kept verbatim. A value too long to belong into
 * every offset is not kept; the feed is then fetched in full each time.
 */
record RssValidators(@Nullable String etag, @Nullable String lastModified) {
  static final RssValidators NONE = new RssValidators(null, null);
  private static final int LONGEST = 1024;

  RssValidators {
    etag = bounded(etag);
    lastModified = bounded(lastModified);
  }

  boolean isEmpty() {
    return etag == null && lastModified == null;
  }

  private static @Nullable String bounded(@Nullable String value) {
    return value == null || value.isEmpty() || value.length() > LONGEST ? null : value;
  }
}
