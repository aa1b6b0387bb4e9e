package io.tributary.connect.bluesky;

import io.tributary.connect.common.TimestampFormat;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/** Says how far the stream is read while there are no records that would carry the offset. */
final class BlueskyHeartbeat {
  private final String topic;
  private final Duration interval;
  private final TimestampFormat timestampFormat;
  private final Schema schema;
  private final Clock clock;
  private Instant last;
  private @Nullable BlueskyOffset told;

  /**
   * Makes one.
   *
   * @param stored whether an offset is stored; if not, the first is not waited for
   */
  BlueskyHeartbeat(
      String topic,
      Duration interval,
      TimestampFormat timestampFormat,
      boolean stored,
      Clock clock) {
    this.topic = topic;
    this.interval = interval;
    this.timestampFormat = timestampFormat;
    this.clock = clock;
    this.last = stored ? clock.instant() : Instant.EPOCH;
    this.schema =
        SchemaBuilder.struct()
            .name("io.tributary.bluesky.Heartbeat")
            .version(1)
            .field("host", Schema.OPTIONAL_STRING_SCHEMA)
            .field("seq", Schema.OPTIONAL_INT64_SCHEMA)
            .field("read_until", timestampFormat.schema())
            .build();
  }

  /** Records were emitted, which carry the offset. */
  void emitted() {
    last = clock.instant();
  }

  private boolean isNews(BlueskyOffset offset) {
    BlueskyOffset before = told;
    return before == null
        || offset.seq() != before.seq()
        || offset.timeMicros() != before.timeMicros()
        || offset.aliveMicros() != before.aliveMicros();
  }

  /** Returns a record if it is time for one and there is something to tell. */
  List<SourceRecord> due(@Nullable BlueskyOffset offset, Map<String, String> partition) {
    Instant now = clock.instant();
    if (offset == null || !isNews(offset) || Duration.between(last, now).compareTo(interval) < 0) {
      return List.of();
    }
    last = now;
    told = offset;
    Struct value =
        new Struct(schema)
            .put("host", offset.host())
            .put("seq", offset.seq() == StreamPosition.NONE ? null : offset.seq())
            .put(
                "read_until",
                timestampFormat.value(
                    BlueskyTime.ofMicros(Math.max(offset.timeMicros(), offset.aliveMicros()))));
    return List.of(StreamRecord.of(partition, offset, topic, value, offset.host(), clock));
  }
}
