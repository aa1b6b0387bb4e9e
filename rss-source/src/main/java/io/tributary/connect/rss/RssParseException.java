package io.tributary.connect.rss;

import org.jspecify.annotations.Nullable;

/** The bytes are not a feed that can be read; the message says why in a few words. */
final class RssParseException extends Exception {
  private static final long serialVersionUID = 1L;

  RssParseException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
