package io.tributary.connect.transforms;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/**
 * One name of a dotted path and the steps after it, taken apart once so that following it for each
 * record allocates nothing.
 */
final class FieldStep {
  /** Found where a name is not there, unlike null, which is a value. */
  static final Object MISSING = new Object();

  private static final int NO_INDEX = -1;

  private final String name;
  // A field may be called card.url itself: the stock Flatten makes such names.
  private final String rest;
  private final int index;
  private final @Nullable FieldStep next;

  private FieldStep(String name, String rest, @Nullable FieldStep next) {
    this.name = name;
    this.rest = rest;
    this.next = next;
    this.index = name.matches("[0-9]{1,8}") ? Integer.parseInt(name) : NO_INDEX;
  }

  /** Takes a path of valid form apart. */
  static FieldStep parse(String path) {
    int dot = path.indexOf('.');
    return dot < 0
        ? new FieldStep(path, path, null)
        : new FieldStep(path.substring(0, dot), path, parse(path.substring(dot + 1)));
  }

  /** Makes the path of a field whose name may be anything. */
  static FieldStep whole(String name) {
    return new FieldStep(name, name, null);
  }

  /** The path as written. */
  String rest() {
    return rest;
  }

  /** The last name of the path. */
  String last() {
    return next == null ? name : next.last();
  }

  boolean anyMatch(@Nullable Object value, Predicate<Object> test) {
    if (value instanceof Struct struct) {
      Field whole = next == null ? null : struct.schema().field(rest);
      if (whole != null) {
        return anyElement(struct.get(whole), test);
      }
      Field field = struct.schema().field(name);
      return field != null && follow(struct.get(field), test);
    }
    if (value instanceof Map<?, ?> map) {
      return (next != null && map.containsKey(rest))
          ? anyElement(map.get(rest), test)
          : follow(map.get(name), test);
    }
    if (value instanceof List<?> list) {
      return index == NO_INDEX
          ? anyOf(list, test)
          : index < list.size() && follow(list.get(index), test);
    }
    return false;
  }

  private boolean follow(@Nullable Object value, Predicate<Object> test) {
    return next == null ? anyElement(value, test) : next.anyMatch(value, test);
  }

  private boolean anyOf(List<?> list, Predicate<Object> test) {
    // By index: an iterator would be the only thing that a record costs.
    for (int i = 0; i < list.size(); i++) {
      if (anyMatch(list.get(i), test)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Returns what the path leads to, {@link #MISSING} where a name is not there. An array on the way
   * becomes that of what its elements lead to.
   */
  @Nullable Object find(@Nullable Object value) {
    if (value instanceof Struct struct) {
      Field whole = struct.schema().field(rest);
      if (whole != null) {
        return read(struct, whole);
      }
      Field field = struct.schema().field(name);
      return field == null ? MISSING : nextOf(read(struct, field));
    }
    if (value instanceof Map<?, ?> map) {
      if (map.containsKey(rest)) {
        return map.get(rest);
      }
      return map.containsKey(name) ? nextOf(map.get(name)) : MISSING;
    }
    if (value instanceof List<?> list) {
      if (index != NO_INDEX) {
        return nextOf(index < list.size() ? list.get(index) : null);
      }
      List<@Nullable Object> found = new ArrayList<>(list.size());
      for (Object element : list) {
        Object in = find(element);
        if (in != MISSING) {
          found.add(in);
        }
      }
      return found;
    }
    return value == null ? null : MISSING;
  }

  /** Null is a value where the schema allows it, and stands for the default where it does not. */
  static @Nullable Object read(Struct struct, Field field) {
    Object value = struct.getWithoutDefault(field.name());
    return value == null && !field.schema().isOptional() ? field.schema().defaultValue() : value;
  }

  private @Nullable Object nextOf(@Nullable Object value) {
    return next == null ? value : next.find(value);
  }

  /** Returns the schema of what the path leads to, null if it leads nowhere. */
  @Nullable Schema schema(Schema schema) {
    return switch (schema.type()) {
      case STRUCT -> {
        Field whole = schema.field(rest);
        Field field = whole == null ? schema.field(name) : whole;
        yield field == null
            ? null
            : within(
                schema,
                whole != null || next == null ? field.schema() : next.schema(field.schema()));
      }
      case MAP -> {
        Schema value = next == null ? schema.valueSchema() : next.schema(schema.valueSchema());
        yield value == null ? null : SchemaCopy.optional(value);
      }
      case ARRAY -> {
        if (index != NO_INDEX) {
          Schema element = next == null ? schema.valueSchema() : next.schema(schema.valueSchema());
          yield element == null ? null : SchemaCopy.optional(element);
        }
        Schema element = schema(schema.valueSchema());
        yield element == null ? null : within(schema, SchemaBuilder.array(element).build());
      }
      default -> null;
    };
  }

  private static @Nullable Schema within(Schema around, @Nullable Schema inner) {
    return inner != null && around.isOptional() ? SchemaCopy.optional(inner) : inner;
  }

  /** Whether the value, or any element if it is an array, passes the test; null never does. */
  static boolean anyElement(@Nullable Object value, Predicate<Object> test) {
    if (value instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        if (anyElement(list.get(i), test)) {
          return true;
        }
      }
      return false;
    }
    return value != null && test.test(value);
  }

  /** Whether a path can lead anywhere from here. */
  static boolean hasFields(@Nullable Object value) {
    return value == null
        || value instanceof Struct
        || value instanceof Map
        || value instanceof List;
  }
}
