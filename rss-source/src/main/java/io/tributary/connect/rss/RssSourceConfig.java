package io.tributary.connect.rss;

import io.tributary.connect.common.TimestampFormat;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;

/** The properties of the connector. */
final class RssSourceConfig extends AbstractConfig {
  static final String FEEDS = "feeds";
  static final String FEEDS_OPML = "feeds.opml";
  static final String OPML_REFRESH_MS = "opml.refresh.ms";
  static final String TOPIC = "topic";
  static final String TIMESTAMP_FORMAT = "timestamp.format";
  static final String EMIT_UPDATES = "emit.updates";
  static final String ENTRY_MAX_BYTES = "entry.max.bytes";
  static final String INITIAL_ENTRIES = "initial.entries";
  static final String STATUS_TOPIC = "status.topic";
  static final String HEARTBEAT_TOPIC = "heartbeat.topic";
  static final String TRANSCRIPTS_TOPIC = "transcripts.topic";
  static final String TRANSCRIPTS_MODE = "transcripts.mode";
  static final String TRANSCRIPTS_SEGMENT_MS = "transcripts.segment.ms";
  static final String TRANSCRIPTS_LANGUAGES = "transcripts.languages";
  static final String TRANSCRIPTS_FORMATS = "transcripts.formats";
  static final String TRANSCRIPTS_RETRY_MS = "transcripts.retry.ms";
  static final String POLL_INTERVAL_MS = "poll.interval.ms";
  static final String POLL_INTERVAL_MAX_MS = "poll.interval.max.ms";
  static final String HTTP_TIMEOUT_MS = "http.timeout.ms";
  static final String HTTP_MAX_BODY_BYTES = "http.max.body.bytes";
  static final String HTTP_MAX_CONCURRENT = "http.max.concurrent";
  static final String HTTP_USER_AGENT = "http.user.agent";
  static final String HTTP_HEADERS = "http.headers";
  static final String HTTP_PRIVATE_ADDRESSES = "http.private.addresses";
  static final String PROXY_URL = "proxy.url";

  static final ConfigDef DEFINITION = RssSourceDefinition.create();

  /**
   * Reads the properties of a connector or of one of its tasks.
   *
   * @throws ConfigException if one of them is wrong, by itself or next to another
   */
  RssSourceConfig(Map<String, String> properties) {
    // Nothing is logged: the URLs of feeds may hold secrets.
    super(DEFINITION, properties, false);
    RssSourceChecks.together(originals().containsKey(RssTaskFeeds.PROPERTY), values())
        .forEach(
            (name, problem) -> {
              throw new ConfigException("Invalid value for " + name + ": " + problem);
            });
  }

  /** The feeds that are listed, or in a task its share of all. */
  List<FeedAddress> feeds() {
    List<FeedAddress> listed = getList(FEEDS).stream().map(FeedAddress::parse).toList();
    return originals().get(RssTaskFeeds.PROPERTY) instanceof String share
        ? RssTaskFeeds.read(share, listed)
        : listed;
  }

  @Nullable String opml() {
    return getString(FEEDS_OPML);
  }

  Duration opmlRefresh() {
    return Duration.ofMillis(getLong(OPML_REFRESH_MS));
  }

  String topic() {
    return getString(TOPIC);
  }

  TimestampFormat timestampFormat() {
    return TimestampFormat.valueOf(getString(TIMESTAMP_FORMAT).toUpperCase(Locale.ROOT));
  }

  /** Whether an entry whose content has changed is emitted again. */
  boolean updates() {
    return getBoolean(EMIT_UPDATES);
  }

  /** How many entries of a feed that was never read are emitted, the newest. */
  int initialEntries() {
    String entries = getString(INITIAL_ENTRIES);
    return switch (entries) {
      case "all" -> Integer.MAX_VALUE;
      case "none" -> 0;
      default -> Integer.parseInt(entries);
    };
  }

  int entryMaxBytes() {
    return getInt(ENTRY_MAX_BYTES);
  }

  @Nullable String statusTopic() {
    return getString(STATUS_TOPIC);
  }

  @Nullable String heartbeatTopic() {
    return getString(HEARTBEAT_TOPIC);
  }

  @Nullable String transcriptsTopic() {
    return getString(TRANSCRIPTS_TOPIC);
  }

  /** Whether a transcript becomes one record for each passage. */
  boolean transcriptPassages() {
    return getString(TRANSCRIPTS_MODE).equals("segments");
  }

  Duration transcriptSegment() {
    return Duration.ofMillis(getLong(TRANSCRIPTS_SEGMENT_MS));
  }

  List<String> transcriptLanguages() {
    return getList(TRANSCRIPTS_LANGUAGES);
  }

  List<RssTranscriptFormat> transcriptFormats() {
    return getList(TRANSCRIPTS_FORMATS).stream().map(RssTranscriptFormat::named).toList();
  }

  Duration transcriptRetry() {
    return Duration.ofMillis(getLong(TRANSCRIPTS_RETRY_MS));
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

  /** What is sent to the servers of the feeds besides. */
  Headers headers() {
    @Nullable Password lines = getPassword(HTTP_HEADERS);
    return RssSourceChecks.headers(lines == null ? "" : lines.value());
  }

  @Nullable HttpUrl proxy() {
    @Nullable Password url = getPassword(PROXY_URL);
    return url == null ? null : HttpUrl.get(url.value());
  }

  /** Whether redirects and links may lead anywhere. */
  boolean privateAddresses() {
    return getString(HTTP_PRIVATE_ADDRESSES).equals("allow");
  }
}
