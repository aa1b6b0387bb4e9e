package io.tributary.connect.rss;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The MIME type of a linked file, taken from its name where the feed does not say. */
final class RssMediaType {
  private static final Map<String, String> BY_EXTENSION =
      Map.ofEntries(
          Map.entry("mp3", "audio/mpeg"),
          Map.entry("m4a", "audio/mp4"),
          Map.entry("ogg", "audio/ogg"),
          Map.entry("opus", "audio/opus"),
          Map.entry("wav", "audio/wav"),
          Map.entry("mp4", "video/mp4"),
          Map.entry("webm", "video/webm"),
          Map.entry("jpg", "image/jpeg"),
          Map.entry("jpeg", "image/jpeg"),
          Map.entry("png", "image/png"),
          Map.entry("gif", "image/gif"),
          Map.entry("webp", "image/webp"),
          Map.entry("pdf", "application/pdf"),
          Map.entry("vtt", "text/vtt"),
          Map.entry("srt", "application/x-subrip"),
          Map.entry("json", "application/json"),
          Map.entry("html", "text/html"),
          Map.entry("txt", "text/plain"));

  private RssMediaType() {}

  /** Returns what is declared, else what the extension means, else the type of unknown bytes. */
  static String of(@Nullable String declared, String url) {
    String type = RssItem.trimmed(declared);
    if (type != null && type.indexOf('/') > 0) {
      return type.toLowerCase(Locale.ROOT);
    }
    String path = url.replaceFirst("[?#].*", "");
    String extension = path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return BY_EXTENSION.getOrDefault(extension, "application/octet-stream");
  }
}
