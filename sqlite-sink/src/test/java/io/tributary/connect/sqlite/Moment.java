package io.tributary.connect.sqlite;

import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * All that outlives a simulated worker.
 *
 * @param group what Kafka remembers
 * @param reported the dead letter queue
 */
record Moment(FileImage image, Map<TopicPartition, Long> group, List<SinkRecord> reported) {}
