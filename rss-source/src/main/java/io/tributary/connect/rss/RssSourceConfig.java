package io.tributary.connect.rss;

import io.tributary.connect.common.TributaryVersion;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.LambdaValidator;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;

/** The properties of the connector. */
final class RssSourceConfig extends AbstractConfig {
  static final String FEEDS = "feeds";
  static final String TOPIC = "topic";
  static final String TIMESTAMP_FORMAT = "timestamp.format";
  static final String ENTRY_MAX_BYTES = "entry.max.bytes";
  static final String POLL_INTERVAL_MS = "poll.interval.ms";
  static final String POLL_INTERVAL_MAX_MS = "poll.interval.max.ms";
  static final String HTTP_TIMEOUT_MS = "http.timeout.ms";
  static final String HTTP_MAX_BODY_BYTES = "http.max.body.bytes";
  static final String HTTP_MAX_CONCURRENT = "http.max.concurrent";
  static final String HTTP_USER_AGENT = "http.user.agent";

  private static final String FEEDS_GROUP = "Feeds";
  private static final String RECORDS_GROUP = "Records";
  private static final String POLLING_GROUP = "Polling";
  private static final String HTTP_GROUP = "HTTP";

  static final ConfigDef DEFINITION =
      new ConfigDef()
          .define(
              FEEDS,
              Type.LIST,
              ConfigDef.NO_DEFAULT_VALUE,
              LambdaValidator.with(
                  RssSourceChecks::feeds,
                  () -> "http or https URLs, at least one, each once, separated by commas"),
              Importance.HIGH,
              """
              The URLs of the feeds, separated by commas. A comma inside a URL is written %2C. The \
              URL as written here is part of every key and of the stored offsets, so a feed whose \
              URL is changed starts over. User info (https://user:password@host/feed) is sent as \
              Basic authentication and appears in no record, offset or log line.""",
              FEEDS_GROUP,
              0,
              Width.LONG,
              "Feed URLs")
          .define(
              TOPIC,
              Type.STRING,
              ConfigDef.NO_DEFAULT_VALUE,
              LambdaValidator.with(
                  RssSourceChecks::topic,
                  () -> "1 to 249 of the characters a-z, A-Z, 0-9, '.', '_' and '-'"),
              Importance.HIGH,
              "The topic that gets one record for each new entry of any feed.",
              RECORDS_GROUP,
              0,
              Width.MEDIUM,
              "Topic name")
          .define(
              TIMESTAMP_FORMAT,
              Type.STRING,
              "iso8601",
              ValidString.in("iso8601", "connect"),
              Importance.LOW,
              """
              How times are written: iso8601 is a string in UTC such as 2026-11-21T10:00:00Z, \
              connect is Connect's logical type Timestamp.""",
              RECORDS_GROUP,
              1,
              Width.SHORT,
              "Format of times")
          .define(
              ENTRY_MAX_BYTES,
              Type.INT,
              1_000_000,
              Range.atLeast(1024),
              Importance.LOW,
              """
              The largest entry that is emitted, in bytes, estimated as JSON; a larger one is left \
              out with a warning. The default is just below what a producer (max.request.size) \
              and a topic (max.message.bytes) take unless told otherwise.""",
              RECORDS_GROUP,
              2,
              Width.SHORT,
              "Largest entry (bytes)")
          .define(
              POLL_INTERVAL_MS,
              Type.LONG,
              Duration.ofMinutes(15).toMillis(),
              Range.atLeast(1),
              Importance.MEDIUM,
              """
              How long to wait after a feed was fetched before it is fetched again, in \
              milliseconds.""",
              POLLING_GROUP,
              0,
              Width.MEDIUM,
              "Poll interval (ms)")
          .define(
              POLL_INTERVAL_MAX_MS,
              Type.LONG,
              Duration.ofHours(24).toMillis(),
              Range.atLeast(1),
              Importance.LOW,
              """
              The longest wait for a feed that keeps failing, in milliseconds. The wait starts at \
              the poll interval and doubles with every failure. At least the poll interval.""",
              POLLING_GROUP,
              1,
              Width.MEDIUM,
              "Longest interval (ms)")
          .define(
              HTTP_TIMEOUT_MS,
              Type.INT,
              20_000,
              Range.atLeast(1),
              Importance.LOW,
              """
              The longest a request may take, redirects and reading the body included, in \
              milliseconds.""",
              HTTP_GROUP,
              0,
              Width.SHORT,
              "Timeout (ms)")
          .define(
              HTTP_MAX_BODY_BYTES,
              Type.INT,
              32 << 20,
              Range.between(1024, 1 << 30),
              Importance.LOW,
              """
              The largest document that is read, in bytes after decompression. A feed with a larger \
              one fails.""",
              HTTP_GROUP,
              1,
              Width.SHORT,
              "Largest document (bytes)")
          .define(
              HTTP_MAX_CONCURRENT,
              Type.INT,
              32,
              Range.between(1, 1024),
              Importance.LOW,
              """
              How many feeds a task fetches at the same time, at most two of them from one host. \
              It bounds memory too: no more documents than this are held at once.""",
              HTTP_GROUP,
              2,
              Width.SHORT,
              "Concurrent requests")
          .define(
              HTTP_USER_AGENT,
              Type.STRING,
              "Tributary-RSS-Source/" + TributaryVersion.current(),
              LambdaValidator.with(RssSourceChecks::userAgent, () -> "printable ASCII, not empty"),
              Importance.LOW,
              """
              The User-Agent header. Naming a contact in it helps publishers who see too many \
              requests.""",
              HTTP_GROUP,
              3,
              Width.MEDIUM,
              "User agent");

  RssSourceConfig(Map<String, String> properties) {
    // Not logged: feeds may hold passwords.
    super(DEFINITION, properties, false);
    String problem =
        RssSourceChecks.intervals(pollInterval().toMillis(), pollIntervalMax().toMillis());
    if (problem != null) {
      throw new ConfigException(POLL_INTERVAL_MAX_MS, pollIntervalMax().toMillis(), problem);
    }
  }

  List<FeedAddress> feeds() {
    return getList(FEEDS).stream().map(FeedAddress::parse).toList();
  }

  String topic() {
    return getString(TOPIC);
  }

  TimestampFormat timestampFormat() {
    return TimestampFormat.valueOf(getString(TIMESTAMP_FORMAT).toUpperCase(Locale.ROOT));
  }

  int entryMaxBytes() {
    return getInt(ENTRY_MAX_BYTES);
  }

  Duration pollInterval() {
    return Duration.ofMillis(getLong(POLL_INTERVAL_MS));
  }

  Duration pollIntervalMax() {
    return Duration.ofMillis(getLong(POLL_INTERVAL_MAX_MS));
  }

  Duration timeout() {
    return Duration.ofMillis(getInt(HTTP_TIMEOUT_MS));
  }

  int maxBodyBytes() {
    return getInt(HTTP_MAX_BODY_BYTES);
  }

  int maxConcurrent() {
    return getInt(HTTP_MAX_CONCURRENT);
  }

  String userAgent() {
    return getString(HTTP_USER_AGENT);
  }
}
