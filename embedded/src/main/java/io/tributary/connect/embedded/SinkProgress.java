package io.tributary.connect.embedded;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

/** Counts what this JVM's sink tasks have written, from Connect's own metrics. */
final class SinkProgress {
  private static final ObjectName SINK_TASKS = name("kafka.connect:type=sink-task-metrics,*");
  private static final ObjectName TASK_ERRORS = name("kafka.connect:type=task-error-metrics,*");

  private final MBeanServer beans = ManagementFactory.getPlatformMBeanServer();

  /** Returns how many records were put without being sent to a dead letter queue. */
  long written() {
    return sum(SINK_TASKS, "sink-record-send-total")
        - sum(TASK_ERRORS, "deadletterqueue-produce-requests");
  }

  private long sum(ObjectName pattern, String attribute) {
    double total = 0;
    for (ObjectName bean : beans.queryNames(pattern, null)) {
      total += value(bean, attribute);
    }
    return (long) total;
  }

  private double value(ObjectName bean, String attribute) {
    try {
      return ((Number) beans.getAttribute(bean, attribute)).doubleValue();
    } catch (JMException e) {
      // The task ended between the question and the answer.
      return 0;
    }
  }

  private static ObjectName name(String text) {
    try {
      return new ObjectName(text);
    } catch (MalformedObjectNameException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
