package io.tributary.connect.embedded;

import java.lang.management.ManagementFactory;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

/** What Connect and the plugins count of the tasks in this JVM. */
final class WorkerMetrics {
  private static final ObjectName SINK_TASKS = name("kafka.connect:type=sink-task-metrics,*");
  private static final ObjectName SOURCE_TASKS = name("kafka.connect:type=source-task-metrics,*");
  private static final ObjectName TASK_ERRORS = name("kafka.connect:type=task-error-metrics,*");
  private static final ObjectName PLUGINS = name("kafka.connect:type=plugins,*");
  private static final ObjectName PARTITIONS =
      name("kafka.consumer:type=consumer-fetch-manager-metrics,client-id=*,topic=*,partition=*");

  /** Connect's name for the consumer of a task, before the connector's. */
  private static final String CONSUMER = "connector-consumer-";

  private final MBeanServer beans = ManagementFactory.getPlatformMBeanServer();

  /** Returns how many records were put without being sent to a dead letter queue. */
  long written() {
    return values(SINK_TASKS, "sink-record-send-total", bean -> true).sum()
        - values(TASK_ERRORS, "deadletterqueue-produce-requests", bean -> true).sum();
  }

  /** Returns how many records a connector's tasks have emitted or taken since they were started. */
  long events(String connector) {
    return values(SOURCE_TASKS, "source-record-write-total", isOf(connector)).sum()
        + values(SINK_TASKS, "sink-record-send-total", isOf(connector)).sum();
  }

  /** Returns how many records a sink's tasks have not read yet; nothing of a source. */
  OptionalLong recordsBehind(String connector) {
    if (beans.queryNames(SINK_TASKS, null).stream().noneMatch(isOf(connector))) {
      // An exactly-once source has consumers too, of its offsets.
      return OptionalLong.empty();
    }
    // The number of the task follows.
    Predicate<ObjectName> isItsConsumer =
        bean -> property(bean, "client-id").matches(CONSUMER + "\\Q" + connector + "\\E-\\d+");
    long[] partitions = values(PARTITIONS, "records-lag", isItsConsumer).toArray();
    return partitions.length == 0
        ? OptionalLong.empty()
        : OptionalLong.of(LongStream.of(partitions).sum());
  }

  /**
   * Returns how many milliseconds a source's slowest task is behind its stream or its plan; nothing
   * of a sink.
   */
  OptionalLong millisecondsBehind(String connector) {
    return values(PLUGINS, "lag-ms", isOf(connector)).max();
  }

  private static Predicate<ObjectName> isOf(String connector) {
    return bean -> property(bean, "connector").equals(connector);
  }

  private LongStream values(ObjectName pattern, String attribute, Predicate<ObjectName> condition) {
    return beans.queryNames(pattern, null).stream()
        .filter(condition)
        .mapToDouble(bean -> value(bean, attribute))
        // What was never measured is not a number.
        .filter(Double::isFinite)
        .mapToLong(value -> (long) value);
  }

  private double value(ObjectName bean, String attribute) {
    try {
      return ((Number) beans.getAttribute(bean, attribute)).doubleValue();
    } catch (JMException e) {
      // The task ended between the question and the answer, or does not count that.
      return Double.NaN;
    }
  }

  /** Kafka puts quotes around values with characters that JMX gives a meaning to. */
  private static String property(ObjectName bean, String key) {
    String value = Objects.requireNonNullElse(bean.getKeyProperty(key), "");
    return value.startsWith("\"") ? ObjectName.unquote(value) : value;
  }

  private static ObjectName name(String text) {
    try {
      return new ObjectName(text);
    } catch (MalformedObjectNameException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
