package io.tributary.connect.rss;

import org.jspecify.annotations.Nullable;

/** A file that comes with an entry; {@code length} in bytes. */
record RssEnclosure(String url, String mimeType, @Nullable Long length) {

  /** Fills in what the feed left out; a length of 0 is how feeds say that they do not know it. */
  static RssEnclosure of(String url, @Nullable String declaredType, long length) {
    return new RssEnclosure(url, RssMediaType.of(declaredType, url), length > 0 ? length : null);
  }

  boolean isAudio() {
    return mimeType.startsWith("audio/");
  }

  boolean isImage() {
    return mimeType.startsWith("image/");
  }
}
