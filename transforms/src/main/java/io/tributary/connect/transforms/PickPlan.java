package io.tributary.connect.transforms;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;

/** How the structs of one schema are picked from, found out once. */
record PickPlan(Schema schema, List<Copy> copies) {
  private record Copy(FieldStep from, Field to) {}

  static PickPlan of(Schema whole, Selection selection) {
    SchemaBuilder builder = SchemaCopy.withoutFields(whole);
    List<FieldStep> from = new ArrayList<>();
    for (Selection.Choice choice : selection.choices()) {
      Schema found = choice.from().schema(whole);
      if (found != null) {
        builder.field(choice.to(), found);
        from.add(choice.from());
      }
    }
    if (selection.others()) {
      for (Field field : whole.fields()) {
        if (selection.isOther(field.name())) {
          builder.field(field.name(), field.schema());
          from.add(FieldStep.whole(field.name()));
        }
      }
    }
    Schema schema = builder.build();
    List<Copy> copies = new ArrayList<>();
    for (Field field : schema.fields()) {
      copies.add(new Copy(from.get(field.index()), field));
    }
    return new PickPlan(schema, List.copyOf(copies));
  }

  Struct apply(Struct whole) {
    var picked = new Struct(schema);
    for (Copy copy : copies) {
      Object found = copy.from().find(whole);
      picked.put(
          copy.to(),
          found == FieldStep.MISSING ? null : SchemaCopy.adapt(found, copy.to().schema()));
    }
    return picked;
  }
}
