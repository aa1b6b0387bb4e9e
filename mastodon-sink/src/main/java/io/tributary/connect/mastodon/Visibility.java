package io.tributary.connect.mastodon;

import java.util.Locale;

/** Who sees a status, from everybody to those it names. */
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
    return answered.equals(text()) || (this == PUBLIC && answered.equals(UNLISTED.text()));
  }
}
