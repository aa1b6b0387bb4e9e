package io.tributary.connect.bluesky;

import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.LambdaValidator;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigDef.Width;

/** Which stream, and from where on. */
final class BlueskyStreamProperties {
  private static final String GROUP = "Stream";
  private static final List<String> PUBLIC_ENDPOINTS =
      List.of(
          "wss://jetstream.us-west.bsky.network" + StreamKind.JETSTREAM_V2.path(),
          "wss://jetstream.us-east.bsky.network" + StreamKind.JETSTREAM_V2.path());

  private BlueskyStreamProperties() {}

  static void addTo(ConfigDef definition) {
    definition
        .define(
            BlueskySourceConfig.ENDPOINTS,
            Type.LIST,
            PUBLIC_ENDPOINTS,
            LambdaValidator.with(
                BlueskySourceChecks::endpoints,
                () -> "ws or wss URLs or hosts of one kind of stream, at least one, each once"),
            Importance.HIGH,
            """
            The servers to read from, one at a time: the first that works, and the next one when it \
            stops working. The path tells the kind of stream, which must be the same for all: \
            /xrpc/network.bsky.jetstream.subscribeEvents is Jetstream v2, /subscribe is Jetstream \
            v1 and /xrpc/com.atproto.sync.subscribeRepos is the firehose of a relay or a PDS. A \
            host without a path means Jetstream v2, or v1 if the host does not know v2.\
            """,
            GROUP,
            0,
            Width.LONG,
            "Servers")
        .define(
            BlueskySourceConfig.START_FROM,
            Type.STRING,
            "now",
            LambdaValidator.with(
                BlueskySourceChecks::startFrom,
                () -> "now, earliest or a time such as 2026-11-21T10:00:00Z"),
            Importance.MEDIUM,
            """
            Where to start when no offset is stored: now, earliest (everything the server still \
            has, usually a day and a half) or a time in ISO 8601 with a zone. The firehose has no \
            times; there the place of the time is looked for by asking for a few numbers. Nothing \
            is emitted before a time that is still to come.\
            """,
            GROUP,
            1,
            Width.MEDIUM,
            "Start from")
        .define(
            BlueskySourceConfig.GAP_POLICY,
            Type.STRING,
            "continue",
            ValidString.in("continue", "fail"),
            Importance.MEDIUM,
            """
            What to do when events are missing because no server has them any more, for instance \
            after days without the connector: continue logs a warning with the bounds of the gap \
            and counts it, fail stops the task with the same message, before any later event is \
            emitted.\
            """,
            GROUP,
            2,
            Width.SHORT,
            "When events are missing")
        .define(
            BlueskySourceConfig.GAP_THRESHOLD_MS,
            Type.LONG,
            Duration.ofMinutes(1).toMillis(),
            Range.atLeast(1),
            Importance.LOW,
            """
            How much later than asked for a stream may start, in milliseconds, before that counts \
            as a gap, where the cursor is older than that, too. It matters where the server itself \
            says nothing: on Jetstream v1, and where a start by time meets a server that begins \
            later. It must be longer than the silences of a small network of your own.\
            """,
            GROUP,
            3,
            Width.SHORT,
            "Least gap (ms)")
        .define(
            BlueskySourceConfig.FAILOVER_REWIND_MS,
            Type.LONG,
            Duration.ofSeconds(5).toMillis(),
            Range.between(0, Duration.ofMinutes(10).toMillis()),
            Importance.LOW,
            """
            How far to go back, in milliseconds, where a cursor is a time: on another server, and \
            always on old v1 servers. It has to cover how much one server lags behind another, and \
            how far the clocks of the servers and of the worker are apart. What was emitted \
            already is left out; the offset remembers the events of twice this time, 10,000 at \
            most. With all collections that is 20 seconds of the network: above 10000 events come \
            twice there.\
            """,
            GROUP,
            4,
            Width.SHORT,
            "Rewind (ms)")
        .define(
            BlueskySourceConfig.COMPRESS,
            Type.STRING,
            "auto",
            ValidString.in("auto", "zstd", "none"),
            Importance.LOW,
            """
            Whether messages come compressed, to about 40 % of their size. auto: from Jetstream v2, \
            whose dictionary is fetched from the server, and from v1 if zstd.dictionary is set. zstd: \
            always; v1 then needs zstd.dictionary, and the firehose has no compression. none: never. \
            Where decompression does not work, the stream goes on uncompressed.\
            """,
            GROUP,
            5,
            Width.SHORT,
            "Compression")
        .define(
            BlueskySourceConfig.ZSTD_DICTIONARY,
            Type.STRING,
            "",
            LambdaValidator.with(BlueskySourceChecks::path, () -> "the path of a file, or empty"),
            Importance.LOW,
            """
            A file with the zstd dictionary of Jetstream v1, on every worker. It is part of the \
            Jetstream repository and not of this plugin.\
            """,
            GROUP,
            6,
            Width.LONG,
            "Dictionary of v1");
  }
}
