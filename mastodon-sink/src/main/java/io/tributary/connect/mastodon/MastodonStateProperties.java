package io.tributary.connect.mastodon;

import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.LambdaValidator;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Width;

/** Where is kept what was posted. */
final class MastodonStateProperties {
  private static final String GROUP = "State";

  private MastodonStateProperties() {}

  static void addTo(ConfigDef definition) {
    definition
        .define(
            MastodonSinkConfig.STATE_TOPIC,
            Type.STRING,
            "",
            LambdaValidator.with(MastodonConfigChecks::topic, () -> "the name of a topic"),
            Importance.HIGH,
            """
            The compacted topic that keeps which record became which status. It is created if it \
            does not exist; it has one partition. Several connectors may share it, also if they post \
            with one account. Empty: the state is kept in memory, \
            and after a restart edits, deletions and threads do not find older statuses, and only \
            the account's latest statuses protect against duplicates.""",
            GROUP,
            0,
            Width.MEDIUM,
            "State topic")
        .define(
            MastodonSinkConfig.STATE_GROUP,
            Type.STRING,
            "",
            null,
            Importance.LOW,
            """
            Whose the entries in the state topic are. Empty: the connector's name, so that two \
            connectors never take each other's records for their own. Set it to the old name after \
            renaming a connector, or its edits and deletions do not find what it posted, and a \
            replay posts it again.""",
            GROUP,
            1,
            Width.MEDIUM,
            "State group")
        .define(
            MastodonSinkConfig.STATE_REPLICATION_FACTOR,
            Type.SHORT,
            (short) -1,
            LambdaValidator.with(
                MastodonConfigChecks::replicationFactor, () -> "-1, or 1 and more"),
            Importance.LOW,
            "The replication factor to create the state topic with; -1 for the broker's default.",
            GROUP,
            2,
            Width.SHORT,
            "Replication factor")
        .define(
            MastodonSinkConfig.STATE_BOOTSTRAP_SERVERS,
            Type.STRING,
            "",
            null,
            Importance.HIGH,
            """
            The brokers of the state topic, as host:port, comma separated. Required with \
            state.topic, because a plugin does not know the worker's brokers. Whatever else the \
            clients need follows the same prefix, such as state.kafka.security.protocol and \
            state.kafka.sasl.jaas.config.""",
            GROUP,
            3,
            Width.LONG,
            "Brokers");
  }
}
