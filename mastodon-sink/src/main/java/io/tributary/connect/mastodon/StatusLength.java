package io.tributary.connect.mastodon;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Counts characters as Mastodon does: grapheme clusters, each http or https URL as a fixed number,
 * and a remote mention without its domain.
 */
final class StatusLength {
  /**
   * A URL as the server finds it in running text; it ends before punctuation that ends a clause.
   */
  static final Pattern URL =
      Pattern.compile(
          """
          (?<![A-Za-z0-9@＠$#＃])https?://\
          (?:[\\p{L}\\p{N}](?:[\\p{L}\\p{N}_-]*[\\p{L}\\p{N}])?\\.)+(?:xn--[a-z0-9-]+|\\p{L}{2,})\
          (?::[0-9]+)?\
          (?:/(?:[\\p{L}\\p{N}!*';:=+,.$%#\\[\\]\\p{Pd}_~&|@/]|\\([^\\s()]*\\))*\
          (?<=[\\p{L}\\p{N}=_#/+\\-)]))?\
          (?:\\?[a-z0-9!?*'();:&=+$/%#\\[\\]\\-_.,~|@]*(?<=[a-z0-9\\-_&=#/]))?""",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  private static final Pattern REMOTE_MENTION =
      Pattern.compile(
          """
          (?<![=/\\p{L}\\p{M}\\p{Nd}\\p{Pc}])(@[a-z0-9_]+(?:[a-z0-9_.-]*[a-z0-9_])?)\
          @[\\p{L}\\p{M}\\p{Nd}\\p{Pc}.-]+[\\p{L}\\p{M}\\p{Nd}\\p{Pc}]""",
          Pattern.CASE_INSENSITIVE);

  // BreakIterator takes family emoji and flags apart.
  private static final Pattern GRAPHEME = Pattern.compile("\\X");

  private final int perUrl;

  StatusLength(int perUrl) {
    this.perUrl = perUrl;
  }

  /** Returns what a text counts as. */
  int of(String text) {
    String counted = URL.matcher(text).replaceAll("x".repeat(perUrl));
    return graphemes(REMOTE_MENTION.matcher(counted).replaceAll("$1"));
  }

  /** Whether a text counts as no more than that. Most are too short to need counting. */
  boolean fits(String text, int max) {
    int most = text.length();
    for (int at = text.indexOf("://"); at >= 0; at = text.indexOf("://", at + 3)) {
      most += perUrl;
    }
    return most <= max || of(text) <= max;
  }

  /** Returns the number of grapheme clusters, as a spoiler text is counted. */
  static int graphemes(String text) {
    Matcher matcher = GRAPHEME.matcher(text);
    int count = 0;
    while (matcher.find()) {
      count++;
    }
    return count;
  }

  /** Returns the beginning of a text, with an ellipsis if it was longer. */
  static String cut(String text, int graphemes) {
    if (graphemes(text) <= graphemes) {
      return text;
    }
    Matcher matcher = GRAPHEME.matcher(text);
    int end = 0;
    for (int i = 0; i < graphemes - 1 && matcher.find(); i++) {
      end = matcher.end();
    }
    return text.substring(0, end) + "…";
  }
}
