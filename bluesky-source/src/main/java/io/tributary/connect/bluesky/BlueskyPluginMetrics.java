package io.tributary.connect.bluesky;

import java.util.LinkedHashMap;
import org.apache.kafka.common.metrics.Gauge;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.source.SourceTaskContext;

/** Hands the metrics to the worker. */
final class BlueskyPluginMetrics {
  private BlueskyPluginMetrics() {}

  /** Registers what a worker of 4.1 or newer shows; older ones have no place for it. */
  static void register(SourceTaskContext context, BlueskyMetrics metrics) {
    try {
      PluginMetrics worker = context.pluginMetrics();
      for (BlueskyMetrics.Metric metric : metrics.all()) {
        Gauge<Long> gauge = (config, now) -> metric.value().getAsLong();
        worker.addMetric(
            worker.metricName(metric.name(), metric.description(), new LinkedHashMap<>()), gauge);
      }
    } catch (NoSuchMethodError | NoClassDefFoundError e) {
      // A worker older than 4.1.
    }
  }
}
