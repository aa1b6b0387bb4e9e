package io.tributary.connect.bluesky;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.common.metrics.internals.PluginMetricsImpl;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.apache.kafka.connect.storage.OffsetStorageReader;
import org.junit.jupiter.api.Test;

class BlueskyPluginMetricsTest {
  private final BlueskyMetrics counted = new BlueskyMetrics();

  @Test
  void showsWhatATaskCounts() {
    try (var registry = new Metrics()) {
      BlueskyPluginMetrics.register(
          context(new PluginMetricsImpl(registry, Map.of("task", "0"))), counted);
      counted.messages.set(41);
      counted.gaps.set(2);

      Map<String, Object> shown = new TreeMap<>();
      registry
          .metrics()
          .forEach(
              (name, metric) -> {
                if (name.tags().containsKey("task")) {
                  shown.put(name.name(), metric.metricValue());
                }
              });

      assertThat(shown)
          .containsOnlyKeys(counted.all().stream().map(BlueskyMetrics.Metric::name).toList())
          .containsEntry("messages-total", 41L)
          .containsEntry("gaps-total", 2L)
          .containsEntry("oversized-total", 0L);
    }
  }

  private static SourceTaskContext context(PluginMetrics metrics) {
    return new SourceTaskContext() {
      @Override
      public Map<String, String> configs() {
        return Map.of();
      }

      @Override
      public OffsetStorageReader offsetStorageReader() {
        return new StoredOffsets();
      }

      @Override
      public PluginMetrics pluginMetrics() {
        return metrics;
      }
    };
  }
}
