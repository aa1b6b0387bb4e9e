package io.tributary.connect.transforms;

import io.tributary.connect.common.TributaryVersion;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.connect.components.Versioned;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.transforms.predicates.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Is true of records whose field, key or header has a certain value. To keep such records use
 * {@link Keep}, which also undoes what an edit makes unwanted.
 */
// Workers before 4.3 ask for the version of what is Versioned only.
public final class FieldMatches<R extends ConnectRecord<R>> implements Predicate<R>, Versioned {
  private static final String ON_TOMBSTONE = "on.tombstone";
  private static final ConfigDef DEFINITION =
      ConditionProperties.definition()
          .define(
              ON_TOMBSTONE,
              Type.BOOLEAN,
              true,
              null,
              Importance.MEDIUM,
              """
              What a record without a value answers, whatever the condition. With true, Filter with \
              negate=true, which drops what does not match, lets deletions through. Set false to \
              let them through a Filter without negate, which drops what matches.""",
              "Tombstones",
              0,
              Width.SHORT,
              "Answer for tombstones");

  private @Nullable FieldCondition condition;
  private boolean onTombstone;

  @Override
  public void configure(Map<String, ?> properties) {
    var config = new AbstractConfig(DEFINITION, properties, false);
    ConditionChecks.check(config);
    condition = FieldCondition.of(config);
    onTombstone = config.getBoolean(ON_TOMBSTONE);
  }

  @Override
  public boolean test(R record) {
    if (condition == null) {
      throw new IllegalStateException("configure comes first");
    }
    return record.value() == null ? onTombstone : condition.holds(record);
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
