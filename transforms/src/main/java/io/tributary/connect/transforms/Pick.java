package io.tributary.connect.transforms;

import io.tributary.connect.common.TributaryVersion;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.cache.LRUCache;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.LambdaValidator;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.components.Versioned;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.transforms.Transformation;
import org.jspecify.annotations.Nullable;

/** Keeps some fields, under other names if wanted, and lifts nested ones to the top. */
public abstract sealed class Pick<R extends ConnectRecord<R>>
    implements Transformation<R>, Versioned {
  private static final String FIELDS = "fields";
  private static final int CACHED_SCHEMAS = 64;
  private static final ConfigDef DEFINITION =
      new ConfigDef()
          .define(
              FIELDS,
              Type.LIST,
              ConfigDef.NO_DEFAULT_VALUE,
              LambdaValidator.with(Pick::checkFields, () -> Selection.FORM),
              Importance.HIGH,
              """
              The fields that stay, in this order. card.url lifts a nested field, which is called \
              url then; text:body and card.url:link choose the name. media.url is the array of all \
              their urls, media.0.url the first one's. * stands for all other fields: \
              *,card.url:link adds one and keeps the rest. A name that a record does not have is \
              left out; a record that has none of them is refused.""",
              "Fields",
              0,
              Width.LONG,
              "Fields");

  private final Side side;
  private final LRUCache<Schema, PickPlan> plans = new LRUCache<>(CACHED_SCHEMAS);
  private @Nullable Selection selection;

  private Pick(Side side) {
    this.side = side;
  }

  /** Picks fields of the key. */
  public static final class Key<R extends ConnectRecord<R>> extends Pick<R> {
    public Key() {
      super(Side.KEY);
    }
  }

  /** Picks fields of the value. */
  public static final class Value<R extends ConnectRecord<R>> extends Pick<R> {
    public Value() {
      super(Side.VALUE);
    }
  }

  @Override
  public void configure(Map<String, ?> properties) {
    var config = new AbstractConfig(DEFINITION, properties, false);
    selection = Selection.parse(config.getList(FIELDS));
  }

  @Override
  public R apply(R record) {
    if (selection == null) {
      throw new IllegalStateException("configure comes first");
    }
    Object whole = side.of(record);
    if (whole == null) {
      return record;
    }
    if (whole instanceof Struct struct) {
      Struct picked = plan(struct.schema(), selection).apply(struct);
      if (picked.schema().fields().isEmpty()) {
        throw nothingLeft(record);
      }
      return side.replace(record, picked.schema(), picked);
    }
    if (whole instanceof Map<?, ?> map && side.schema(record) == null) {
      Map<Object, @Nullable Object> picked = pick(map, selection);
      if (picked.isEmpty()) {
        throw nothingLeft(record);
      }
      return side.replace(record, null, picked);
    }
    throw new DataException("%s has no fields to pick from".formatted(side.describe(record)));
  }

  private PickPlan plan(Schema schema, Selection chosen) {
    PickPlan plan = plans.get(schema);
    if (plan == null) {
      plan = PickPlan.of(schema, chosen);
      plans.put(schema, plan);
    }
    return plan;
  }

  private static Map<Object, @Nullable Object> pick(Map<?, ?> map, Selection chosen) {
    Map<Object, @Nullable Object> picked = new LinkedHashMap<>();
    for (Selection.Choice choice : chosen.choices()) {
      Object found = choice.from().find(map);
      if (found != FieldStep.MISSING) {
        picked.put(choice.to(), found);
      }
    }
    if (chosen.others()) {
      map.forEach(
          (name, value) -> {
            if (chosen.isOther(String.valueOf(name))) {
              picked.put(name, value);
            }
          });
    }
    return picked;
  }

  private DataException nothingLeft(R record) {
    return new DataException(
        "%s has none of the fields that are picked".formatted(side.describe(record)));
  }

  private static void checkFields(String name, @Nullable Object value) {
    if (value == null) {
      return;
    }
    try {
      Selection.parse((List<?>) value);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(name, value, e.getMessage());
    }
  }

  @Override
  public ConfigDef config() {
    return DEFINITION;
  }

  @Override
  public String version() {
    return TributaryVersion.current();
  }

  @Override
  public void close() {}
}
