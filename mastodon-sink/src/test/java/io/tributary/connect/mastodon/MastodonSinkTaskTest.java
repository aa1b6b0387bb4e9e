package io.tributary.connect.mastodon;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.common.metrics.internals.PluginMetricsImpl;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.sink.ErrantRecordReporter;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTaskContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the task says to its worker. */
class MastodonSinkTaskTest {
  private static final TopicPartition PARTITION = new TopicPartition("posts", 0);
  private static final TopicPartition OTHER = new TopicPartition("posts", 1);

  /** Notes what it is told. */
  private static final class Worker implements SinkTaskContext {
    final List<String> told = new ArrayList<>();
    final Metrics metrics = new Metrics();
    long timeout;
    boolean old;

    @Override
    public Map<String, String> configs() {
      return Map.of();
    }

    @Override
    public void offset(Map<TopicPartition, Long> offsets) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void offset(TopicPartition partition, long offset) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void timeout(long milliseconds) {
      timeout = milliseconds;
    }

    @Override
    public Set<TopicPartition> assignment() {
      return Set.of(PARTITION, OTHER);
    }

    @Override
    public void pause(TopicPartition... partitions) {
      told.add("pause " + partitions.length);
    }

    @Override
    public void resume(TopicPartition... partitions) {
      told.add("resume " + partitions.length);
    }

    @Override
    public void requestCommit() {
      throw new UnsupportedOperationException();
    }

    @Override
    public @Nullable ErrantRecordReporter errantRecordReporter() {
      return null;
    }

    @Override
    public PluginMetrics pluginMetrics() {
      if (old) {
        throw new NoSuchMethodError("pluginMetrics");
      }
      return new PluginMetricsImpl(metrics, Map.of());
    }
  }

  @Test
  void aSpentLimitPausesAllPartitionsUntilTheReset() {
    try (var mastodon = new FakeMastodon(ServerProfile.MASTODON, Clock.systemUTC())) {
      mastodon.allow(1, Duration.ofHours(2));
      var worker = new Worker();
      var task = new MastodonSinkTask();
      task.initialize(worker);
      task.start(properties(mastodon));
      // Some workers start a task twice.
      task.start(properties(mastodon));

      task.put(List.of(record(0), record(1), record(2)));
      assertThat(worker.told).containsExactly("pause 2");
      assertThat(Duration.ofMillis(worker.timeout))
          .isBetween(Duration.ofMinutes(119), Duration.ofMinutes(121));
      assertThat(task.preCommit(Map.of(PARTITION, new OffsetAndMetadata(3))))
          .isEqualTo(Map.of(PARTITION, new OffsetAndMetadata(1)));
      assertThat(metric(worker, "waiting")).isEqualTo(2);
      assertThat(metric(worker, "posted-total")).isEqualTo(1);

      task.close(Set.of(PARTITION));
      task.put(List.of());
      assertThat(worker.told).containsExactly("pause 2", "resume 2");
      task.stop();
    }
  }

  @Test
  void workersWithoutPluginMetricsWillDo() {
    try (var mastodon = new FakeMastodon(ServerProfile.MASTODON, Clock.systemUTC())) {
      var worker = new Worker();
      worker.old = true;
      var task = new MastodonSinkTask();
      task.initialize(worker);
      task.start(properties(mastodon));
      task.put(List.of(record(0)));
      assertThat(mastodon.texts()).containsExactly("Note 0");
      task.stop();
    }
  }

  private static Map<String, String> properties(FakeMastodon mastodon) {
    return Map.of(
        "name",
        "sink",
        "instance.url",
        mastodon.url(),
        "access.token",
        FakeMastodon.TOKEN,
        "status.template",
        "Note ${n}");
  }

  private static SinkRecord record(long offset) {
    return new SinkRecord(
        PARTITION.topic(),
        PARTITION.partition(),
        Schema.OPTIONAL_STRING_SCHEMA,
        "k" + offset,
        null,
        Map.of("n", offset),
        offset,
        Clock.systemUTC().millis(),
        TimestampType.CREATE_TIME);
  }

  private static long metric(Worker worker, String name) {
    return worker.metrics.metrics().values().stream()
        .filter(metric -> metric.metricName().name().equals(name))
        .map(metric -> (Long) metric.metricValue())
        .findFirst()
        .orElseThrow();
  }
}
