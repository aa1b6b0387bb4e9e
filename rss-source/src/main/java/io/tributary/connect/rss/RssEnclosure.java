package io.tributary.connect.rss;

import com.rometools.rome.io.impl.NumberParser;
import org.jspecify.annotations.Nullable;

/** A file that comes with an entry; {@code length} in bytes. */
record RssEnclosure(String url, String mimeType, @Nullable Long length) {

  /** Fills in what the feed left out; a length of 0 is how feeds say that they do not know it. */
  static RssEnclosure of(String url, RssItem element) {
    String size = element.attribute("length");
    Long length = NumberParser.parseLong(size != null ? size : element.attribute("fileSize"));
    return new RssEnclosure(
        url,
        RssMediaType.of(element.attribute("type"), url),
        length != null && length > 0 ? length : null);
  }

  boolean isAudio() {
    return mimeType.startsWith("audio/");
  }

  boolean isImage() {
    return mimeType.startsWith("image/");
  }
}
