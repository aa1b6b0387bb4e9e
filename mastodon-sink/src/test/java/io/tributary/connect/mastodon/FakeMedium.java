package io.tributary.connect.mastodon;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Something to upload. */
final class FakeMedium {
  final String id;
  final String description;
  final String mimeType;
  final String fileName;
  int looksUntilReady;
  boolean broken;
  @Nullable String status;

  FakeMedium(String id, String description, String mimeType, String fileName) {
    this.id = id;
    this.description = description;
    this.mimeType = mimeType;
    this.fileName = fileName;
  }

  /** The description as text: it came as bytes. */
  String shownDescription() {
    return text(description);
  }

  static String text(String bytes) {
    return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }
}
