package io.tributary.connect.rss;

import io.tributary.connect.common.TaskMetric;
import io.tributary.connect.common.TributaryVersion;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;
import org.jspecify.annotations.Nullable;

/** Reads its share of the feeds. */
public final class RssSourceTask extends SourceTask {
  private final Clock clock;
  private final DoubleSupplier random;
  private final Duration wait;
  private final RssMetrics metrics = new RssMetrics();
  private boolean registered;
  private volatile @Nullable RssPoller poller;

  /** For Connect. */
  public RssSourceTask() {
    this(Clock.systemUTC(), () -> ThreadLocalRandom.current().nextDouble(), Duration.ofMillis(500));
  }

  RssSourceTask(Clock clock, DoubleSupplier random, Duration wait) {
    this.wait = wait;
    this.clock = clock;
    this.random = random;
  }

  @Override
  public String version() {
    return TributaryVersion.current();
  }

  @Override
  public void start(Map<String, String> properties) {
    // Some old workers start a task twice.
    stop();
    var config = new RssSourceConfig(properties);
    List<Map<String, String>> partitions =
        config.feeds().stream().map(feed -> RssOffset.partition(feed.name())).toList();
    poller =
        new RssPoller(
            config,
            context.offsetStorageReader().offsets(partitions),
            metrics,
            clock,
            random,
            wait);
    if (!registered) {
      TaskMetric.register(() -> context.pluginMetrics(), metrics.all());
      registered = true;
    }
  }

  @Override
  public @Nullable List<SourceRecord> poll() throws InterruptedException {
    RssPoller started = poller;
    return started == null ? null : started.poll();
  }

  @Override
  public void stop() {
    RssPoller started = poller;
    if (started != null) {
      started.close();
    }
  }
}
