package io.tributary.connect.sqlite;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Under which condition a column keeps a value as it is. SQLite converts what it can to the
 * column's type, in STRICT tables too (https://sqlite.org/datatype3.html#type_affinity).
 */
enum SqliteFit {
  ALWAYS,
  /** A whole number that REAL does not round: every one up to 2^53, and some beyond. */
  UNROUNDED,
  /** A text that SQLite does not take for a number, or that reads the same after that. */
  VERBATIM,
  NEVER;

  /** The whole numbers up to this, positive and negative, are all exact as a REAL too. */
  static final long EXACT = 1L << 53;

  private static final Pattern NUMBER =
      Pattern.compile("\\s*[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?\\s*");

  /**
   * Returns how a column of a STRICT table takes a type.
   *
   * @param declared the column's type
   */
  static SqliteFit strict(String declared, ColumnType type) {
    String expected = declared.toUpperCase(Locale.ROOT);
    if (!type.isKnown()
        || expected.equals("ANY")
        || expected.equals(type.name())
        || (expected.equals("INT") && type == ColumnType.INTEGER)) {
      return ALWAYS;
    }
    return type == ColumnType.INTEGER && expected.equals("REAL") ? UNROUNDED : NEVER;
  }

  /**
   * Returns how a column of any other table takes a type. Such a table takes what its owner lets it
   * take, but a changed key is another row's.
   *
   * @param declared the column's type
   */
  static SqliteFit lax(String declared, ColumnType type, boolean keyed) {
    String affinity = declared.toUpperCase(Locale.ROOT);
    boolean whole = affinity.contains("INT");
    if (!whole && Pattern.compile("CHAR|CLOB|TEXT|BLOB|^$").matcher(affinity).find()) {
      return ALWAYS;
    }
    boolean real = !whole && Pattern.compile("REAL|FLOA|DOUB").matcher(affinity).find();
    return switch (type) {
      case TEXT -> keyed ? (real ? NEVER : VERBATIM) : ALWAYS;
      case INTEGER -> real ? UNROUNDED : ALWAYS;
      case REAL, BLOB, UNTYPED, UNCHANGED -> ALWAYS;
    };
  }

  boolean keeps(@Nullable Object value) {
    return switch (this) {
      case ALWAYS -> true;
      case UNROUNDED -> !(value instanceof Long number) || isExact(number);
      case VERBATIM ->
          !(value instanceof String text)
              || !NUMBER.matcher(text).matches()
              || text.equals(whole(text));
      case NEVER -> value == null;
    };
  }

  private static boolean isExact(long number) {
    double nearest = number;
    return nearest < 0x1p63 && (long) nearest == number;
  }

  private static @Nullable String whole(String number) {
    try {
      return Long.toString(Long.parseLong(number));
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
