package io.tributary.connect.common;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.common.metrics.Gauge;
import org.apache.kafka.common.metrics.PluginMetrics;

/** A number that a task shows among its worker's plugin metrics, and what it means. */
public record TaskMetric(String name, String description, LongSupplier value) {

  /**
   * Registers what a worker of 4.1 or newer shows; older ones have no place for it.
   *
   * @param worker asks the task's context for its plugin metrics; as a lambda, and one that does
   *     not say so in its type, so that their absence is met here and not where the lambda is made
   */
  public static void register(Supplier<?> worker, List<TaskMetric> metrics) {
    try {
      PluginMetrics registry = (PluginMetrics) worker.get();
      for (TaskMetric metric : metrics) {
        Gauge<Long> gauge = (config, now) -> metric.value.getAsLong();
        registry.addMetric(
            registry.metricName(metric.name, metric.description, new LinkedHashMap<>()), gauge);
      }
    } catch (NoSuchMethodError | NoClassDefFoundError e) {
      // A worker older than 4.1.
    }
  }
}
