package io.tributary.connect.sqlite;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;

/** A task and the consumer that feeds it. */
final class SimulatedTask {
  final FakeSinkTaskContext context;
  final SqliteSinkTask task = new SqliteSinkTask();
  final Set<TopicPartition> assigned = partitions();
  final Map<TopicPartition, Long> positions = new LinkedHashMap<>();

  /** What the task has taken. */
  final Map<TopicPartition, OffsetAndMetadata> consumed = new HashMap<>();

  /** What the task could not take, and gets again. */
  List<SinkRecord> pending = List.of();

  boolean failing;
  private int turn;

  SimulatedTask(FakeSinkTaskContext context) {
    this.context = context;
  }

  static Set<TopicPartition> partitions() {
    return new TreeSet<>(Comparator.comparing(TopicPartition::toString));
  }

  /**
   * Returns those that go to one of two tasks.
   *
   * @param owners the task of each partition, one bit each
   */
  static Set<TopicPartition> partitions(int owners, int task) {
    Set<TopicPartition> partitions = partitions();
    for (int i = 0; i < SimulatedTopics.PARTITIONS.size(); i++) {
      if ((owners >> i & 1) == task) {
        partitions.add(SimulatedTopics.PARTITIONS.get(i));
      }
    }
    return partitions;
  }

  static TopicPartition partition(SinkRecord record) {
    return new TopicPartition(record.originalTopic(), record.originalKafkaPartition());
  }

  /** Reads on, from another partition first each time. */
  List<SinkRecord> poll(SimulatedTopics topics, int count) {
    List<SinkRecord> records = new ArrayList<>();
    List<TopicPartition> turns = new ArrayList<>(assigned);
    for (int i = 0; i < turns.size(); i++) {
      TopicPartition partition = turns.get((turn + i) % turns.size());
      long next = position(partition);
      while (records.size() < count && next < topics.end(partition)) {
        SinkRecord record = topics.record(partition, next++);
        if (record != null) {
          records.add(record);
        }
      }
      positions.put(partition, next);
    }
    turn++;
    return records;
  }

  /** Gives the task's partitions a place to go on from. */
  void seek(TopicPartition partition, long position) {
    positions.put(partition, position);
    consumed.put(partition, new OffsetAndMetadata(position));
  }

  void lose(Set<TopicPartition> lost) {
    assigned.removeAll(lost);
    positions.keySet().removeAll(lost);
    consumed.keySet().removeAll(lost);
  }

  boolean isDone(SimulatedTopics topics) {
    return pending.isEmpty() && assigned.stream().allMatch(id -> position(id) == topics.end(id));
  }

  private long position(TopicPartition partition) {
    Long position = positions.get(partition);
    if (position == null) {
      throw new IllegalStateException(partition + " is not assigned");
    }
    return position;
  }
}
