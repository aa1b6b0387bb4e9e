package io.tributary.connect.mastodon;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Keeps text of others from mentioning, and so notifying, accounts of the fediverse. */
enum Mentions {
  /**
   * Mastodon takes an @ for a mention unless a letter, a digit, = or / stands before it. One at the
   * end could become one with what follows.
   */
  MASTODON("(?<![=/A-Za-z0-9_])@(?=[\\p{L}\\p{N}_])|@$"),
  /** Other servers take one anywhere, in addresses and URLs too. */
  STRICT("@");

  private static final String ZERO_WIDTH_SPACE = "\u200b";

  private final Pattern mention;

  Mentions(String mention) {
    this.mention = Pattern.compile(mention);
  }

  /** Returns those that a server needs. */
  static Mentions of(InstanceLimits limits) {
    return limits.mastodon() ? MASTODON : STRICT;
  }

  /** Returns a URL that leads to the same place, and mentions nobody in running text. */
  String inUrl(String url) {
    return mention.matcher(url.strip().replaceAll("\\s", "%20")).replaceAll("%40");
  }

  /** Returns text that looks the same and mentions nobody. */
  String neutralise(String text) {
    if (text.indexOf('@') < 0) {
      return text;
    }
    if (this == MASTODON) {
      return mention.matcher(text).replaceAll("@" + ZERO_WIDTH_SPACE);
    }
    var safe = new StringBuilder();
    Matcher url = StatusLength.URL.matcher(text);
    int from = 0;
    while (url.find()) {
      safe.append(text.substring(from, url.start()).replace("@", "@" + ZERO_WIDTH_SPACE));
      safe.append(inUrl(url.group()));
      from = url.end();
    }
    return safe.append(text.substring(from).replace("@", "@" + ZERO_WIDTH_SPACE)).toString();
  }

  /** Returns what is left of a text after a cut, which must not make a mention of what was none. */
  static String afterCut(String rest) {
    return rest.startsWith("@") ? "@" + ZERO_WIDTH_SPACE + rest.substring(1) : rest.strip();
  }
}
