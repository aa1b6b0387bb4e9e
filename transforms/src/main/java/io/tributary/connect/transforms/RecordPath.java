package io.tributary.connect.transforms;

import io.tributary.connect.common.FieldPath;
import java.util.function.Predicate;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.jspecify.annotations.Nullable;

/**
 * Where in a record to look: a field of the value such as {@code card.url}, the key or a field of
 * it, or a header. Arrays on the way stand for each of their elements.
 */
final class RecordPath {
  /** What a path looks like, for messages. */
  static final String FORM =
      "a field such as card.url, or @key, @key.FIELD, @value, @value.FIELD or @header.NAME";

  private static final String KEY = "@key";
  private static final String VALUE = "@value";
  private static final String HEADER = "@header.";

  private enum Part {
    KEY,
    VALUE,
    HEADER
  }

  private final String text;
  private final Part part;
  private final String header;
  private final @Nullable FieldStep first;

  private RecordPath(String text, Part part, String header, @Nullable FieldStep first) {
    this.text = text;
    this.part = part;
    this.header = header;
    this.first = first;
  }

  /**
   * Reads a path.
   *
   * @throws IllegalArgumentException saying what is wrong with it, fit for an operator
   */
  static RecordPath parse(String text) {
    if (text.startsWith(HEADER) && text.length() > HEADER.length()) {
      return new RecordPath(text, Part.HEADER, text.substring(HEADER.length()), null);
    }
    if (text.equals(KEY) || text.startsWith(KEY + ".")) {
      return new RecordPath(text, Part.KEY, "", below(text, KEY));
    }
    if (text.equals(VALUE) || text.startsWith(VALUE + ".")) {
      return new RecordPath(text, Part.VALUE, "", below(text, VALUE));
    }
    if (text.startsWith("@")) {
      throw new IllegalArgumentException(
          "%s is expected; a field whose own name begins with @ is %s.%s"
              .formatted(FORM, VALUE, text));
    }
    return new RecordPath(text, Part.VALUE, "", steps(text));
  }

  private static @Nullable FieldStep below(String text, String root) {
    return text.equals(root) ? null : steps(text.substring(root.length() + 1));
  }

  private static FieldStep steps(String path) {
    if (!FieldPath.isValid(path)) {
      throw new IllegalArgumentException(
          "%s is expected: names, and single dots between them".formatted(FORM));
    }
    return FieldStep.parse(path);
  }

  /** Whether anything the path leads to passes the test; nulls and what is not there never do. */
  boolean anyMatch(ConnectRecord<?> record, Predicate<Object> test) {
    Object root = root(record);
    return first == null ? FieldStep.anyElement(root, test) : first.anyMatch(root, test);
  }

  /** Returns what the path starts from if that has fields to look for, but can have none. */
  @Nullable Object rootWithoutFields(ConnectRecord<?> record) {
    Object root = root(record);
    return first == null || FieldStep.hasFields(root) ? null : root;
  }

  private @Nullable Object root(ConnectRecord<?> record) {
    return switch (part) {
      case KEY -> record.key();
      case VALUE -> record.value();
      case HEADER -> LastHeader.value(record, header);
    };
  }

  @Override
  public String toString() {
    return text;
  }
}
