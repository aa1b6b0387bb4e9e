package io.tributary.connect.mastodon;

import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.ErrantRecordReporter;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTaskContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a task does with its records: it posts them, or only shows what it would post. */
interface MastodonPosting extends AutoCloseable {
  Logger log = LoggerFactory.getLogger(MastodonPosting.class);

  /** Takes records, and does what can be done now. */
  void put(Collection<SinkRecord> records);

  /** Returns how long nothing will happen, if anything waits. */
  Optional<Duration> dueIn();

  /** Returns the offsets up to which everything is done. */
  Map<TopicPartition, OffsetAndMetadata> commit(Map<TopicPartition, OffsetAndMetadata> consumed);

  /** Takes partitions over. */
  void open();

  /** Gives partitions up. */
  void close(Collection<TopicPartition> revoked);

  @Override
  void close();

  /** Opens what the configuration names, for a task in its worker. */
  static MastodonPosting start(
      Map<String, String> properties, SinkTaskContext context, MastodonMetrics metrics) {
    return start(
        new MastodonSinkConfig(properties),
        context.errantRecordReporter(),
        metrics,
        Clock.systemUTC());
  }

  /**
   * Opens what the configuration names.
   *
   * @param reporter null if the worker tolerates no errors
   */
  static MastodonPosting start(
      MastodonSinkConfig config,
      @Nullable ErrantRecordReporter reporter,
      MastodonMetrics metrics,
      Clock clock) {
    var reports = new MastodonReports(reporter);
    if (config.dryRun()) {
      return new DryRun(config, reports, metrics, clock);
    }
    StateLog written =
        config
            .stateTopic()
            .<StateLog>map(
                topic ->
                    StateTopic.open(topic, config.stateClient(), config.stateReplicationFactor()))
            .orElseGet(StateLog::none);
    if (!written.isDurable()) {
      log.warn(
          "state.topic is not set: after a restart, edits, deletions and threads do not find what"
              + " was posted before, and duplicates are possible");
    }
    return start(config, reports, written, metrics, clock);
  }

  /** The same with a state of the caller's choice. */
  static MastodonPosting start(
      MastodonSinkConfig config,
      MastodonReports reports,
      StateLog written,
      MastodonMetrics metrics,
      Clock clock) {
    var budget = new RateBudget();
    var client =
        new MastodonClient(config.instance(), config.token(), config.timeout(), budget, clock);
    var calls = new MastodonCalls(client, budget, clock, config.maxBackoff(), metrics);
    var turn = new MastodonTurn(clock);
    MastodonState state = read(written, config.stateGroup());
    var server = new MastodonServer(config, calls, state, budget, turn, clock);
    var fetcher = new MediaFetcher(config);
    var media = new MediaUploader(config, fetcher, calls, server, turn, metrics, clock);
    var poster = new MastodonPoster(config, calls, state, server, media, turn, clock);
    return new MastodonWriter(
        config,
        reports,
        server,
        poster,
        state,
        turn,
        metrics,
        List.of(client::close, fetcher::close),
        clock);
  }

  private static MastodonState read(StateLog written, String group) {
    try {
      return new MastodonState(written, group);
    } catch (RuntimeException e) {
      written.close();
      throw e;
    }
  }
}
