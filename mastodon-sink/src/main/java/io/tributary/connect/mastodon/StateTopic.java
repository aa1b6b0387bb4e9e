package io.tributary.connect.mastodon;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
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
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;

/** Entries in a compacted topic. */
final class StateTopic implements StateLog {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(500);

  /**
   * A consumer asks for more than it returns, and brokers answer one request of a connection after
   * the other: how long this one waits for news, the next look at the topic's end waits too.
   */
  private static final Duration NEWS = Duration.ofMillis(10);

  /** A worker that is told to stop does not wait long, and whoever flushes comes back. */
  private static final Duration CONFIRMATION = Duration.ofSeconds(5);

  /** A hundred records are written in a row, while the worker waits. */
  private static final Duration LONGEST_SEND = Duration.ofMillis(500);

  /**
   * Where statuses go fast, many entries go to the brokers in one request, which costs more than
   * what is in it. Where they go slowly, each goes at once.
   */
  private static final Duration GATHERING = Duration.ofMillis(50);

  /** As long as it takes to hand over what was gathered. */
  private static final Duration LINGER = Duration.ofMillis(1);

  private static final int BATCH_BYTES = 128 * 1024;

  private final String topic;
  private final Map<String, Object> client;
  private final KafkaProducer<String, String> producer;
  private final Deque<ProducerRecord<String, String>> gathered = new ArrayDeque<>();
  private long sentAt = System.nanoTime() - GATHERING.toNanos();
  private final Deque<Write> unconfirmed = new ArrayDeque<>();
  private final Map<String, @Nullable String> unapplied = new LinkedHashMap<>();
  private @Nullable KafkaConsumer<String, String> consumer;

  /** A record and the answer to it. */
  private static final class Write {
    final ProducerRecord<String, String> record;
    Future<RecordMetadata> answer;

    Write(ProducerRecord<String, String> record, Future<RecordMetadata> answer) {
      this.record = record;
      this.answer = answer;
    }
  }

  private StateTopic(String topic, Map<String, Object> client) {
    this.topic = topic;
    this.client = client;
    Map<String, Object> settings = new HashMap<>(client);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(ProducerConfig.LINGER_MS_CONFIG, (int) LINGER.toMillis());
    settings.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, (int) LONGEST_SEND.toMillis());
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
      // Who may not create topics may still use one that somebody else has made.
      if (!(e.getCause() instanceof TopicExistsException
          || e.getCause() instanceof AuthorizationException)) {
        throw e;
      }
    }
  }

  private static void requireCompaction(Admin admin, String topic) throws TimeoutException {
    var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    Config config = Objects.requireNonNull(described(admin, topic, resource).get(resource));
    String policy = config.get(TopicConfig.CLEANUP_POLICY_CONFIG).value();
    if (!policy.equals(TopicConfig.CLEANUP_POLICY_COMPACT)) {
      throw new ConnectException(
          """
          The topic %s (state.topic) has cleanup.policy=%s: it would forget what was posted. Set \
          cleanup.policy=compact, or name another topic"""
              .formatted(topic, policy));
    }
  }

  /** Not every broker knows a topic that has just been created. */
  private static Map<ConfigResource, Config> described(
      Admin admin, String topic, ConfigResource resource) throws TimeoutException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        return await(topic, admin.describeConfigs(List.of(resource)).all());
      } catch (ConnectException e) {
        if (!(e.getCause() instanceof UnknownTopicOrPartitionException)
            || System.nanoTime() > deadline) {
          throw e;
        }
      }
    }
  }

  @Override
  public Map<String, String> read() {
    Map<String, Object> settings = new HashMap<>(client);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, (int) NEWS.toMillis());
    Map<String, String> values = new HashMap<>();
    try {
      if (consumer != null) {
        consumer.close();
      }
      consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer());
      List<TopicPartition> partitions = partitions(consumer);
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      if (!readToTheEnd(consumer, PATIENCE)) {
        throw new ConnectException(
            "The topic %s (state.topic) cannot be read to its end".formatted(topic));
      }
    } catch (KafkaException e) {
      throw unusable(topic, e);
    }
    unapplied.forEach(
        (key, value) -> {
          if (value != null) {
            values.put(key, value);
          }
        });
    unapplied.clear();
    return values;
  }

  @Override
  public Map<String, @Nullable String> changes() {
    try {
      if (!readToTheEnd(Objects.requireNonNull(consumer, "not read before"), CONFIRMATION)) {
        throw new org.apache.kafka.connect.errors.RetriableException(
            "The state topic %s cannot be read to its end".formatted(topic));
      }
    } catch (KafkaException e) {
      throw e instanceof RetriableException
          ? new org.apache.kafka.connect.errors.RetriableException(
              "The state topic %s cannot be read".formatted(topic), e)
          : unusable(topic, e);
    }
    Map<String, @Nullable String> changes = new LinkedHashMap<>(unapplied);
    unapplied.clear();
    return changes;
  }

  /** Returns false if nothing more comes although there is more. */
  private boolean readToTheEnd(KafkaConsumer<String, String> from, Duration patience) {
    Map<TopicPartition, Long> ends = from.endOffsets(from.assignment(), patience);
    long deadline = System.nanoTime() + patience.toNanos();
    while (ends.entrySet().stream()
        .anyMatch(end -> from.position(end.getKey(), patience) < end.getValue())) {
      for (ConsumerRecord<String, String> record : from.poll(POLL)) {
        deadline = System.nanoTime() + patience.toNanos();
        unapplied.put(record.key(), record.value());
      }
      if (System.nanoTime() > deadline) {
        return false;
      }
    }
    return true;
  }

  /** A topic that brokers do not know yet, or no more, must not pass for an empty one. */
  private List<TopicPartition> partitions(KafkaConsumer<String, String> from) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      List<PartitionInfo> infos = from.partitionsFor(topic, PATIENCE);
      if (infos != null && infos.size() > 1) {
        throw new ConnectException(
            "The topic %s (state.topic) has %d partitions; it needs to have one"
                .formatted(topic, infos.size()));
      }
      if (infos != null && !infos.isEmpty()) {
        return List.of(new TopicPartition(topic, infos.get(0).partition()));
      }
    }
    throw new ConnectException(
        "The brokers do not know the topic %s (state.topic)".formatted(topic));
  }

  @Override
  public void append(String key, @Nullable String value) {
    gathered.addLast(new ProducerRecord<>(topic, key, value));
    if (System.nanoTime() - sentAt >= GATHERING.toNanos()) {
      send();
    }
  }

  @Override
  public void send() {
    while (!gathered.isEmpty()) {
      ProducerRecord<String, String> record = gathered.removeFirst();
      Write last = unconfirmed.peekLast();
      // Behind a failure everything waits to be sent once more, in this order.
      unconfirmed.addLast(
          new Write(record, last != null && hasFailed(last.answer) ? last.answer : send(record)));
    }
    sentAt = System.nanoTime();
  }

  @Override
  public void flush() {
    send();
    while (!unconfirmed.isEmpty()) {
      try {
        Write first = unconfirmed.getFirst();
        RecordMetadata unused = first.answer.get(CONFIRMATION.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        throw unconfirmed(e);
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof RetriableException)) {
          throw unusable(topic, e.getCause());
        }
        sendAgain();
        throw unconfirmed(e);
      } catch (InterruptedException e) {
        throw interrupted(e);
      }
      unconfirmed.removeFirst();
    }
  }

  /** All of them: a key's last value must be written last. Up to the first that fails at once. */
  private void sendAgain() {
    Future<RecordMetadata> failed = null;
    for (Write write : unconfirmed) {
      write.answer = failed == null ? send(write.record) : failed;
      failed = hasFailed(write.answer) ? write.answer : failed;
    }
  }

  private static boolean hasFailed(Future<RecordMetadata> answer) {
    if (!answer.isDone()) {
      return false;
    }
    try {
      RecordMetadata unused = answer.get();
      return false;
    } catch (ExecutionException e) {
      return true;
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private Future<RecordMetadata> send(ProducerRecord<String, String> record) {
    try {
      return producer.send(record);
    } catch (KafkaException e) {
      throw unusable(topic, e);
    }
  }

  private org.apache.kafka.connect.errors.RetriableException unconfirmed(Exception cause) {
    return new org.apache.kafka.connect.errors.RetriableException(
        "The state topic %s does not confirm what is written to it".formatted(topic), cause);
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
      throw interrupted(e);
    }
  }

  private static ConnectException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new ConnectException("Interrupted while waiting for the state topic", e);
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
    if (consumer != null) {
      consumer.close();
    }
  }
}
