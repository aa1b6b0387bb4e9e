package io.tributary.connect.bluesky;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON from bytes, from front to back, as strictly as Jackson does and in a third of the
 * time: a parser is not set up for each message, eight bytes of a text are looked at together, and
 * names that come again and again are not made again. Not for several threads at once.
 */
final class JsonReader {
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
  private int depth;
  private boolean begun;
  // Whether the text that was looked at last has bytes beyond ASCII.
  private boolean wide;
  private final JsonNames names = new JsonNames();

  /** Begins with the first bytes of a buffer. */
  void start(byte[] text, int length) {
    bytes = text;
    at = 0;
    end = length;
    depth = 0;
    begun = false;
  }

  /** Where the next byte to read is. */
  int position() {
    return at;
  }

  /** Forgets the bytes. */
  void release() {
    bytes = new byte[0];
    end = 0;
    at = 0;
  }

  /**
   * Enters the object that begins here, or passes over another value and returns false. An object
   * that is entered is to be read to its end.
   */
  boolean enter() throws IOException {
    if (next() != '{') {
      skip();
      return false;
    }
    open();
    begun = true;
    return true;
  }

  /** Goes on to the next field of an object and returns its name, or null at the object's end. */
  @Nullable String name() throws IOException {
    byte next = next();
    if (next == '}') {
      close();
      return null;
    }
    if (!begun) {
      if (next != ',') {
        throw broken();
      }
      at++;
      next = next();
    }
    begun = false;
    if (next != '"') {
      throw broken();
    }
    String name = readName();
    if (next() != ':') {
      throw broken();
    }
    at++;
    return name;
  }

  /** Reads a text; null if the value is none. */
  @Nullable String text() throws IOException {
    if (next() == '"') {
      return readText();
    }
    skip();
    return null;
  }

  /** Reads a whole number; {@link StreamPosition#NONE} if the value is none. */
  long number() throws IOException {
    byte next = next();
    if (next != '-' && !isDigit(next)) {
      skip();
      return StreamPosition.NONE;
    }
    JsonNode number = readNumber();
    if (!number.isIntegralNumber()) {
      return StreamPosition.NONE;
    }
    if (!number.canConvertToLong()) {
      throw new IOException("a number that is too large");
    }
    return number.longValue();
  }

  /** Whether the value is true. */
  boolean isTrue() throws IOException {
    boolean isTrue = next() == 't';
    skip();
    return isTrue;
  }

  /**
   * Reads an object to its end; null if the value is none.
   *
   * @throws RecordParts.TooManyException if it has too many parts
   */
  @Nullable ObjectNode object() throws IOException {
    if (next() != '{') {
      skip();
      return null;
    }
    var parts = new RecordParts();
    ObjectNode object = readObject(parts);
    parts.end();
    return object;
  }

  /** Passes over a value, which must be sound nevertheless. */
  void skip() throws IOException {
    switch (next()) {
      case '{' -> {
        boolean unused = enter();
        while (name() != null) {
          skip();
        }
      }
      case '[' -> {
        open();
        for (boolean first = true; more(first); first = false) {
          skip();
        }
      }
      case '"' -> {
        int from = at + 1;
        int to = stop(from);
        if (bytes[to] == '"' && !wide) {
          at = to + 1;
        } else {
          String unused = readText();
        }
      }
      default -> {
        JsonNode unused = readScalar();
      }
    }
  }

  /** Makes sure that nothing follows. */
  void finish() throws IOException {
    skipSpace();
    if (at < end) {
      throw new IOException("text after the JSON object");
    }
  }

  private @Nullable JsonNode readValue(RecordParts parts) throws IOException {
    byte next = next();
    if (!parts.admit()) {
      skip();
      return null;
    }
    return switch (next) {
      case '"' -> NODES.textNode(readText());
      case '{' -> readObject(parts);
      case '[' -> readArray(parts);
      default -> readScalar();
    };
  }

  private ObjectNode readObject(RecordParts parts) throws IOException {
    open();
    begun = true;
    var object = new ObjectNode(NODES, new FieldMap());
    String name;
    while ((name = name()) != null) {
      JsonNode value = readValue(parts);
      if (value != null) {
        object.set(name, value);
      }
    }
    return object;
  }

  private ArrayNode readArray(RecordParts parts) throws IOException {
    open();
    ArrayNode array = NODES.arrayNode(2);
    for (boolean first = true; more(first); first = false) {
      JsonNode value = readValue(parts);
      if (value != null) {
        array.add(value);
      }
    }
    return array;
  }

  /** Goes on to the next element of an array, if there is one. */
  private boolean more(boolean first) throws IOException {
    byte next = next();
    if (next == ']') {
      close();
      return false;
    }
    if (!first) {
      if (next != ',') {
        throw broken();
      }
      at++;
      if (next() == ']') {
        throw broken();
      }
    }
    return true;
  }

  private JsonNode readScalar() throws IOException {
    return switch (bytes[at]) {
      case 't' -> word("true", NODES.booleanNode(true));
      case 'f' -> word("false", NODES.booleanNode(false));
      case 'n' -> word("null", NODES.nullNode());
      default -> readNumber();
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

  private JsonNode readNumber() throws IOException {
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

  private String readName() throws IOException {
    int from = at + 1;
    int to = stop(from);
    if (bytes[to] == '"' && !wide) {
      at = to + 1;
      return checked(names.of(bytes, from, to));
    }
    return checked(readText());
  }

  private static String checked(String name) throws IOException {
    if (name.length() > BlueskyJson.MAX_NAME) {
      throw new IOException("a name that is too long");
    }
    return name;
  }

  /** Reads the text whose first quote is next. */
  private String readText() throws IOException {
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

  /** Returns the next byte that is no space, without passing it. */
  private byte next() throws IOException {
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

  private void open() throws IOException {
    if (++depth > BlueskyJson.MAX_NESTING) {
      throw new IOException("JSON of a larger nesting depth than " + BlueskyJson.MAX_NESTING);
    }
    at++;
  }

  private void close() {
    depth--;
    at++;
    begun = false;
  }

  private static boolean isDigit(byte next) {
    return next >= '0' && next <= '9';
  }

  private IOException broken() {
    return new IOException("no JSON from byte " + at + " on");
  }
}
