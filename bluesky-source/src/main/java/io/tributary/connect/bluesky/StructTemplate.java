package io.tributary.connect.bluesky;

import java.util.List;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/**
 * Makes structs of one schema. {@link Struct#put(String, Object)} composes a text about the field
 * each time, for the complaint that it does not have. A field without a name is checked in the same
 * way and has no such text, which takes half the time.
 */
final class StructTemplate {
  private final Schema schema;
  private final List<String> names;
  private final List<Field> nameless;

  StructTemplate(Schema schema) {
    this.schema = schema;
    this.names = schema.fields().stream().map(Field::name).toList();
    this.nameless =
        schema.fields().stream().map(it -> new Field(null, it.index(), it.schema())).toList();
  }

  Schema schema() {
    return schema;
  }

  /** Begins a struct that has no values yet. */
  Filling begin() {
    return new Filling();
  }

  /** A struct that is being made, fastest in the order of its fields. */
  final class Filling {
    private final Struct struct = new Struct(schema);
    private int next;

    Filling put(String name, @Nullable Object value) {
      if (next == names.size() || !names.get(next).equals(name)) {
        next = names.indexOf(name);
        if (next < 0) {
          throw new DataException("no field " + name);
        }
      }
      Field field = nameless.get(next++);
      // Null is what an optional field is without.
      if (value != null || !field.schema().isOptional()) {
        struct.put(field, value);
      }
      return this;
    }

    Struct struct() {
      return struct;
    }
  }
}
