package io.tributary.connect.common;

import java.text.Normalizer;
import java.util.Locale;

/** Makes texts equal that readers take for the same: other case, other encoding, other width. */
public final class CaseFolding {
  private CaseFolding() {}

  /** Returns what all spellings of a text have in common. */
  public static String fold(String text) {
    if (isAscii(text)) {
      return text.toLowerCase(Locale.ROOT);
    }
    // Up and down again: that is how the German sharp s meets SS. The sigma has two small forms,
    // and a small i that came from the Turkish capital I keeps a dot of its own.
    return Normalizer.normalize(text, Normalizer.Form.NFKC)
        .toUpperCase(Locale.ROOT)
        .toLowerCase(Locale.ROOT)
        .replace('ς', 'σ')
        .replace("i\u0307", "i");
  }

  /** Whether folding a text means no more than small letters. */
  public static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x80) {
        return false;
      }
    }
    return true;
  }
}
