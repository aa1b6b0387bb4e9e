package io.tributary.connect.bluesky;

import org.jspecify.annotations.Nullable;

/** What a commit did to a record. */
enum Operation {
  CREATE("create"),
  UPDATE("update"),
  DELETE("delete");

  private final String text;

  Operation(String text) {
    this.text = text;
  }

  /** Returns the operation, or null for a word that no protocol version knows. */
  static @Nullable Operation of(@Nullable String text) {
    if (text == null) {
      return null;
    }
    return switch (text) {
      case "create" -> CREATE;
      case "update" -> UPDATE;
      case "delete" -> DELETE;
      default -> null;
    };
  }

  /** The word that streams and records use. */
  String text() {
    return text;
  }
}
