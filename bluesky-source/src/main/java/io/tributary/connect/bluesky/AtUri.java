package io.tributary.connect.bluesky;

/** The names of records, {@code at://did/collection/key}, by the syntax rules of AT Protocol. */
final class AtUri {
  private static final int LONGEST_DID = 2_048;
  private static final int LONGEST_COLLECTION = 317;
  private static final int LONGEST_KEY = 512;
  private static final Alphabet DID = new Alphabet(":._-%");
  private static final Alphabet COLLECTION = new Alphabet(".-");
  private static final Alphabet KEY = new Alphabet("_~.:-");
  private static final Alphabet ALPHANUMERIC = new Alphabet("");

  private AtUri() {}

  static String of(String did, String collection, String rkey) {
    return "at://" + did + "/" + collection + "/" + rkey;
  }

  static boolean isDid(String text) {
    return text.startsWith("did:")
        && text.indexOf(':', 4) > 4
        && !text.endsWith(":")
        && DID.covers(text, LONGEST_DID);
  }

  static boolean isCollection(String text) {
    return text.indexOf('.') > 0
        && !text.endsWith(".")
        && !text.contains("..")
        && COLLECTION.covers(text, LONGEST_COLLECTION);
  }

  static boolean isRecordKey(String text) {
    return !text.equals(".") && !text.equals("..") && KEY.covers(text, LONGEST_KEY);
  }

  static boolean isAlphanumeric(String text, int longest) {
    return ALPHANUMERIC.covers(text, longest);
  }

  /** Letters and digits of ASCII, and some more of its characters. */
  private static final class Alphabet {
    private final boolean[] characters = new boolean[128];

    Alphabet(String punctuation) {
      for (char c = 0; c < characters.length; c++) {
        characters[c] = Character.isLetterOrDigit(c) || punctuation.indexOf(c) >= 0;
      }
    }

    /** Whether a text is not empty, not too long, and made of these characters. */
    boolean covers(String text, int longest) {
      if (text.isEmpty() || text.length() > longest) {
        return false;
      }
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        if (c >= characters.length || !characters[c]) {
          return false;
        }
      }
      return true;
    }
  }
}
