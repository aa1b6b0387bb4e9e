package io.tributary.connect.embedded;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** Creates, fills and reads the topics of a broker; keys and values are text. */
public final class EmbeddedTopics implements AutoCloseable {
  private final String bootstrapServers;
  private final Admin admin;
  private final KafkaProducer<String, String> producer;

  public EmbeddedTopics(String bootstrapServers) {
    this.bootstrapServers = bootstrapServers;
    this.admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
    this.producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers, "linger.ms", 0),
            new StringSerializer(),
            new StringSerializer());
  }

  /** Creates a topic. */
  public void create(String topic, int partitions) throws InterruptedException {
    try {
      admin
          .createTopics(List.of(new NewTopic(topic, Optional.of(partitions), Optional.empty())))
          .all()
          .get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("Cannot create topic " + topic, e.getCause());
    }
  }

  /** Deletes a topic and everything in it. */
  public void delete(String topic) throws InterruptedException {
    try {
      admin.deleteTopics(List.of(topic)).all().get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("Cannot delete topic " + topic, e.getCause());
    }
  }

  /** Returns what a topic's setting, such as {@code retention.ms}, is. */
  public String setting(String topic, String name) throws InterruptedException {
    var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    try {
      Config config =
          Objects.requireNonNull(
              admin.describeConfigs(List.of(resource)).all().get().get(resource));
      return config.get(name).value();
    } catch (ExecutionException e) {
      throw new IllegalStateException("Cannot describe topic " + topic, e.getCause());
    }
  }

  /** Sends one record and waits until the broker has it. */
  public void send(String topic, @Nullable String key, @Nullable String value)
      throws InterruptedException {
    sendAll(List.of(new ProducerRecord<>(topic, key, value)));
  }

  /** Sends records in order and waits until the broker has them all. */
  public void sendAll(Collection<ProducerRecord<String, String>> records)
      throws InterruptedException {
    var pending = records.stream().map(producer::send).toList();
    for (var answer : pending) {
      try {
        answer.get();
      } catch (ExecutionException e) {
        throw new IllegalStateException("The broker refused a record", e.getCause());
      }
    }
  }

  /** Returns every committed record of a topic as of now, by partition and offset. */
  public List<ConsumerRecord<String, String>> read(String topic) {
    try (var consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers", bootstrapServers,
                "isolation.level", "read_committed",
                // Whoever reads first must not decide what the topic is like.
                "allow.auto.create.topics", "false"),
            new StringDeserializer(),
            new StringDeserializer())) {
      List<PartitionInfo> infos = consumer.partitionsFor(topic);
      List<TopicPartition> partitions =
          infos == null
              ? List.of()
              : infos.stream().map(info -> new TopicPartition(topic, info.partition())).toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      // With read_committed the end is the last stable offset: an open transaction is not waited
      // for.
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      List<ConsumerRecord<String, String>> records = new ArrayList<>();
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
      }
      return records;
    }
  }

  /** Waits until a topic holds at least {@code count} committed records and returns them all. */
  public List<ConsumerRecord<String, String>> await(String topic, int count, Duration deadline)
      throws InterruptedException {
    List<ConsumerRecord<String, String>> records = new ArrayList<>();
    Waiting.until(
        deadline,
        () -> "%s has %d records, not %d".formatted(topic, records.size(), count),
        () -> {
          records.clear();
          records.addAll(read(topic));
          return records.size() >= count;
        });
    return records;
  }

  /** Counts the records of a topic that is there, from its first one on. */
  public TopicFollower follow(String topic) {
    return new TopicFollower(bootstrapServers, topic);
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(5));
    admin.close(Duration.ofSeconds(5));
  }
}
