package io.tributary.connect.mastodon;

import org.jspecify.annotations.Nullable;

/** Something to upload. */
final class FakeMedium {
  final String id;
  final String description;
  final String mimeType;
  int looksUntilReady;
  boolean broken;
  @Nullable String status;

  FakeMedium(String id, String description, String mimeType) {
    this.id = id;
    this.description = description;
    this.mimeType = mimeType;
  }
}
