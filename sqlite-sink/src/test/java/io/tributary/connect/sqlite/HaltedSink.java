package io.tributary.connect.sqlite;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * A process that writes an endless topic from where the file ends, and is gone in the middle of it.
 * The record at an offset is always the same.
 */
final class HaltedSink {
  static final int HALTED = 86;

  private static final int RECORDS_PER_PUT = 50;
  private static final int KEYS = 40;
  private static final int PUTS_PER_COMMIT = 7;

  private HaltedSink() {}

  /**
   * Runs until it halts.
   *
   * @param arguments the file, how many microseconds after the first put to halt, and properties as
   *     {@code name=value}
   */
  public static void main(String[] arguments) {
    Map<String, String> properties = new HashMap<>();
    properties.put("name", "halted");
    properties.put("topics", TaskHarness.TOPIC);
    properties.put("database", Path.of(arguments[0]).toString());
    for (String argument : List.of(arguments).subList(2, arguments.length)) {
      String[] property = argument.split("=", 2);
      properties.put(property[0], property[1]);
    }
    var context = new FakeSinkTaskContext(null);
    var task = new SqliteSinkTask();
    task.initialize(context);
    task.start(properties);
    task.open(List.of(TaskHarness.PARTITION));
    long next = context.sought.getOrDefault(TaskHarness.PARTITION, 0L);

    haltAfter(Long.parseLong(arguments[1]));
    for (int put = 1; ; put++) {
      List<SinkRecord> records = new ArrayList<>();
      for (int i = 0; i < RECORDS_PER_PUT; i++) {
        records.add(record(next++));
      }
      task.put(records);
      if (put % PUTS_PER_COMMIT == 0) {
        task.preCommit(Map.of(TaskHarness.PARTITION, new OffsetAndMetadata(next)));
      }
    }
  }

  /**
   * Upserts and deletes over a few keys, in an order that shows if one is left out or comes twice.
   */
  static SinkRecord record(long offset) {
    Map<String, Object> value = isDelete(offset) ? null : Map.of("n", offset);
    return TaskHarness.record(offset, key(offset), value);
  }

  static String key(long offset) {
    return "k" + (offset * 7919 % KEYS);
  }

  static boolean isDelete(long offset) {
    return offset % 5 == 3;
  }

  private static void haltAfter(long microseconds) {
    var never = new CountDownLatch(1);
    var thread =
        new Thread(
            () -> {
              try {
                never.await(microseconds, TimeUnit.MICROSECONDS);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              Runtime.getRuntime().halt(HALTED);
            });
    thread.setDaemon(true);
    thread.start();
  }
}
