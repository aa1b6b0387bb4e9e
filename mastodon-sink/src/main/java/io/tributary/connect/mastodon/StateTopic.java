package io.tributary.connect.mastodon;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;

/** Entries in a compacted topic. */
final class StateTopic implements StateLog {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(500);

  private final String topic;
  private final Map<String, Object> client;
  private final KafkaProducer<String, String> producer;
  private final List<Future<RecordMetadata>> unconfirmed = new ArrayList<>();

  private StateTopic(String topic, Map<String, Object> client) {
    this.topic = topic;
    this.client = client;
    Map<String, Object> settings = new HashMap<>(client);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, (int) PATIENCE.toMillis());
    this.producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
  }

  /**
   * Opens the topic, and creates it if it is not there.
   *
   * @throws ConnectException if it is unfit or cannot be reached
   */
  static StateTopic open(String topic, Map<String, Object> client, short replicationFactor) {
    try (Admin admin = Admin.create(client)) {
      create(admin, topic, replicationFactor);
      requireCompaction(admin, topic);
      return new StateTopic(topic, client);
    } catch (KafkaException | TimeoutException e) {
      throw unusable(topic, e);
    }
  }

  private static void create(Admin admin, String topic, short replicationFactor)
      throws TimeoutException {
    var wanted =
        new NewTopic(
                topic,
                Optional.of(1),
                replicationFactor < 0 ? Optional.empty() : Optional.of(replicationFactor))
            .configs(Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT));
    try {
      await(topic, admin.createTopics(List.of(wanted)).all());
    } catch (ConnectException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw e;
      }
    }
  }

  private static void requireCompaction(Admin admin, String topic) throws TimeoutException {
    var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    Config config =
        Objects.requireNonNull(
            await(topic, admin.describeConfigs(List.of(resource)).all()).get(resource));
    String policy = config.get(TopicConfig.CLEANUP_POLICY_CONFIG).value();
    if (!policy.equals(TopicConfig.CLEANUP_POLICY_COMPACT)) {
      throw new ConnectException(
          """
          The topic %s (state.topic) has cleanup.policy=%s: it would forget what was posted. Set \
          cleanup.policy=compact, or name another topic"""
              .formatted(topic, policy));
    }
  }

  @Override
  public Map<String, String> read() {
    Map<String, Object> settings = new HashMap<>(client);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    Map<String, String> values = new HashMap<>();
    try (var consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic, PATIENCE).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, PATIENCE);
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey(), PATIENCE) < end.getValue())) {
        for (ConsumerRecord<String, String> record : consumer.poll(POLL)) {
          deadline = System.nanoTime() + PATIENCE.toNanos();
          if (record.value() == null) {
            values.remove(record.key());
          } else {
            values.put(record.key(), record.value());
          }
        }
        if (System.nanoTime() > deadline) {
          throw new ConnectException(
              "The topic %s (state.topic) cannot be read to its end".formatted(topic));
        }
      }
    } catch (KafkaException e) {
      throw unusable(topic, e);
    }
    return values;
  }

  @Override
  public void append(String key, @Nullable String value) {
    try {
      unconfirmed.add(producer.send(new ProducerRecord<>(topic, key, value)));
    } catch (KafkaException e) {
      throw unusable(topic, e);
    }
  }

  @Override
  public void flush() {
    for (Future<RecordMetadata> write : unconfirmed) {
      try {
        await(topic, write);
      } catch (TimeoutException e) {
        throw new org.apache.kafka.connect.errors.RetriableException(
            "The state topic %s does not confirm what is written to it".formatted(topic), e);
      }
    }
    unconfirmed.clear();
  }

  @Override
  public boolean isDurable() {
    return true;
  }

  private static <T> T await(String topic, Future<T> future) throws TimeoutException {
    try {
      return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw unusable(topic, e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ConnectException("Interrupted while waiting for the state topic", e);
    }
  }

  private static ConnectException unusable(String topic, @Nullable Throwable cause) {
    return new ConnectException(
        """
        The topic %s (state.topic) cannot be used%s: %s"""
            .formatted(
                topic,
                cause instanceof RetriableException ? " for now" : "",
                cause == null ? "no reason given" : cause.getMessage()),
        cause);
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(5));
  }
}
