package io.tributary.connect.bluesky;

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

/** Reads one stream, or the share of it that belongs to some of the accounts. */
public final class BlueskySourceTask extends SourceTask {
  private final Clock clock;
  private final DoubleSupplier random;
  private final BlueskyMetrics metrics = new BlueskyMetrics();
  private volatile @Nullable BlueskyPoller poller;

  /** For Connect. */
  public BlueskySourceTask() {
    this(Clock.systemUTC(), () -> ThreadLocalRandom.current().nextDouble());
  }

  BlueskySourceTask(Clock clock, DoubleSupplier random) {
    this.clock = clock;
    this.random = random;
  }

  @Override
  public String version() {
    return TributaryVersion.current();
  }

  @Override
  public void start(Map<String, String> properties) {
    var config = new BlueskySourceConfig(properties);
    BlueskyOffset stored =
        BlueskyShards.stored(
            context.offsetStorageReader(), config.shard(), config.shards(), config.start());
    BlueskyPluginMetrics.register(context, metrics);
    poller =
        new BlueskyPoller(
            BlueskyParts.of(config, stored, metrics, clock, random, Duration.ofMillis(500)));
  }

  @Override
  public @Nullable List<SourceRecord> poll() throws InterruptedException {
    BlueskyPoller started = poller;
    return started == null ? null : started.poll();
  }

  @Override
  public void stop() {
    BlueskyPoller started = poller;
    if (started != null) {
      started.close();
    }
  }

  BlueskyMetrics metrics() {
    return metrics;
  }
}
