package io.tributary.connect.bluesky;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;

/** Reads texts, names, numbers and words of JSON from bytes. Not for several threads at once. */
final class JsonTokens {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long EACH = 0x0101_0101_0101_0101L;
  private static final long HIGH = EACH << 7;
  private static final char REPLACEMENT = '\uFFFD';

  /** So many digits always fit into a long. */
  private static final int SAFE_DIGITS = 18;

  private byte[] bytes = {};
  private int at;
  private int end;
  // Whether the text that was looked at last has bytes beyond ASCII.
  private boolean wide;
  private final JsonNames names = new JsonNames();

  /** Begins with the first bytes of a buffer. */
  void start(byte[] text, int length) {
    bytes = text;
    at = 0;
    end = length;
  }

  /** Forgets the bytes. */
  void release() {
    start(new byte[0], 0);
  }

  /** Where the next byte to read is. */
  int position() {
    return at;
  }

  /** Returns the next byte that is no space, without passing it. */
  byte next() throws IOException {
    if (at < end && bytes[at] > ' ') {
      return bytes[at];
    }
    skipSpace();
    if (at == end) {
      throw new IOException("JSON that is cut off");
    }
    return bytes[at];
  }

  private void skipSpace() {
    while (at < end
        && (bytes[at] == ' ' || bytes[at] == '\n' || bytes[at] == '\r' || bytes[at] == '\t')) {
      at++;
    }
  }

  /** Passes the byte that is next. */
  void pass() {
    at++;
  }

  /** Whether nothing but space is left. */
  boolean isOver() {
    skipSpace();
    return at == end;
  }

  /** Reads a number, or one of the three words that JSON has. */
  JsonNode scalar() throws IOException {
    return switch (bytes[at]) {
      case 't' -> word("true", NODES.booleanNode(true));
      case 'f' -> word("false", NODES.booleanNode(false));
      case 'n' -> word("null", NODES.nullNode());
      default -> number();
    };
  }

  private JsonNode word(String word, JsonNode value) throws IOException {
    for (int i = 0; i < word.length(); i++) {
      if (at == end || bytes[at] != word.charAt(i)) {
        throw broken();
      }
      at++;
    }
    return value;
  }

  JsonNode number() throws IOException {
    int from = at;
    boolean negative = bytes[at] == '-';
    if (negative) {
      at++;
    }
    int digits = at;
    long value = 0;
    while (at < end && isDigit(bytes[at])) {
      // Overflows where there are more than fit, which are then read in another way.
      value = value * 10 + (bytes[at++] - '0');
    }
    int count = at - digits;
    if (count == 0 || (count > 1 && bytes[digits] == '0')) {
      throw broken();
    }
    boolean whole = at == end || (bytes[at] != '.' && (bytes[at] | 0x20) != 'e');
    if (!whole) {
      skipFraction();
    }
    if (at - from > BlueskyJson.MAX_NUMBER) {
      throw new IOException("a number of too many digits");
    }
    if (whole && count <= SAFE_DIGITS) {
      value = negative ? -value : value;
      return value == (int) value ? NODES.numberNode((int) value) : NODES.numberNode(value);
    }
    String number = new String(bytes, from, at - from, ISO_8859_1);
    return whole ? large(new BigInteger(number)) : NODES.numberNode(Double.parseDouble(number));
  }

  private static JsonNode large(BigInteger number) {
    return number.bitLength() < Long.SIZE
        ? NODES.numberNode(number.longValue())
        : NODES.numberNode(number);
  }

  private void skipFraction() throws IOException {
    if (bytes[at] == '.') {
      at++;
      skipDigits();
    }
    if (at < end && (bytes[at] | 0x20) == 'e') {
      at++;
      if (at < end && (bytes[at] == '+' || bytes[at] == '-')) {
        at++;
      }
      skipDigits();
    }
  }

  private void skipDigits() throws IOException {
    int from = at;
    while (at < end && isDigit(bytes[at])) {
      at++;
    }
    if (at == from) {
      throw broken();
    }
  }

  /** Reads the name whose first quote is next. */
  String name() throws IOException {
    int from = at + 1;
    int to = stop(from);
    if (bytes[to] == '"' && !wide) {
      at = to + 1;
      return checked(names.of(bytes, from, to));
    }
    return checked(text());
  }

  private static String checked(String name) throws IOException {
    if (name.length() > BlueskyJson.MAX_NAME) {
      throw new IOException("a name that is too long");
    }
    return name;
  }

  /** Passes over the text whose first quote is next. */
  void skipText() throws IOException {
    int to = stop(at + 1);
    if (bytes[to] == '"' && !wide) {
      at = to + 1;
    } else {
      String unused = text();
    }
  }

  /** Reads the text whose first quote is next. */
  String text() throws IOException {
    int from = at + 1;
    int to = stop(from);
    String text = decoded(from, to);
    if (bytes[to] == '"') {
      at = to + 1;
      return text;
    }
    var whole = new StringBuilder(text.length() + 32).append(text);
    while (bytes[to] != '"') {
      at = to + 1;
      whole.append(escaped());
      from = at;
      to = stop(from);
      whole.append(decoded(from, to));
    }
    at = to + 1;
    return whole.toString();
  }

  /** Reads what follows a backslash. */
  private char escaped() throws IOException {
    if (at == end) {
      throw broken();
    }
    return switch (bytes[at++]) {
      case '"' -> '"';
      case '\\' -> '\\';
      case '/' -> '/';
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> {
        int code = 0;
        for (int last = at + 4; at < last; at++) {
          int digit = at < end ? Character.digit((char) (bytes[at] & 0xff), 16) : -1;
          if (digit < 0) {
            throw broken();
          }
          code = code << 4 | digit;
        }
        yield (char) code;
      }
      default -> throw broken();
    };
  }

  /** Returns where the next quote or backslash of a text is. */
  private int stop(int from) throws IOException {
    long high = 0;
    int place = from;
    for (; place <= end - Long.BYTES; place += Long.BYTES) {
      long word = (long) WORDS.get(bytes, place);
      // The lowest mark of each is right; those above it may not be.
      long marks =
          zeros(word ^ (EACH * '"'))
              | zeros(word ^ (EACH * '\\'))
              | ((word - EACH * ' ') & ~word & HIGH);
      if (marks != 0) {
        long before = Long.lowestOneBit(marks) - 1;
        wide = (high | (word & HIGH & before)) != 0;
        place += Long.numberOfTrailingZeros(marks) >>> 3;
        if (bytes[place] < ' ' && bytes[place] >= 0) {
          throw broken();
        }
        return place;
      }
      high |= word & HIGH;
    }
    for (; place < end; place++) {
      byte next = bytes[place];
      if (next == '"' || next == '\\') {
        wide = high != 0;
        return place;
      }
      if (next >= 0 && next < ' ') {
        break;
      }
      high |= next & 0x80;
    }
    at = place;
    throw broken();
  }

  /** Returns a mark in the bytes that are zero. */
  private static long zeros(long word) {
    return (word - EACH) & ~word & HIGH;
  }

  private String decoded(int from, int to) throws IOException {
    if (!wide) {
      return new String(bytes, from, to - from, ISO_8859_1);
    }
    String text = new String(bytes, from, to - from, UTF_8);
    if (text.indexOf(REPLACEMENT) >= 0) {
      // It may have been there, or be what Java makes of bytes that mean nothing.
      try {
        return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, from, to - from)).toString();
      } catch (CharacterCodingException e) {
        throw new IOException("a text that is no UTF-8", e);
      }
    }
    return text;
  }

  static boolean isDigit(byte next) {
    return next >= '0' && next <= '9';
  }

  IOException broken() {
    return new IOException("no JSON from byte " + at + " on");
  }
}
