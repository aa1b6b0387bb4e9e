package io.tributary.connect.bluesky;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** What a task counts; read by the worker's threads. */
final class BlueskyMetrics {
  /** One number with the name under which a worker shows it. */
  record Metric(String name, String description, LongSupplier value) {}

  final AtomicLong messages = new AtomicLong();
  final AtomicLong repeated = new AtomicLong();
  final AtomicLong gaps = new AtomicLong();
  final AtomicLong unreadable = new AtomicLong();
  final AtomicLong oversized = new AtomicLong();
  final AtomicLong impossible = new AtomicLong();
  final AtomicLong connections = new AtomicLong();
  final AtomicLong overflows = new AtomicLong();
  final AtomicLong lagMillis = new AtomicLong();

  /** The newest event that was read stands here in the stream. */
  void lag(StreamPosition position) {
    lagMillis.set(Math.max(0, System.currentTimeMillis() - position.timeMicros() / 1_000));
  }

  List<Metric> all() {
    return List.of(
        new Metric("messages-total", "messages received", messages::get),
        new Metric(
            "repeated-total", "events left out because they were emitted before", repeated::get),
        new Metric("gaps-total", "gaps found in the stream", gaps::get),
        new Metric(
            "unreadable-total",
            "messages and records that could not be understood",
            unreadable::get),
        new Metric("oversized-total", "messages larger than max.message.bytes", oversized::get),
        new Metric("impossible-total", "records that Kafka would not take", impossible::get),
        new Metric("connections-total", "connections made", connections::get),
        new Metric(
            "overflows-total", "connections closed because Kafka was slower", overflows::get),
        new Metric("lag-ms", "how old the newest event was when it was read", lagMillis::get));
  }
}
