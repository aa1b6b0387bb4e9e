package io.tributary.connect.bluesky;

import java.util.List;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.LambdaValidator;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Width;

/** Which events are wanted. */
final class BlueskyFilterProperties {
  private static final String GROUP = "Filters";

  private BlueskyFilterProperties() {}

  static void addTo(ConfigDef definition) {
    definition
        .define(
            BlueskySourceConfig.COLLECTIONS,
            Type.LIST,
            List.of("app.bsky.feed.post"),
            LambdaValidator.with(
                BlueskySourceChecks::collections,
                () -> "names of collections or prefix.*, at most 100, each once"),
            Importance.HIGH,
            """
            The collections to read, such as app.bsky.feed.post or app.bsky.feed.*; empty means all. \
            Posts are app.bsky.feed.post, likes app.bsky.feed.like, reposts app.bsky.feed.repost, \
            follows app.bsky.graph.follow.\
            """,
            GROUP,
            0,
            Width.LONG,
            "Collections")
        .define(
            BlueskySourceConfig.ACTORS,
            Type.LIST,
            List.of(),
            LambdaValidator.with(
                BlueskySourceChecks::actors, () -> "DIDs or handles, each once, or empty"),
            Importance.HIGH,
            """
            The accounts to read, as DIDs (did:plc:...) or handles (alice.example); empty means \
            all. A handle is resolved when the task starts and again when the stream tells that an \
            account's identity has changed. Where reading goes on from before, it waits until \
            each handle is known to lead to an account or to none, for six hours at most, and for \
            a quarter of an hour where only the handle's own host might tell and does not answer; \
            a DID is never waited for. More than 10,000 accounts are shared out among tasks, which \
            tasks.max has to allow.\
            """,
            GROUP,
            1,
            Width.LONG,
            "Accounts")
        .define(
            BlueskySourceConfig.LANGS,
            Type.LIST,
            List.of(),
            LambdaValidator.with(
                BlueskySourceChecks::langs, () -> "language tags such as en or pt-BR, or empty"),
            Importance.MEDIUM,
            """
            Posts in one of these languages, as their authors' clients declare them; en matches \
            en-GB too. Empty means all, those without a language included.\
            """,
            GROUP,
            2,
            Width.MEDIUM,
            "Languages")
        .define(
            BlueskySourceConfig.TAGS,
            Type.LIST,
            List.of(),
            LambdaValidator.with(BlueskySourceChecks::words, () -> "hashtags, or empty"),
            Importance.MEDIUM,
            """
            Posts with one of these hashtags, with or without #, whatever their case. Empty means \
            all.\
            """,
            GROUP,
            3,
            Width.MEDIUM,
            "Hashtags")
        .define(
            BlueskySourceConfig.KEYWORDS,
            Type.LIST,
            List.of(),
            LambdaValidator.with(BlueskySourceChecks::words, () -> "words or phrases, or empty"),
            Importance.MEDIUM,
            """
            Posts whose text has one of these words or phrases, whatever their case, as whole \
            words. Empty means all. With several of langs, tags and keywords a post must \
            match each. A content filter cannot judge a delete, and an edited post may stop \
            matching: both then become tombstones, also for posts that never matched.\
            """,
            GROUP,
            4,
            Width.MEDIUM,
            "Keywords")
        .define(
            BlueskySourceConfig.INCLUDE_REPLIES,
            Type.BOOLEAN,
            true,
            Importance.MEDIUM,
            "Whether posts that reply to another one are read.",
            GROUP,
            5,
            Width.SHORT,
            "With replies")
        .define(
            BlueskySourceConfig.INCLUDE_REPOSTS,
            Type.BOOLEAN,
            true,
            Importance.LOW,
            """
            Whether reposts are read where collections covers app.bsky.feed.repost, which the \
            default does not.\
            """,
            GROUP,
            6,
            Width.SHORT,
            "With reposts");
  }
}
