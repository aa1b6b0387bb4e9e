package io.tributary.connect.rss;

import com.rometools.rome.io.impl.NumberParser;
import org.jspecify.annotations.Nullable;

/**
 * A file that comes with an entry; {@code length} in bytes.
 *
 * @param written the URL as the feed has it, perhaps relative
 */
record RssEnclosure(String url, String written, String mimeType, @Nullable Long length) {

  /**
   * Reads an element, or returns null if it has no URL. Fills in what the feed left out; a length
   * of 0 is how feeds say that they do not know it.
   */
  static @Nullable RssEnclosure of(RssItem element, String attribute) {
    String written = element.attribute(attribute);
    String url = element.resolve(written);
    if (written == null || url == null) {
      return null;
    }
    String size = element.attribute("length");
    Long length = NumberParser.parseLong(size != null ? size : element.attribute("fileSize"));
    return new RssEnclosure(
        url,
        written,
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
