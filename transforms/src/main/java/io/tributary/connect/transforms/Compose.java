package io.tributary.connect.transforms;

import io.tributary.connect.common.Template;
import io.tributary.connect.common.TributaryVersion;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.cache.LRUCache;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.components.Versioned;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.transforms.Transformation;
import org.jspecify.annotations.Nullable;

/** Writes a text into a field, or in place of the key, that a template makes of the record. */
public abstract sealed class Compose<R extends ConnectRecord<R>>
    implements Transformation<R>, Versioned {
  private static final int CACHED_SCHEMAS = 64;

  private final Side side;
  private final ConfigDef definition;
  private final LRUCache<Schema, Schema> schemas = new LRUCache<>(CACHED_SCHEMAS);
  private String target = "";
  private @Nullable Template template;
  private boolean readsValue;

  private Compose(Side side) {
    this.side = side;
    this.definition = ComposeProperties.definition(side);
  }

  /** Makes a field of the key, or the whole key. */
  public static final class Key<R extends ConnectRecord<R>> extends Compose<R> {
    public Key() {
      super(Side.KEY);
    }
  }

  /** Makes a field of the value. */
  public static final class Value<R extends ConnectRecord<R>> extends Compose<R> {
    public Value() {
      super(Side.VALUE);
    }
  }

  @Override
  public void configure(Map<String, ?> properties) {
    var config = new AbstractConfig(definition, properties, false);
    target = config.getString(ComposeProperties.FIELD);
    template = Template.parse(config.getString(ComposeProperties.TEMPLATE));
    readsValue = template.paths().stream().anyMatch(path -> !TemplateFields.isMetadata(path));
  }

  @Override
  public R apply(R record) {
    if (template == null) {
      throw new IllegalStateException("configure comes first");
    }
    Object changed = side.of(record);
    if (side == Side.VALUE && changed == null) {
      return record;
    }
    if (readsValue && record.value() == null) {
      throw new DataException(
          "A tombstone of topic %s has no value to make its key of; if it already has the right key, give this transform the predicate RecordIsTombstone and negate=true"
              .formatted(record.topic()));
    }
    String text = template.render(path -> TemplateFields.text(record, path));
    if (target.isEmpty()) {
      return side.replace(record, Schema.STRING_SCHEMA, required(record, text));
    }
    String orNull = text.isEmpty() ? null : text;
    if (changed instanceof Struct struct) {
      Struct composed = compose(struct, orNull);
      return side.replace(record, composed.schema(), composed);
    }
    if (changed instanceof Map<?, ?> map && side.schema(record) == null) {
      Map<Object, @Nullable Object> composed = new LinkedHashMap<>(map);
      composed.put(target, orNull);
      return side.replace(record, null, composed);
    }
    throw new DataException(
        "%s has no fields to add %s to".formatted(side.describe(record), target));
  }

  private Struct compose(Struct struct, @Nullable String text) {
    Schema schema = schemas.get(struct.schema());
    if (schema == null) {
      schema = withTarget(struct.schema());
      schemas.put(struct.schema(), schema);
    }
    var composed = new Struct(schema);
    for (Field field : schema.fields()) {
      composed.put(field, field.name().equals(target) ? text : FieldStep.read(struct, field));
    }
    return composed;
  }

  private Schema withTarget(Schema schema) {
    SchemaBuilder builder = SchemaCopy.withoutFields(schema);
    for (Field field : schema.fields()) {
      builder.field(
          field.name(),
          field.name().equals(target) ? Schema.OPTIONAL_STRING_SCHEMA : field.schema());
    }
    if (schema.field(target) == null) {
      builder.field(target, Schema.OPTIONAL_STRING_SCHEMA);
    }
    return builder.build();
  }

  private static String required(ConnectRecord<?> record, String text) {
    if (text.isEmpty()) {
      throw new DataException(
          "The template of the key is empty for a record of topic %s: none of its fields has a value"
              .formatted(record.topic()));
    }
    return text;
  }

  @Override
  public ConfigDef config() {
    return definition;
  }

  @Override
  public String version() {
    return TributaryVersion.current();
  }

  @Override
  public void close() {}
}
