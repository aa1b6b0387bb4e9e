package io.tributary.connect.bluesky;

import io.tributary.connect.common.TimestampFormat;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/** Tells on a topic of its own what becomes of the stream. */
final class BlueskyStatus {
  /** What is told. */
  enum State {
    /** The stream is read, at first or again. */
    OK,
    /** It is not, and is tried again. */
    FAILING,
    /** Events are missing. */
    GAP,
    /** Something is left out. */
    LEFT_OUT
  }

  /** A server may come and go for days before the first event. */
  private static final int MAX_WAITING = 100;

  private final String topic;
  private final TimestampFormat timestampFormat;
  private final Clock clock;
  private final Schema schema;
  private final Deque<Struct> waiting = new ArrayDeque<>();

  BlueskyStatus(String topic, TimestampFormat timestampFormat, Clock clock) {
    this.topic = topic;
    this.timestampFormat = timestampFormat;
    this.clock = clock;
    this.schema =
        SchemaBuilder.struct()
            .name("io.tributary.bluesky.StreamStatus")
            .version(1)
            .field("host", Schema.STRING_SCHEMA)
            .field("state", Schema.STRING_SCHEMA)
            .field("time", timestampFormat.schema())
            .field("reason", Schema.OPTIONAL_STRING_SCHEMA)
            .field("left_out", Schema.OPTIONAL_INT64_SCHEMA)
            .field("missing_after", timestampFormat.optionalSchema())
            .field("missing_before", timestampFormat.optionalSchema())
            .build();
  }

  void tell(State state, String host, @Nullable String reason) {
    add(status(state, host, reason));
  }

  private void add(Struct status) {
    if (waiting.size() == MAX_WAITING) {
      waiting.remove();
    }
    waiting.add(status);
  }

  void tellGap(BlueskyGap gap) {
    add(
        status(State.GAP, gap.host(), gap.reason())
            .put("missing_after", timestampFormat.value(gap.after()))
            .put("missing_before", timestampFormat.value(gap.before())));
  }

  void tellLeftOut(String host, String reason, long count) {
    add(status(State.LEFT_OUT, host, reason).put("left_out", count));
  }

  private Struct status(State state, String host, @Nullable String reason) {
    return new Struct(schema)
        .put("host", host)
        .put("state", state.name().toLowerCase(Locale.ROOT))
        .put("time", timestampFormat.value(clock.instant()))
        .put("reason", reason == null ? null : RecordFields.clean(reason));
  }

  /** Returns what there is to tell once there is an offset, which a record cannot do without. */
  List<SourceRecord> take(@Nullable BlueskyOffset offset, Map<String, String> partition) {
    if (offset == null || waiting.isEmpty()) {
      return List.of();
    }
    List<SourceRecord> records = new ArrayList<>();
    for (Struct value : waiting) {
      records.add(StreamRecord.of(partition, offset, topic, value, value.getString("host"), clock));
    }
    waiting.clear();
    return records;
  }
}
