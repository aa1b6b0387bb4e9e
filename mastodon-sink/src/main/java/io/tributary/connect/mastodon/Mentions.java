package io.tributary.connect.mastodon;

import java.util.regex.Pattern;

/** Keeps text of others from mentioning, and so notifying, accounts of the fediverse. */
final class Mentions {
  private static final String ZERO_WIDTH_SPACE = "\u200b";

  // Servers take an @ for a mention unless a letter, a digit, = or / stands before it. One at the
  // end could become one with what follows.
  private static final Pattern MENTION =
      Pattern.compile("(?<![=/A-Za-z0-9_])@(?=[\\p{L}\\p{N}_])|@$");

  private Mentions() {}

  /** Returns a URL that leads to the same place, and mentions nobody in running text. */
  static String inUrl(String url) {
    return MENTION.matcher(url.strip().replaceAll("\\s", "%20")).replaceAll("%40");
  }

  /** Returns what is left of a text after a cut, which must not make a mention of what was none. */
  static String afterCut(String rest) {
    return rest.startsWith("@") ? "@" + ZERO_WIDTH_SPACE + rest.substring(1) : rest.strip();
  }

  /** Returns text that looks the same and mentions nobody. */
  static String neutralise(String text) {
    return text.indexOf('@') < 0 ? text : MENTION.matcher(text).replaceAll("@" + ZERO_WIDTH_SPACE);
  }
}
