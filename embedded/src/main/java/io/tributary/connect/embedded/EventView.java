package io.tributary.connect.embedded;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

/** Prints a line for every event that reaches a topic: its number, time, topic and title. */
final class EventView implements AutoCloseable {
  private static final List<String> TITLES = List.of("title", "episode_title", "text", "name");
  private static final int TITLE_WIDTH = 80;
  private static final Duration LOOK_FOR_TOPICS = Duration.ofMillis(500);

  /** A feed's first poll can bring thousands; nobody reads those. */
  private static final int LINES_PER_POLL = 20;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneId.systemDefault());
  private static final ObjectMapper JSON = new ObjectMapper();

  private final KafkaConsumer<String, String> consumer;
  private final PrintStream out;
  private final AtomicLong events = new AtomicLong();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = new Thread(this::show, "event-view");

  private EventView(KafkaConsumer<String, String> consumer, PrintStream out) {
    this.consumer = consumer;
    this.out = out;
  }

  static EventView start(String bootstrapServers, PrintStream out) {
    var consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers", bootstrapServers,
                // Keeps the position, so that a second run goes on where the first stopped.
                "group.id", "quickstart-view",
                "auto.offset.reset", "earliest",
                "isolation.level", "read_committed"),
            new StringDeserializer(),
            new StringDeserializer());
    var view = new EventView(consumer, out);
    view.thread.start();
    return view;
  }

  /** Returns how many events there were since the start. */
  long events() {
    return events.get();
  }

  @Override
  public void close() {
    closed.countDown();
    consumer.wakeup();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void show() {
    try (consumer) {
      while (true) {
        followNewTopics();
        if (consumer.assignment().isEmpty()) {
          // Nothing to poll yet, and poll() refuses that.
          if (closed.await(LOOK_FOR_TOPICS.toMillis(), TimeUnit.MILLISECONDS)) {
            return;
          }
        } else {
          show(consumer.poll(LOOK_FOR_TOPICS));
        }
      }
    } catch (WakeupException e) {
      // close() asked for the end; the consumer commits its position as it closes.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Takes partitions without joining a group: after a kill a group would wait for the old member.
   */
  private void followNewTopics() {
    List<TopicPartition> partitions =
        consumer.listTopics().values().stream()
            .flatMap(List::stream)
            // Connect's own topics and Kafka's start with an underscore.
            .filter(info -> !info.topic().startsWith("_"))
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    if (!consumer.assignment().containsAll(partitions)) {
      consumer.assign(partitions);
    }
  }

  private void show(ConsumerRecords<String, String> records) {
    int lines = 0;
    for (ConsumerRecord<String, String> event : records) {
      long number = events.incrementAndGet();
      if (++lines <= LINES_PER_POLL) {
        out.println(line(number, event));
      }
    }
    if (lines > LINES_PER_POLL) {
      out.printf("      ... and %,d more%n", lines - LINES_PER_POLL);
    }
  }

  static String line(long number, ConsumerRecord<String, String> event) {
    return "%5d  %s  %s  %s"
        .formatted(
            number,
            TIME.format(Instant.ofEpochMilli(event.timestamp())),
            event.topic(),
            shorten(title(event.key(), event.value())));
  }

  private static String title(@Nullable String key, @Nullable String value) {
    String name = key == null ? "(no key)" : key;
    if (value == null) {
      return name + " (deleted)";
    }
    try {
      JsonNode event = JSON.readTree(value);
      return TITLES.stream()
          .map(event::path)
          .filter(JsonNode::isTextual)
          .map(JsonNode::textValue)
          .findFirst()
          .orElse(name);
    } catch (JsonProcessingException e) {
      return name;
    }
  }

  private static String shorten(String text) {
    String line = text.replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
    return line.length() <= TITLE_WIDTH ? line : line.substring(0, TITLE_WIDTH - 3) + "...";
  }
}
