package io.tributary.connect.mastodon;

import java.util.Locale;
import java.util.stream.Stream;

/** Who sees a status, in this order from everybody to those it names. */
enum Visibility {
  PUBLIC,
  UNLISTED,
  PRIVATE,
  DIRECT;

  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether the server may have made this of what was asked for: it hides, and never shows. */
  boolean mayBecome(String answered) {
    return Stream.of(values())
        .anyMatch(other -> other.text().equals(answered) && other.compareTo(this) >= 0);
  }
}
