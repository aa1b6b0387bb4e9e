package io.tributary.connect.transforms;

import io.tributary.connect.common.TributaryVersion;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.connect.components.Versioned;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.header.Headers;
import org.apache.kafka.connect.transforms.Transformation;
import org.jspecify.annotations.Nullable;

/**
 * Lets records that match a condition through, and deletions. A record that does not match is
 * dropped, or, where it changes or deletes one that did, becomes the tombstone of that.
 */
public final class Keep<R extends ConnectRecord<R>> implements Transformation<R>, Versioned {
  private static final String ON_MISMATCH = "on.mismatch";
  private static final ConfigDef DEFINITION =
      ConditionProperties.definition()
          .define(
              ON_MISMATCH,
              Type.STRING,
              "auto",
              ValidString.in("auto", "tombstone"),
              Importance.MEDIUM,
              """
              What becomes of a record that does not match. auto: a tombstone with its key if it \
              is an update or a deletion, which the header operation (update, delete) says, or \
              without that header the field operation (the same), change (updated) or op (u, d); \
              else it is dropped. \
              tombstone: always a tombstone, for topics whose records do not say whether they are \
              updates; for the sink, deleting what it does not have is harmless.""",
              "Others",
              0,
              Width.SHORT,
              "Records that do not match");

  private @Nullable FieldCondition condition;
  private boolean alwaysTombstone;

  @Override
  public void configure(Map<String, ?> properties) {
    var config = new AbstractConfig(DEFINITION, properties, false);
    ConditionChecks.check(config);
    condition = FieldCondition.of(config);
    alwaysTombstone = config.getString(ON_MISMATCH).equals("tombstone");
  }

  @Override
  public @Nullable R apply(R record) {
    if (condition == null) {
      throw new IllegalStateException("configure comes first");
    }
    if (record.value() == null || condition.holds(record)) {
      return record;
    }
    return switch (Operation.of(record)) {
      case CREATE -> alwaysTombstone ? tombstone(record) : null;
      // As it is, a deletion that has a value would become a row of its own.
      case UPDATE, DELETE -> tombstone(record);
    };
  }

  private static <R extends ConnectRecord<R>> R tombstone(R record) {
    if (record.key() == null) {
      throw new DataException(
          "A record of topic %s no longer matches but has no key by which a sink could delete the"
                  .formatted(record.topic())
              + " one before it; to drop it anyway, use Filter with the predicate FieldMatches");
    }
    Headers headers = new ConnectHeaders(record.headers());
    headers.remove(Operation.HEADER).addString(Operation.HEADER, "delete");
    return record.newRecord(
        record.topic(),
        record.kafkaPartition(),
        record.keySchema(),
        record.key(),
        null,
        null,
        record.timestamp(),
        headers);
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
