package io.tributary.connect.mastodon;

import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.LambdaValidator;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigDef.Width;

/** Pictures and videos. */
final class MastodonMediaProperties {
  private static final String GROUP = "Media";

  private MastodonMediaProperties() {}

  static void addTo(ConfigDef definition) {
    definition
        .define(
            MastodonSinkConfig.MEDIA_MODE,
            Type.STRING,
            "upload",
            ValidString.in("upload", "link", "none"),
            Importance.MEDIUM,
            """
            What becomes of the pictures and videos of a Post: they are uploaded, their addresses \
            end the text, or nothing.""",
            GROUP,
            0,
            Width.SHORT,
            "Media")
        .define(
            MastodonSinkConfig.MEDIA_ON_FAILURE,
            Type.STRING,
            "post",
            ValidString.in("post", "fail"),
            Importance.LOW,
            """
            What to do when a picture cannot be fetched, or the server does not take it: post \
            without it, or put the record into the dead letter queue.""",
            GROUP,
            1,
            Width.SHORT,
            "Media that fail")
        .define(
            MastodonSinkConfig.MEDIA_TIMEOUT_MS,
            Type.INT,
            120_000,
            Range.between(1, 3_600_000),
            Importance.LOW,
            "How long the server may take to process a picture or video, in milliseconds.",
            GROUP,
            2,
            Width.SHORT,
            "Longest processing (ms)")
        .define(
            MastodonSinkConfig.MEDIA_MAX_BYTES,
            Type.INT,
            100 << 20,
            Range.between(1, 1 << 30),
            Importance.LOW,
            """
            The largest picture or video to fetch, in bytes, if the server takes that much. It is \
            held in memory.""",
            GROUP,
            3,
            Width.SHORT,
            "Largest medium (bytes)")
        .define(
            MastodonSinkConfig.PRIVATE_ADDRESSES,
            Type.STRING,
            "deny",
            ValidString.in("deny", "allow"),
            Importance.LOW,
            """
            Whether media may be fetched from a loopback, link-local, private or multicast \
            address. Their URLs come from records, which others have written.""",
            GROUP,
            4,
            Width.SHORT,
            "Private addresses")
        .define(
            MastodonSinkConfig.PLC_DIRECTORY_URL,
            Type.STRING,
            "https://plc.directory",
            LambdaValidator.with(MastodonConfigChecks::url, () -> "a URL"),
            Importance.LOW,
            """
            Where to ask which server keeps the pictures and videos of a Bluesky account.""",
            GROUP,
            5,
            Width.MEDIUM,
            "PLC directory");
  }
}
