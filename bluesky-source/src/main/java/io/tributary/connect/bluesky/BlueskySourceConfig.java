package io.tributary.connect.bluesky;

import io.tributary.connect.common.TimestampFormat;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/** The properties of the connector. */
final class BlueskySourceConfig extends AbstractConfig {
  static final String ENDPOINTS = "endpoints";
  static final String START_FROM = "start.from";
  static final String GAP_POLICY = "gap.policy";
  static final String GAP_THRESHOLD_MS = "gap.threshold.ms";
  static final String FAILOVER_REWIND_MS = "failover.rewind.ms";
  static final String COMPRESS = "compress";
  static final String ZSTD_DICTIONARY = "zstd.dictionary";

  static final String COLLECTIONS = "collections";
  static final String ACTORS = "actors";
  static final String LANGS = "langs";
  static final String TAGS = "tags";
  static final String KEYWORDS = "keywords";
  static final String INCLUDE_REPLIES = "include.replies";
  static final String INCLUDE_REPOSTS = "include.reposts";

  static final String TOPIC = "topic";
  static final String VALUE_FORMAT = "value.format";
  static final String DELETE_MODE = "delete.mode";
  static final String INCLUDE_RECORD = "include.record";
  static final String HANDLES_RESOLVE = "handles.resolve";
  static final String TIMESTAMP_FORMAT = "timestamp.format";
  static final String RECORD_MAX_BYTES = "record.max.bytes";
  static final String IDENTITY_TOPIC = "identity.topic";
  static final String ACCOUNT_TOPIC = "account.topic";
  static final String STATUS_TOPIC = "status.topic";
  static final String HEARTBEAT_TOPIC = "heartbeat.topic";
  static final String HEARTBEAT_INTERVAL_MS = "heartbeat.interval.ms";

  static final String BUFFER_MAX_BYTES = "buffer.max.bytes";
  static final String MAX_MESSAGE_BYTES = "max.message.bytes";
  static final String LINGER_MS = "linger.ms";
  static final String CONNECT_TIMEOUT_MS = "connect.timeout.ms";
  static final String IDLE_TIMEOUT_MS = "idle.timeout.ms";
  static final String STALL_TIMEOUT_MS = "stall.timeout.ms";
  static final String RECONNECT_BACKOFF_MS = "reconnect.backoff.ms";
  static final String RECONNECT_BACKOFF_MAX_MS = "reconnect.backoff.max.ms";

  static final String APPVIEW_URL = "appview.url";
  static final String HANDLE_URL = "handle.url";
  static final String PLC_URL = "plc.url";
  static final String DID_WEB_URL = "did.web.url";

  /** Set by the connector for its tasks: which of how many shares of the accounts this is. */
  static final String SHARD = "task.shard";

  static final String SHARDS = "task.shards";

  static final ConfigDef DEFINITION = new ConfigDef();

  static {
    BlueskyStreamProperties.addTo(DEFINITION);
    BlueskyFilterProperties.addTo(DEFINITION);
    BlueskyRecordProperties.addTo(DEFINITION);
    BlueskyConnectionProperties.addTo(DEFINITION);
    BlueskyIdentityProperties.addTo(DEFINITION);
  }

  BlueskySourceConfig(Map<String, String> properties) {
    super(DEFINITION, properties, false);
    BlueskyConflicts.of(values(), Integer.MAX_VALUE)
        .forEach(
            (property, problem) -> {
              throw new ConfigException(property, properties.get(property), problem);
            });
  }

  List<BlueskyEndpoint> endpoints() {
    return getList(ENDPOINTS).stream().map(BlueskyEndpoint::parse).toList();
  }

  BlueskyResume start() {
    return BlueskyResume.parse(getString(START_FROM));
  }

  GapPolicy gapPolicy() {
    return GapPolicy.valueOf(upper(GAP_POLICY));
  }

  Compression compression() {
    return Compression.valueOf(upper(COMPRESS));
  }

  Optional<Path> zstdDictionary() {
    return optional(ZSTD_DICTIONARY).map(Path::of);
  }

  List<String> collections() {
    return getList(COLLECTIONS);
  }

  /** DIDs and handles, without an at sign. */
  List<String> actors() {
    return getList(ACTORS).stream().map(BlueskySourceChecks::actor).toList();
  }

  ValueFormat valueFormat() {
    return ValueFormat.valueOf(upper(VALUE_FORMAT));
  }

  DeleteMode deleteMode() {
    return DeleteMode.valueOf(upper(DELETE_MODE));
  }

  PostFilter filter() {
    return new PostFilter(
        getList(LANGS), getList(TAGS), getList(KEYWORDS), getBoolean(INCLUDE_REPLIES));
  }

  TimestampFormat timestampFormat() {
    return TimestampFormat.valueOf(upper(TIMESTAMP_FORMAT));
  }

  Optional<String> optional(String property) {
    return Optional.of(getString(property)).filter(text -> !text.isEmpty());
  }

  Duration duration(String property) {
    return Duration.ofMillis(((Number) get(property)).longValue());
  }

  int shard() {
    return Integer.parseInt(String.valueOf(originals().getOrDefault(SHARD, 0)));
  }

  int shards() {
    return Integer.parseInt(String.valueOf(originals().getOrDefault(SHARDS, 1)));
  }

  private String upper(String property) {
    return getString(property).toUpperCase(Locale.ROOT);
  }
}
