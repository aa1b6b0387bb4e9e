package io.tributary.connect.mastodon;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cuts text into pieces that each fit into a status, at sentence and word borders. */
final class StatusSplitter {
  private static final Pattern SPACE_OR_WORD = Pattern.compile("\\s+|\\S+");
  private static final Pattern SENTENCE_END =
      Pattern.compile("[.!?…。！？][\\p{Pe}\\p{Pf}\"']*\\s*$|\\n\\s*$");
  private static final Pattern GRAPHEME = Pattern.compile("\\X");
  private static final Pattern LAST_URL =
      Pattern.compile("(?<!\\s)\\s+" + StatusLength.URL + "\\s*$", StatusLength.URL.flags());
  private static final String ELLIPSIS = "…";

  private final StatusLength length;

  StatusSplitter(StatusLength length) {
    this.length = length;
  }

  /** Returns the text in one piece, the end of it left out if need be; a last URL stays. */
  String truncate(String text, int max) {
    if (!length.exceeds(text, max)) {
      return text;
    }
    Matcher url = LAST_URL.matcher(text);
    if (url.find()) {
      String tail = url.group().stripTrailing();
      int left = max - length.of(tail) - 1;
      if (left > 0) {
        String shortened = head(text.substring(0, url.start()), left) + ELLIPSIS + tail;
        if (length.of(shortened) <= max) {
          return shortened;
        }
      }
    }
    return max < 2 ? head(text, max) : head(text, max - 1) + ELLIPSIS;
  }

  /**
   * Returns the text in pieces.
   *
   * @param most how many at most; the last one is truncated
   * @param numbered whether each says which of how many it is, if there are several
   */
  List<String> split(String text, int max, int most, boolean numbered) {
    String all = text.strip();
    if (!length.exceeds(all, max)) {
      return List.of(all);
    }
    if (!numbered || most == 1) {
      return pieces(all, max, most);
    }
    // How many pieces there are depends on how long their numbers are, and that on how many.
    for (int digits = 1; ; digits++) {
      int reserved = " (/)".length() + 2 * digits;
      List<String> pieces = pieces(all, Math.max(1, max - reserved), most);
      if (Integer.toString(pieces.size()).length() <= digits) {
        List<String> numberedPieces = new ArrayList<>();
        for (int i = 0; i < pieces.size(); i++) {
          numberedPieces.add("%s (%d/%d)".formatted(pieces.get(i), i + 1, pieces.size()));
        }
        return numberedPieces;
      }
    }
  }

  private List<String> pieces(String text, int max, int most) {
    List<String> pieces = new ArrayList<>();
    String rest = text;
    while (length.exceeds(rest, max)) {
      if (pieces.size() == most - 1) {
        pieces.add(truncate(rest, max));
        return pieces;
      }
      String piece = head(rest, max);
      pieces.add(piece.strip());
      rest = Mentions.afterCut(rest.substring(piece.length()));
    }
    if (!rest.isEmpty()) {
      pieces.add(rest);
    }
    return pieces;
  }

  /** Returns as much of the beginning as fits; a word is only cut if it alone does not. */
  private String head(String text, int max) {
    List<Integer> ends = ends(text);
    int fitting = fitting(ends, end -> fits(text.substring(0, end).stripTrailing(), max));
    int end = fitting == 0 ? 0 : ends.get(fitting - 1);
    int sentence =
        ends.subList(0, fitting).stream()
            .filter(at -> SENTENCE_END.matcher(text.substring(Math.max(0, at - 9), at)).find())
            .reduce(0, Math::max);
    if (end == 0) {
      return cutWord(text, max);
    }
    String head = text.substring(0, sentence > end / 2 ? sentence : end);
    return head.isBlank() ? cutWord(text, max) : head.stripTrailing();
  }

  /** Where URLs, words and the spaces between them end. */
  private static List<Integer> ends(String text) {
    List<Integer> ends = new ArrayList<>();
    Matcher url = StatusLength.URL.matcher(text);
    Matcher token = SPACE_OR_WORD.matcher(text);
    int from = 0;
    while (from < text.length()) {
      boolean found = url.find();
      token.region(from, found ? url.start() : text.length());
      while (token.find()) {
        ends.add(token.end());
      }
      if (found) {
        ends.add(url.end());
      }
      from = found ? url.end() : text.length();
    }
    return ends;
  }

  /** Returns how many of the tokens from the beginning fit; some servers take texts of books. */
  private static int fitting(List<Integer> ends, IntPredicate fits) {
    int least = 0;
    int most = Math.min(1, ends.size());
    while (most < ends.size() && fits.test(ends.get(most - 1))) {
      least = most;
      most = Math.min(ends.size(), 2 * most);
    }
    while (least < most) {
      int middle = (least + most + 1) / 2;
      if (fits.test(ends.get(middle - 1))) {
        least = middle;
      } else {
        most = middle - 1;
      }
    }
    return least;
  }

  private boolean fits(String text, int max) {
    return !length.exceeds(text, max);
  }

  private String cutWord(String text, int max) {
    List<Integer> ends = new ArrayList<>();
    Matcher grapheme = GRAPHEME.matcher(text);
    // A URL that does not fit is cut where it does as plain text.
    while (ends.size() <= max && grapheme.find()) {
      ends.add(grapheme.end());
    }
    int fitting = fitting(ends, end -> fits(text.substring(0, end), max));
    // Nothing fits: one cluster all the same, for an end of it.
    return ends.isEmpty() ? text : text.substring(0, ends.get(Math.max(1, fitting) - 1));
  }
}
