package io.tributary.connect.bluesky;

/** The names of records, {@code at://did/collection/key}, by the syntax rules of AT Protocol. */
final class AtUri {
  private static final int LONGEST_DID = 2_048;
  private static final int LONGEST_COLLECTION = 317;
  private static final int LONGEST_KEY = 512;

  private AtUri() {}

  static String of(String did, String collection, String rkey) {
    return "at://" + did + "/" + collection + "/" + rkey;
  }

  static boolean isDid(String text) {
    return text.startsWith("did:")
        && text.indexOf(':', 4) > 4
        && !text.endsWith(":")
        && consistsOf(text, ":._-%", LONGEST_DID);
  }

  static boolean isCollection(String text) {
    return text.indexOf('.') > 0
        && !text.endsWith(".")
        && !text.contains("..")
        && consistsOf(text, ".-", LONGEST_COLLECTION);
  }

  static boolean isRecordKey(String text) {
    return !text.equals(".") && !text.equals("..") && consistsOf(text, "_~.:-", LONGEST_KEY);
  }

  static boolean isAlphanumeric(String text, int longest) {
    return consistsOf(text, "", longest);
  }

  private static boolean consistsOf(String text, String punctuation, int longest) {
    if (text.isEmpty() || text.length() > longest) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!isLetterOrDigit(c) && punctuation.indexOf(c) < 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean isLetterOrDigit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }
}
