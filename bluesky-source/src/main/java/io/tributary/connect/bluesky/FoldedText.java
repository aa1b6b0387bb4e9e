package io.tributary.connect.bluesky;

import io.tributary.connect.common.CaseFolding;
import java.util.Set;

/** Compares text as readers do: regardless of case, of how accents are encoded, of letter width. */
final class FoldedText {
  /** Scripts that put no spaces between words, or glue particles to them. */
  private static final Set<Character.UnicodeScript> UNSPACED =
      Set.of(
          Character.UnicodeScript.HAN,
          Character.UnicodeScript.HIRAGANA,
          Character.UnicodeScript.KATAKANA,
          Character.UnicodeScript.HANGUL,
          Character.UnicodeScript.THAI,
          Character.UnicodeScript.LAO,
          Character.UnicodeScript.KHMER,
          Character.UnicodeScript.MYANMAR,
          Character.UnicodeScript.TIBETAN);

  private FoldedText() {}

  /** Returns what all spellings of a text have in common. */
  static String fold(String text) {
    return CaseFolding.fold(text);
  }

  /**
   * Whether a folded text contains a folded word or phrase, not just as a part of a longer word.
   */
  static boolean containsWord(String text, String word) {
    for (int at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
      if (isBoundary(text, at) && isBoundary(text, at + word.length())) {
        return true;
      }
    }
    return false;
  }

  private static boolean isBoundary(String text, int at) {
    if (at == 0 || at == text.length()) {
      return true;
    }
    int before = text.codePointBefore(at);
    int after = text.codePointAt(at);
    return !isWordPart(before) || !isWordPart(after);
  }

  private static boolean isWordPart(int codePoint) {
    return codePoint < 0x80
        ? Character.isLetterOrDigit(codePoint)
        : (Character.isLetterOrDigit(codePoint) || isMark(codePoint))
            && !UNSPACED.contains(Character.UnicodeScript.of(codePoint));
  }

  private static boolean isMark(int codePoint) {
    int type = Character.getType(codePoint);
    return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
  }
}
