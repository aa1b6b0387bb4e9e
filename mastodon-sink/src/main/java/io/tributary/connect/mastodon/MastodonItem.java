package io.tributary.connect.mastodon;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/** A record that waits, and how far it has got. */
final class MastodonItem {
  final SinkRecord record;
  final Map<String, MediaUpload> uploads = new HashMap<>();

  /** What the record asks for; null until the server is known that it asks it from. */
  @Nullable MastodonChange change;

  /** Whether its statuses were written down as pending, or need not be. */
  boolean announced;

  /** What its statuses were to be when that was last worked out. */
  StatusPlanner.@Nullable Planned planned;

  /** Whether a status may be there already although no answer said so. */
  boolean doubtful;

  /** How many of its statuses say what it says, because this task has made them do so. */
  int edited;

  /** The statuses that it cannot follow because they turned out to be gone. */
  final Set<String> gone = new HashSet<>();

  /** Whether what it quotes turned out to be gone, or not to be quoted. */
  boolean quoteGone;

  /** Whether it has got new keys because the old ones stand for a status that is gone. */
  boolean renewed;

  /** How often it has got new keys. */
  int renewals;

  /** Whether its media were brought to the server once more. */
  boolean uploadedAnew;

  /** Since when the server has failed over it; null if it has not. */
  @Nullable Instant failingSince;

  MastodonItem(SinkRecord record) {
    this.record = record;
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
