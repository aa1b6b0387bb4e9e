package io.tributary.connect.mastodon;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/** A record that waits, and how far it has got. */
final class MastodonItem {
  final SinkRecord record;
  final MastodonChange change;
  final Map<String, MediaUpload> uploads = new HashMap<>();

  /** Whether its statuses were written down as pending, or need not be. */
  boolean announced;

  /** What its statuses were to be when that was last worked out. */
  StatusPlanner.@Nullable Planned planned;

  /** Whether a status may be there already although no answer said so. */
  boolean doubtful;

  /** How many of its statuses have been edited. */
  int edited;

  /** Whether what it replies to turned out to be gone. */
  boolean orphan;

  MastodonItem(SinkRecord record, MastodonChange change) {
    this.record = record;
    this.change = change;
  }

  TopicPartition partition() {
    return new TopicPartition(record.originalTopic(), record.originalKafkaPartition());
  }

  long offset() {
    return record.originalKafkaOffset();
  }

  /** Says which record it is. */
  String place() {
    return "%s@%d".formatted(partition(), offset());
  }
}
