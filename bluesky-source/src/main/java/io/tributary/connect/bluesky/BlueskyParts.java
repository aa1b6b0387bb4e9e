package io.tributary.connect.bluesky;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/** What a task is made of, wired as the configuration wants it. */
record BlueskyParts(
    BlueskyStream stream,
    BlueskyCursor cursor,
    BlueskyActors actors,
    BlueskyDictionaries dictionaries,
    @Nullable BlueskyHandles handles,
    @Nullable BlueskyHeartbeat heartbeat,
    Optional<BlueskyStatus> status,
    BlueskyMapper mapper,
    BlueskyMetrics metrics,
    BlueskyReports reports,
    Map<String, String> partition,
    GapPolicy gapPolicy,
    Duration linger,
    Duration patience)
    implements AutoCloseable {

  /**
   * Wires them.
   *
   * @param patience how long a poll waits for something to arrive
   */
  static BlueskyParts of(
      BlueskySourceConfig config,
      @Nullable BlueskyOffset stored,
      BlueskyMetrics metrics,
      Clock clock,
      DoubleSupplier random,
      Duration patience) {
    var http = new BlueskyHttp(config.duration(BlueskySourceConfig.CONNECT_TIMEOUT_MS));
    var directory = new BlueskyDirectory(http, config);
    var actors = new BlueskyActors(config.actors(), directory, clock);
    var cursor =
        new BlueskyCursor(
            config.start(), stored, config.duration(BlueskySourceConfig.FAILOVER_REWIND_MS), clock);
    var dictionaries = new BlueskyDictionaries(http, config.compression(), config.zstdDictionary());
    BlueskyHandles handles =
        config.getBoolean(BlueskySourceConfig.HANDLES_RESOLVE)
            ? new BlueskyHandles(directory, clock)
            : null;
    Optional<BlueskyStatus> status =
        config
            .optional(BlueskySourceConfig.STATUS_TOPIC)
            .map(topic -> new BlueskyStatus(topic, config.timestampFormat(), clock));
    var reports = new BlueskyReports(metrics, status, clock);
    var stream =
        new BlueskyStream(
            new BlueskyServers(config.endpoints(), stored),
            dictionaries,
            actors,
            new BlueskyBackoff(
                config.duration(BlueskySourceConfig.RECONNECT_BACKOFF_MS),
                config.duration(BlueskySourceConfig.RECONNECT_BACKOFF_MAX_MS),
                random),
            BlueskyTiming.of(config),
            cursor,
            reports,
            new BlueskyOpener(config, cursor, actors));
    return new BlueskyParts(
        stream,
        cursor,
        actors,
        dictionaries,
        handles,
        config
            .optional(BlueskySourceConfig.HEARTBEAT_TOPIC)
            .map(
                topic ->
                    new BlueskyHeartbeat(
                        topic,
                        config.duration(BlueskySourceConfig.HEARTBEAT_INTERVAL_MS),
                        config.timestampFormat(),
                        stored != null,
                        clock))
            .orElse(null),
        status,
        new BlueskyMapper(
            new MapperSettings(
                config.getString(BlueskySourceConfig.TOPIC),
                config.optional(BlueskySourceConfig.IDENTITY_TOPIC).orElse(null),
                config.optional(BlueskySourceConfig.ACCOUNT_TOPIC).orElse(null),
                config.valueFormat(),
                config.deleteMode(),
                config.timestampFormat(),
                config.getBoolean(BlueskySourceConfig.INCLUDE_RECORD),
                config.filter(),
                did -> handles == null ? null : handles.of(did),
                config.getInt(BlueskySourceConfig.RECORD_MAX_BYTES)),
            clock),
        metrics,
        reports,
        BlueskyOffset.partition(config.shard(), config.shards()),
        config.gapPolicy(),
        config.duration(BlueskySourceConfig.LINGER_MS),
        patience);
  }

  @Override
  public void close() {
    stream.close();
    if (handles != null) {
      handles.close();
    }
  }
}
