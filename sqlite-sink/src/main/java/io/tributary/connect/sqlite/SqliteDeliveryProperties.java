package io.tributary.connect.sqlite;

import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.LambdaValidator;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigDef.Width;

/** Offsets, and what they promise. */
final class SqliteDeliveryProperties {
  private static final String GROUP = "Delivery";

  private SqliteDeliveryProperties() {}

  static void addTo(ConfigDef definition) {
    definition
        .define(
            SqliteSinkConfig.DELIVERY,
            Type.STRING,
            "exactly_once",
            ValidString.in("exactly_once", "at_least_once"),
            Importance.MEDIUM,
            """
            exactly_once: the file keeps the offsets, in the table _tributary_offsets, and they \
            change with the rows. at_least_once: only Kafka keeps them, so records are written \
            again after a failure, and every transaction waits for the disk (synchronous=FULL). \
            For insert.mode=insert that means rows twice, or refused ones where the table has a \
            key; use insert_or_ignore then.""",
            GROUP,
            0,
            Width.SHORT,
            "Delivery")
        .define(
            SqliteSinkConfig.OFFSETS_ID,
            Type.STRING,
            null,
            LambdaValidator.with(SqliteConfigChecks::offsetsId, () -> "a name that is not blank"),
            Importance.LOW,
            """
            The name under which the file keeps the connector's offsets. If it is set, partitions \
            that the file does not know under this name are read from their start, whatever Kafka \
            remembers of them: another name reads everything again, without a request to the REST \
            API. If it is not set, the name is the connector's, and such partitions are read from \
            where Kafka's offsets of the connector are. No two connectors that read one topic may \
            share a name in one file. Without effect with delivery=at_least_once.""",
            GROUP,
            1,
            Width.MEDIUM,
            "Name of the offsets")
        .define(
            SqliteSinkConfig.ON_OFFSET_RESET,
            Type.STRING,
            "fail",
            ValidString.in("fail", "adopt"),
            Importance.MEDIUM,
            """
            What to do when a topic-partition delivers a lower offset than those that are done, \
            which means that the topic was deleted and created again, or that its end was cut \
            off. fail: the task fails and names both offsets. adopt: it logs a warning and goes on \
            at the lower offset; rows of the old topic stay. With delivery=at_least_once it always \
            goes on.""",
            GROUP,
            2,
            Width.SHORT,
            "When a topic starts over");
  }
}
