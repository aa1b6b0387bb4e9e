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
   * Nothing in it repeats a group without a limit: Java's stack would be the limit.
   */
  static final Pattern URL =
      Pattern.compile(
          """
          (?<![A-Za-z0-9@＠$#＃])https?://\
          (?:[\\p{L}\\p{N}](?:[\\p{L}\\p{N}_-]*[\\p{L}\\p{N}])?\\.){1,127}(?:xn--[a-z0-9-]+|\\p{L}{2,})\
          (?::[0-9]+)?\
          (?:/PATH(?:\\([^\\s()]*\\)PATH){0,32}\
          (?<=[\\p{L}\\p{N}=_#/+\\-)]))?\
          (?:\\?[a-z0-9!?*'();:&=+$/%#\\[\\]\\-_.,~|@]*(?<=[a-z0-9\\-_&=#/]))?"""
              .replace("PATH", "[\\p{L}\\p{N}!*';:=+,.$%#\\[\\]\\p{Pd}_~&|@/]*"),
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  private static final Pattern REMOTE_MENTION =
      Pattern.compile(
          """
          (?<![=/\\p{L}\\p{M}\\p{Nd}\\p{Pc}])(@[a-z0-9_][a-z0-9_.-]*+(?<=[a-z0-9_]))\
          @[\\p{L}\\p{M}\\p{Nd}\\p{Pc}.-]+[\\p{L}\\p{M}\\p{Nd}\\p{Pc}]""",
          Pattern.CASE_INSENSITIVE);

  // BreakIterator takes family emoji and flags apart.
  private static final Pattern GRAPHEME = Pattern.compile("\\X");

  private final int perUrl;

  /**
   * Counts as a server does.
   *
   * @param perUrl 0 if all that it counts is characters of Unicode
   */
  StatusLength(int perUrl) {
    this.perUrl = perUrl;
  }

  /** Returns what a text counts as. */
  int of(String text) {
    return perUrl == 0 ? characters(text) : graphemes(counted(text));
  }

  /** Returns what a content warning counts as, in which URLs count like any other text. */
  int ofWarning(String text) {
    return perUrl == 0 ? characters(text) : graphemes(text);
  }

  private static int characters(String text) {
    return text.codePointCount(0, text.length());
  }

  /** Whether a text counts as more, without counting to its end. Most are too short for it. */
  boolean exceeds(String text, int max) {
    return perUrl == 0
        ? text.length() > max && characters(text) > max
        : most(text) > max && graphemes(counted(text), max + 1) > max;
  }

  /** Returns more than a text can count as, or just as much. */
  private int most(String text) {
    int most = text.length();
    for (int at = text.indexOf("://"); at >= 0; at = text.indexOf("://", at + 3)) {
      most += perUrl;
    }
    return most;
  }

  private String counted(String text) {
    String counted = URL.matcher(text).replaceAll("x".repeat(perUrl));
    return REMOTE_MENTION.matcher(counted).replaceAll("$1");
  }

  /** Returns the number of grapheme clusters, as a spoiler text is counted. */
  static int graphemes(String text) {
    return graphemes(text, Integer.MAX_VALUE);
  }

  private static int graphemes(String text, int most) {
    Matcher matcher = GRAPHEME.matcher(text);
    int count = 0;
    while (count < most && matcher.find()) {
      count++;
    }
    return count;
  }

  /** Returns as much of a content warning as may count so much. */
  String cutWarning(String text, int most) {
    String cut = cut(text, most);
    for (int left = most - 1; left > 0 && ofWarning(cut) > most; left--) {
      cut = cut(text, left);
    }
    return cut;
  }

  /**
   * Returns the beginning of a description, which counts character by character of Unicode, with an
   * ellipsis if it was longer.
   */
  static String cutDescription(String text, int most) {
    if (characters(text) <= most) {
      return text;
    }
    Matcher matcher = GRAPHEME.matcher(text);
    int end = 0;
    for (int left = most - 1; matcher.find(); end = matcher.end()) {
      left -= characters(matcher.group());
      if (left < 0) {
        break;
      }
    }
    return text.substring(0, end) + "…";
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
