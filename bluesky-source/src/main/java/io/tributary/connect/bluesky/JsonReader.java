package io.tributary.connect.bluesky;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON from bytes, from front to back, as strictly as Jackson does and quicker: a parser is
 * not set up for each message, eight bytes of a text are looked at together, and names that come
 * again and again are not made again. Not for several threads at once.
 */
final class JsonReader {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final JsonTokens tokens = new JsonTokens();
  private int depth;
  private boolean begun;

  /** Begins with the first bytes of a buffer. */
  void start(byte[] text, int length) {
    tokens.start(text, length);
    depth = 0;
    begun = false;
  }

  /** Forgets the bytes. */
  void release() {
    tokens.release();
  }

  /** Where the next byte to read is. */
  int position() {
    return tokens.position();
  }

  /**
   * Enters the object that begins here, or passes over another value and returns false. An object
   * that is entered is to be read to its end.
   */
  boolean enter() throws IOException {
    if (tokens.next() != '{') {
      skip();
      return false;
    }
    open();
    begun = true;
    return true;
  }

  /** Goes on to the next field of an object and returns its name, or null at the object's end. */
  @Nullable String name() throws IOException {
    byte next = tokens.next();
    if (next == '}') {
      close();
      return null;
    }
    if (!begun) {
      if (next != ',') {
        throw tokens.broken();
      }
      tokens.pass();
      next = tokens.next();
    }
    begun = false;
    if (next != '"') {
      throw tokens.broken();
    }
    String name = tokens.name();
    if (tokens.next() != ':') {
      throw tokens.broken();
    }
    tokens.pass();
    return name;
  }

  /** Reads a text; null if the value is none. */
  @Nullable String text() throws IOException {
    if (tokens.next() == '"') {
      return tokens.text();
    }
    skip();
    return null;
  }

  /** Reads a whole number; {@link StreamPosition#NONE} if the value is none. */
  long number() throws IOException {
    byte next = tokens.next();
    if (next != '-' && !JsonTokens.isDigit(next)) {
      skip();
      return StreamPosition.NONE;
    }
    JsonNode number = tokens.number();
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
    boolean isTrue = tokens.next() == 't';
    skip();
    return isTrue;
  }

  /**
   * Reads an object to its end; null if the value is none.
   *
   * @throws RecordParts.TooManyException if it has too many parts
   */
  @Nullable ObjectNode object() throws IOException {
    if (tokens.next() != '{') {
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
    switch (tokens.next()) {
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
      case '"' -> tokens.skipText();
      default -> {
        JsonNode unused = tokens.scalar();
      }
    }
  }

  /** Makes sure that nothing follows. */
  void finish() throws IOException {
    if (!tokens.isOver()) {
      throw new IOException("text after the JSON object");
    }
  }

  private @Nullable JsonNode readValue(RecordParts parts) throws IOException {
    byte next = tokens.next();
    if (!parts.admit()) {
      skip();
      return null;
    }
    return switch (next) {
      case '"' -> NODES.textNode(tokens.text());
      case '{' -> readObject(parts);
      case '[' -> readArray(parts);
      default -> tokens.scalar();
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
    byte next = tokens.next();
    if (next == ']') {
      close();
      return false;
    }
    if (!first) {
      if (next != ',') {
        throw tokens.broken();
      }
      tokens.pass();
      if (tokens.next() == ']') {
        throw tokens.broken();
      }
    }
    return true;
  }

  private void open() throws IOException {
    if (++depth > BlueskyJson.MAX_NESTING) {
      throw new IOException("JSON of a larger nesting depth than " + BlueskyJson.MAX_NESTING);
    }
    tokens.pass();
  }

  private void close() {
    depth--;
    tokens.pass();
    begun = false;
  }
}
