package io.tributary.connect.sqlite;

import static org.awaitility.Awaitility.await;

import io.tributary.connect.embedded.EmbeddedTopics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Upserts and deletes over a few keys that go on until they are told to stop. */
final class EventFlow {
  private static final int KEYS = 60;
  private static final int RECORDS_AT_ONCE = 40;
  private static final int MOST_AHEAD = 4_000;

  private final EmbeddedTopics topics;
  private final String topic;
  private final LongSupplier written;
  private final Random random;
  private final Map<String, Long> rows = new TreeMap<>();
  private final CompletableFuture<Void> end = new CompletableFuture<>();
  private final CompletableFuture<Void> ended;
  private final AtomicLong sent = new AtomicLong();

  private EventFlow(EmbeddedTopics topics, String topic, LongSupplier written, long seed) {
    this.topics = topics;
    this.topic = topic;
    this.written = written;
    this.random = new Random(seed);
    this.ended = CompletableFuture.runAsync(this::send, task -> new Thread(task).start());
  }

  /**
   * Starts sending.
   *
   * @param written tells how many records have arrived, so that it does not get far ahead
   */
  static EventFlow start(EmbeddedTopics topics, String topic, LongSupplier written, long seed) {
    return new EventFlow(topics, topic, written, seed);
  }

  /** Ends the flow and returns how many records there are in all. */
  long stop() throws Exception {
    end.complete(null);
    ended.get(30, TimeUnit.SECONDS);
    return sent.get();
  }

  /** Returns the last number of each key that is there in the end, as key|number. */
  List<String> rows() {
    return rows.entrySet().stream().map(row -> row.getKey() + "|" + row.getValue()).toList();
  }

  /** Returns how many tags each of them has, those with none left out. */
  List<String> tags() {
    return rows.entrySet().stream()
        .filter(row -> tagsOf(row.getValue()) > 0)
        .map(row -> row.getKey() + "|" + tagsOf(row.getValue()))
        .toList();
  }

  private void send() {
    try {
      while (!end.isDone()) {
        List<ProducerRecord<String, String>> records = new ArrayList<>();
        for (int i = 0; i < RECORDS_AT_ONCE; i++) {
          records.add(next(sent.get() + i));
        }
        topics.sendAll(records);
        sent.addAndGet(records.size());
        await()
            .atMost(Duration.ofMinutes(2))
            .until(() -> end.isDone() || sent.get() - written.getAsLong() < MOST_AHEAD);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private ProducerRecord<String, String> next(long n) {
    String key = "k%02d".formatted(random.nextInt(KEYS));
    if (random.nextInt(5) == 0) {
      rows.remove(key);
      return new ProducerRecord<>(topic, key, null);
    }
    rows.put(key, n);
    List<String> tags = new ArrayList<>();
    for (int i = 0; i < tagsOf(n); i++) {
      tags.add("\"t%d\"".formatted(i));
    }
    return new ProducerRecord<>(
        topic,
        key,
        """
        {"n": %d, "note": "word %d", "tags": [%s]}"""
            .formatted(n, n, String.join(",", tags)));
  }

  private static long tagsOf(long n) {
    return n % 4;
  }
}
