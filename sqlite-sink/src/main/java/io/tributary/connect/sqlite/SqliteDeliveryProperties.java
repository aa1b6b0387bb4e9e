package io.tributary.connect.sqlite;

import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigDef.Width;

/** Offsets, and what they promise. */
final class SqliteDeliveryProperties {
  private static final String GROUP = "Delivery";

  private SqliteDeliveryProperties() {}

  static void addTo(ConfigDef definition) {
    definition.define(
        SqliteSinkConfig.ON_OFFSET_RESET,
        Type.STRING,
        "fail",
        ValidString.in("fail", "adopt"),
        Importance.MEDIUM,
        """
        What to do when a topic-partition delivers a lower offset than those that are done, which \
        means that the topic was deleted and created again, or that its end was cut off. fail: \
        the task fails and names both offsets. adopt: it logs a warning and goes on at the lower \
        offset; rows of the old topic stay.""",
        GROUP,
        0,
        Width.SHORT,
        "When a topic starts over");
  }
}
