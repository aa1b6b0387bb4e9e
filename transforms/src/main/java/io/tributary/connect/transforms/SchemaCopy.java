package io.tributary.connect.transforms;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/** Makes schemas that are like another one. */
final class SchemaCopy {
  private SchemaCopy() {}

  /** Returns a schema of a struct with the same name and everything else, but no fields yet. */
  static SchemaBuilder withoutFields(Schema struct) {
    SchemaBuilder builder = basics(struct, SchemaBuilder.struct());
    return struct.isOptional() ? builder.optional() : builder;
  }

  /** Returns the schema if it allows null, or one like it that does. */
  static Schema optional(Schema schema) {
    if (schema.isOptional()) {
      return schema;
    }
    SchemaBuilder builder =
        switch (schema.type()) {
          case ARRAY -> SchemaBuilder.array(schema.valueSchema());
          case MAP -> SchemaBuilder.map(schema.keySchema(), schema.valueSchema());
          case STRUCT -> {
            SchemaBuilder struct = SchemaBuilder.struct();
            schema.fields().forEach(field -> struct.field(field.name(), field.schema()));
            yield struct;
          }
          case INT8, INT16, INT32, INT64, FLOAT32, FLOAT64, BOOLEAN, STRING, BYTES ->
              new SchemaBuilder(schema.type());
        };
    return basics(schema, builder).optional().build();
  }

  /** Returns the value with structs of a schema that differs in nothing but being optional. */
  static @Nullable Object adapt(@Nullable Object value, Schema schema) {
    if (value instanceof Struct struct && !struct.schema().equals(schema)) {
      var copy = new Struct(schema);
      for (Field field : schema.fields()) {
        copy.put(field, FieldStep.read(struct, field));
      }
      return copy;
    }
    if (value instanceof List<?> list && !schema.valueSchema().type().isPrimitive()) {
      List<@Nullable Object> copy = new ArrayList<>(list.size());
      list.forEach(element -> copy.add(adapt(element, schema.valueSchema())));
      return copy;
    }
    return value;
  }

  private static SchemaBuilder basics(Schema schema, SchemaBuilder builder) {
    if (schema.name() != null) {
      builder.name(schema.name());
    }
    if (schema.version() != null) {
      builder.version(schema.version());
    }
    if (schema.doc() != null) {
      builder.doc(schema.doc());
    }
    if (schema.parameters() != null) {
      builder.parameters(schema.parameters());
    }
    return builder;
  }
}
