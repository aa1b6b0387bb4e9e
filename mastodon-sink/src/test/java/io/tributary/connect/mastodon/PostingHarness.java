package io.tributary.connect.mastodon;

import io.tributary.connect.common.FakeReporter;
import io.tributary.connect.common.MutableClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/** Does to the sink what a worker does, against a fake server. */
final class PostingHarness implements AutoCloseable {
  static final String TOPIC = "posts";
  static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);

  final MutableClock clock = new MutableClock();
  final FakeMastodon mastodon;
  final RememberedState state = new RememberedState();
  final FakeReporter reporter = new FakeReporter();
  private final Map<String, String> properties = new HashMap<>();
  private final List<SinkRecord> sent = new ArrayList<>();
  final MastodonMetrics metrics = new MastodonMetrics();
  private boolean durable = true;
  private boolean tolerant = true;
  private @Nullable MastodonPosting posting;

  PostingHarness(ServerProfile profile, Map<String, String> overrides) {
    mastodon = new FakeMastodon(profile, clock);
    properties.put("name", "sink");
    properties.put("instance.url", mastodon.url());
    properties.put("access.token", FakeMastodon.TOKEN);
    properties.put("http.timeout.ms", "10000");
    properties.putAll(overrides);
  }

  PostingHarness(Map<String, String> overrides) {
    this(ServerProfile.MASTODON, overrides);
  }

  PostingHarness() {
    this(Map.of());
  }

  PostingHarness withoutStateTopic() {
    durable = false;
    return this;
  }

  PostingHarness withoutDeadLetterQueue() {
    tolerant = false;
    return this;
  }

  /** Changes a property before the task starts. */
  void set(String property, String value) {
    properties.put(property, value);
  }

  /** The value of a metric of the task. */
  long metric(String name) {
    return metrics.all().stream()
        .filter(metric -> metric.name().equals(name))
        .findFirst()
        .orElseThrow()
        .value()
        .getAsLong();
  }

  /** Starts with what the configuration names, and no state of the test's own. */
  void startAsATaskWould() {
    posting = MastodonPosting.start(new MastodonSinkConfig(properties), reporter, metrics, clock);
  }

  MastodonPosting posting() {
    if (posting == null) {
      var config = new MastodonSinkConfig(properties);
      var reports = new MastodonReports(tolerant ? reporter : null);
      posting =
          config.dryRun()
              ? MastodonPosting.start(config, tolerant ? reporter : null, metrics, clock)
              : MastodonPosting.start(
                  config, reports, durable ? state : StateLog.none(), metrics, clock);
    }
    return posting;
  }

  /** Ends the task as kill -9 would, as far as the sink can tell. */
  void kill() {
    posting = null;
  }

  /** Puts records, each at the next offset. */
  void put(SinkRecord... records) {
    posting().put(List.of(records));
  }

  /** Puts records that are not of this topic, and lets time pass until everything is done. */
  void deliver(SinkRecord... records) {
    put(records);
    finish();
  }

  /** Starts one more task with the same account and the same state topic. */
  MastodonPosting start(String connector) {
    Map<String, String> others = new HashMap<>(properties);
    others.put("name", connector);
    return MastodonPosting.start(
        new MastodonSinkConfig(others),
        new MastodonReports(reporter),
        state,
        new MastodonMetrics(),
        clock);
  }

  /** Puts a value, and lets time pass until everything is done. */
  void post(@Nullable String key, @Nullable Object value) {
    SinkRecord record = record(key, value);
    put(record);
    finish();
  }

  SinkRecord record(@Nullable String key, @Nullable Object value) {
    var record =
        new SinkRecord(
            TOPIC,
            0,
            Schema.OPTIONAL_STRING_SCHEMA,
            key,
            null,
            value,
            sent.size(),
            clock.instant().toEpochMilli(),
            TimestampType.CREATE_TIME);
    sent.add(record);
    return record;
  }

  /** Delivers everything once more, from the first offset. */
  void replay() {
    put(sent.toArray(new SinkRecord[0]));
    finish();
  }

  /** Lets time pass until nothing waits. */
  void finish() {
    for (int i = 0; i < 1_000; i++) {
      Optional<Duration> wait = posting().dueIn();
      if (wait.isEmpty()) {
        return;
      }
      clock.advance(wait.get());
      posting().put(List.of());
    }
    throw new AssertionError(
        "There is no end to it, after " + mastodon.requests.stream().limit(50).toList());
  }

  /** Returns the offset that may be committed. */
  long committable() {
    OffsetAndMetadata offset =
        posting().commit(Map.of(PARTITION, new OffsetAndMetadata(sent.size()))).get(PARTITION);
    return offset == null ? -1 : offset.offset();
  }

  @Override
  public void close() {
    if (posting != null) {
      posting.close();
    }
    mastodon.close();
  }
}
