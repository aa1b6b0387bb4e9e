package io.tributary.connect.bluesky;

import java.time.Duration;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.LambdaValidator;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigDef.Width;

/** What becomes a record, and of which form. */
final class BlueskyRecordProperties {
  private static final String GROUP = "Records";

  private BlueskyRecordProperties() {}

  static void addTo(ConfigDef definition) {
    definition
        .define(
            BlueskySourceConfig.TOPIC,
            Type.STRING,
            ConfigDef.NO_DEFAULT_VALUE,
            LambdaValidator.with(
                BlueskySourceChecks::topicFormat,
                () ->
                    "1 to 249 of the characters a-z, A-Z, 0-9, '.', '_' and '-', and"
                        + " ${collection}"),
            Importance.HIGH,
            """
            The topic of the records. ${collection} stands for the record's collection, as in \
            bluesky.${collection}. Name the collections then: with all of them, or with prefix.*, \
            anybody on the network can make up a new one, and with it a topic.\
            """,
            GROUP,
            0,
            Width.MEDIUM,
            "Topic name")
        .define(
            BlueskySourceConfig.VALUE_FORMAT,
            Type.STRING,
            "post",
            ValidString.in("post", "json"),
            Importance.MEDIUM,
            """
            post: structs, io.tributary.bluesky.Post for posts and io.tributary.bluesky.Event for \
            the rest. json: the event as the server wrote it, byte for byte, as a string; not with \
            the firehose, which has no JSON.\
            """,
            GROUP,
            1,
            Width.SHORT,
            "Form of values")
        .define(
            BlueskySourceConfig.DELETE_MODE,
            Type.STRING,
            "tombstone",
            ValidString.in("tombstone", "event", "skip"),
            Importance.MEDIUM,
            """
            What a deleted post or record becomes: a tombstone, which is its key without a value, \
            an io.tributary.bluesky.Event with the operation delete, or nothing.\
            """,
            GROUP,
            2,
            Width.SHORT,
            "Deletes")
        .define(
            BlueskySourceConfig.INCLUDE_RECORD,
            Type.BOOLEAN,
            false,
            Importance.LOW,
            "Whether a post has the field record with the whole record as JSON.",
            GROUP,
            3,
            Width.SHORT,
            "With the raw record")
        .define(
            BlueskySourceConfig.HANDLES_RESOLVE,
            Type.BOOLEAN,
            false,
            Importance.LOW,
            """
            Whether a post has the field handle with its author's handle. It costs up to three HTTP \
            requests for each author, once a day, and is meant for streams of some accounts.\
            """,
            GROUP,
            4,
            Width.SHORT,
            "With handles")
        .define(
            BlueskySourceConfig.TIMESTAMP_FORMAT,
            Type.STRING,
            "iso8601",
            ValidString.in("iso8601", "connect"),
            Importance.LOW,
            """
            How times are written: iso8601 is a string in UTC such as 2026-11-21T10:00:00Z, connect \
            is Connect's logical type Timestamp.\
            """,
            GROUP,
            5,
            Width.SHORT,
            "Format of times")
        .define(
            BlueskySourceConfig.RECORD_MAX_BYTES,
            Type.INT,
            1_000_000,
            Range.atLeast(1_024),
            Importance.LOW,
            """
            The largest value that is emitted, in bytes, estimated as JSON; a larger one is left out \
            with a warning and counted. The default is just below what a producer \
            (max.request.size) and a topic (max.message.bytes) take unless told otherwise.\
            """,
            GROUP,
            6,
            Width.SHORT,
            "Largest record (bytes)")
        .define(
            BlueskySourceConfig.IDENTITY_TOPIC,
            Type.STRING,
            "",
            LambdaValidator.with(
                BlueskySourceChecks::optionalTopic, () -> "a topic name, or empty"),
            Importance.LOW,
            "The topic of identity events, such as new handles. Empty means that none are emitted.",
            GROUP,
            7,
            Width.MEDIUM,
            "Topic of identities")
        .define(
            BlueskySourceConfig.ACCOUNT_TOPIC,
            Type.STRING,
            "",
            LambdaValidator.with(
                BlueskySourceChecks::optionalTopic, () -> "a topic name, or empty"),
            Importance.LOW,
            """
            The topic of account events: accounts deactivated, deleted, taken down or back. Empty \
            means that none are emitted.\
            """,
            GROUP,
            8,
            Width.MEDIUM,
            "Topic of accounts")
        .define(
            BlueskySourceConfig.STATUS_TOPIC,
            Type.STRING,
            "",
            LambdaValidator.with(
                BlueskySourceChecks::optionalTopic, () -> "a topic name, or empty"),
            Importance.LOW,
            """
            A topic for records that say what becomes of the stream: that a server is read, that it \
            fails and why, that events are missing and from when to when, that something is left \
            out. Empty means that the log alone says so.\
            """,
            GROUP,
            9,
            Width.MEDIUM,
            "Topic of the stream's status")
        .define(
            BlueskySourceConfig.HEARTBEAT_TOPIC,
            Type.STRING,
            "",
            LambdaValidator.with(
                BlueskySourceChecks::optionalTopic, () -> "a topic name, or empty"),
            Importance.LOW,
            """
            A topic for records that say how far the stream is read while the filters let nothing \
            through, which also stores that in the offset, at once when nothing is stored yet. \
            Without it a restart goes back to the last record, and events are missed when that is \
            older than what servers keep, or when there was none.\
            """,
            GROUP,
            10,
            Width.MEDIUM,
            "Topic of heartbeats")
        .define(
            BlueskySourceConfig.HEARTBEAT_INTERVAL_MS,
            Type.LONG,
            Duration.ofMinutes(1).toMillis(),
            Range.atLeast(1),
            Importance.LOW,
            "How long to be without a record before a heartbeat is emitted, in milliseconds.",
            GROUP,
            11,
            Width.SHORT,
            "Heartbeats every (ms)");
  }
}
