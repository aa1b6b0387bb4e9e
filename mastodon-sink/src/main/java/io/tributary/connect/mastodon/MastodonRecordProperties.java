package io.tributary.connect.mastodon;

import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigDef.Width;

/** Which records become statuses. */
final class MastodonRecordProperties {
  private static final String GROUP = "Records";

  private MastodonRecordProperties() {}

  static void addTo(ConfigDef definition) {
    definition
        .define(
            MastodonSinkConfig.RECORD_IDENTITY,
            Type.STRING,
            "auto",
            ValidString.in("auto", "key", "position"),
            Importance.MEDIUM,
            """
            What makes two records the same: their key, or topic, partition and offset. A record \
            that is the same as an earlier one edits its status or changes nothing. Keys of \
            records other than Posts and FeedEntries are told apart by topic. auto is the \
            key for a Post and a FeedEntry, and the position for other records, whose key often \
            names a thing that several of them are about.""",
            GROUP,
            0,
            Width.SHORT,
            "Identity")
        .define(
            MastodonSinkConfig.INCLUDE_REPLIES,
            Type.STRING,
            "self",
            ValidString.in("none", "self", "all"),
            Importance.MEDIUM,
            """
            Which replies among Posts are posted: none, those of authors to themselves (they \
            become threads, unless the thread is somebody else's), or all.""",
            GROUP,
            1,
            Width.SHORT,
            "Replies")
        .define(
            MastodonSinkConfig.DELETE_ENABLED,
            Type.BOOLEAN,
            true,
            null,
            Importance.MEDIUM,
            "Whether a tombstone, or the header operation=delete, deletes the status.",
            GROUP,
            2,
            Width.SHORT,
            "Follow deletions")
        .define(
            MastodonSinkConfig.ON_MISSING,
            Type.STRING,
            "skip",
            ValidString.in("skip", "repost"),
            Importance.LOW,
            """
            What an edit does whose status was never posted, or is gone from the server: nothing, \
            or post it anew. On a server that cannot edit, the latter deletes the old status.""",
            GROUP,
            3,
            Width.SHORT,
            "Edits of missing statuses")
        .define(
            MastodonSinkConfig.MAX_AGE_MS,
            Type.LONG,
            86_400_000L,
            Range.atLeast(-1),
            Importance.HIGH,
            """
            The age, in milliseconds, from which on a record is not posted any more, so that the \
            first run does not flood the followers; -1 for no limit. The age is that of the \
            event_time of a Post, of the publication of a FeedEntry, and of the Kafka timestamp of \
            other records. What has been posted can be edited and deleted at any age. Records that \
            wait for a limit of the server or for max.per.hour grow older: raise this if more \
            than a day's statuses can wait.""",
            GROUP,
            4,
            Width.SHORT,
            "Oldest record (ms)")
        .define(
            MastodonSinkConfig.MAX_PER_HOUR,
            Type.INT,
            0,
            Range.atLeast(0),
            Importance.MEDIUM,
            """
            How many statuses to post in any hour; 0 for as many as the server takes. The others \
            wait, and are left out if they get older than max.age.ms.""",
            GROUP,
            5,
            Width.SHORT,
            "Statuses per hour");
  }
}
