package io.tributary.connect.bluesky;

import java.time.Duration;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Width;

/** How the connection is kept. */
final class BlueskyConnectionProperties {
  private static final String GROUP = "Connection";

  private BlueskyConnectionProperties() {}

  static void addTo(ConfigDef definition) {
    definition
        .define(
            BlueskySourceConfig.BUFFER_MAX_BYTES,
            Type.INT,
            32 << 20,
            Range.between(1 << 20, 1 << 30),
            Importance.MEDIUM,
            """
            How many bytes of messages wait at most, as they were received. When Kafka is slower \
            than the stream, the connector closes the connection, works off what waits and asks the \
            server to go on from there.\
            """,
            GROUP,
            0,
            Width.SHORT,
            "Buffer (bytes)")
        .define(
            BlueskySourceConfig.MAX_MESSAGE_BYTES,
            Type.INT,
            8 << 20,
            Range.between(1_024, 64 << 20),
            Importance.LOW,
            """
            The largest message that is read, in bytes, also after decompression. A larger one is \
            passed over and counted. The firehose sends up to 5 MB.\
            """,
            GROUP,
            1,
            Width.SHORT,
            "Largest message (bytes)")
        .define(
            BlueskySourceConfig.LINGER_MS,
            Type.LONG,
            500L,
            Range.between(0, 800),
            Importance.LOW,
            """
            How long to gather events before they are handed to Kafka, in milliseconds. With \
            exactly-once each batch is a transaction and stores an offset.\
            """,
            GROUP,
            2,
            Width.SHORT,
            "Linger (ms)")
        .define(
            BlueskySourceConfig.CONNECT_TIMEOUT_MS,
            Type.INT,
            (int) Duration.ofSeconds(20).toMillis(),
            Range.atLeast(1),
            Importance.LOW,
            "The longest that connecting and each HTTP request may take, in milliseconds.",
            GROUP,
            3,
            Width.SHORT,
            "Connect timeout (ms)")
        .define(
            BlueskySourceConfig.IDLE_TIMEOUT_MS,
            Type.LONG,
            Duration.ofSeconds(60).toMillis(),
            Range.atLeast(100),
            Importance.LOW,
            """
            How long a server may send nothing at all, not even an answer to our pings, before it \
            counts as gone and the connection is made anew, in milliseconds. A ping is sent every \
            third of this time.\
            """,
            GROUP,
            4,
            Width.SHORT,
            "Idle timeout (ms)")
        .define(
            BlueskySourceConfig.STALL_TIMEOUT_MS,
            Type.LONG,
            Duration.ofMinutes(5).toMillis(),
            Range.atLeast(100),
            Importance.LOW,
            """
            How long a server that answers pings may send no event before the connection is made \
            anew, in milliseconds: servers have been seen to stall with the connection open. Where \
            the server filters by account, and for a PDS on its own, silence is no failure: the \
            time then doubles, up to twelve times this, and no other server is turned to.\
            """,
            GROUP,
            5,
            Width.SHORT,
            "Stall timeout (ms)")
        .define(
            BlueskySourceConfig.RECONNECT_BACKOFF_MS,
            Type.LONG,
            500L,
            Range.atLeast(1),
            Importance.LOW,
            """
            How long to wait before connecting again, in milliseconds. It doubles, up to \
            reconnect.backoff.max.ms, until an event is received, and varies by up to a half.\
            """,
            GROUP,
            6,
            Width.SHORT,
            "First wait (ms)")
        .define(
            BlueskySourceConfig.RECONNECT_BACKOFF_MAX_MS,
            Type.LONG,
            Duration.ofSeconds(30).toMillis(),
            Range.atLeast(1),
            Importance.LOW,
            """
            The longest wait before connecting again, in milliseconds. At least \
            reconnect.backoff.ms.\
            """,
            GROUP,
            7,
            Width.SHORT,
            "Longest wait (ms)");
  }
}
