package io.tributary.connect.embedded;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Counts the committed records of a topic as they come. */
public final class TopicFollower implements AutoCloseable {
  private final String topic;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private long count;

  TopicFollower(String bootstrapServers, String topic) {
    this.topic = topic;
    this.consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(info -> new TopicPartition(topic, info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  /**
   * Waits until at least so many records are there, and returns how many.
   *
   * @throws IllegalStateException if none comes for so long
   */
  public long count(long atLeast, Duration patience) {
    long changed = System.nanoTime();
    while (count < atLeast) {
      int more = consumer.poll(Duration.ofMillis(100)).count();
      count += more;
      if (more > 0) {
        changed = System.nanoTime();
      } else if (System.nanoTime() - changed > patience.toNanos()) {
        throw new IllegalStateException(
            "%s stopped at %d of %d records".formatted(topic, count, atLeast));
      }
    }
    return count;
  }

  @Override
  public void close() {
    consumer.close();
  }
}
