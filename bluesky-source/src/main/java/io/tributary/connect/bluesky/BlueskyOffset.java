package io.tributary.connect.bluesky;

import java.util.AbstractMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;

/**
 * How far a task has read.
 *
 * @param kind the stream that {@code seq} belongs to; null where only the time is known
 * @param host the server that {@code seq} belongs to; null where only the time is known
 * @param seq the newest sequence number, or {@link StreamPosition#NONE}
 * @param seqMicros the time that came with that number, or {@link StreamPosition#NONE}
 * @param done how many events of that number are emitted
 * @param timeMicros the newest time of the stream
 * @param aliveMicros until when the server was seen to have nothing more; 0 if unknown
 */
record BlueskyOffset(
    @Nullable StreamKind kind,
    @Nullable String host,
    long seq,
    long seqMicros,
    int done,
    long timeMicros,
    long aliveMicros,
    BlueskyMemory.Snapshot recent) {
  static final String SHARD = "shard";
  private static final String VERSION = "version";
  private static final String KIND = "kind";
  private static final String HOST = "host";
  private static final String SEQ = "seq";
  private static final String SEQ_US = "seq_us";
  private static final String DONE = "done";
  private static final String TIME_US = "time_us";
  private static final String ALIVE_US = "alive_us";
  private static final String RECENT = "recent";
  private static final String RECENT_US = "recent_us";
  private static final long CURRENT_VERSION = 1;

  /** A time, wherever the stream comes from. */
  static BlueskyOffset at(long timeMicros, long aliveMicros) {
    return new BlueskyOffset(
        null,
        null,
        StreamPosition.NONE,
        StreamPosition.NONE,
        0,
        timeMicros,
        aliveMicros,
        BlueskyMemory.Snapshot.EMPTY);
  }

  /** The source partition of one task of several. */
  static Map<String, String> partition(int shard, int shards) {
    return Map.of(SHARD, (shard + 1) + "/" + shards);
  }

  /**
   * Checks a source partition.
   *
   * @throws ConnectException if this connector would never write such a one
   */
  static void checkPartition(Map<String, ?> partition) {
    if (partition.size() != 1
        || !(partition.get(SHARD) instanceof String shard)
        || !shard.matches("[1-9]\\d{0,5}/[1-9]\\d{0,5}")) {
      throw new ConnectException(
          "The partition is {\"shard\": \"1/1\"}, or the task's number and the number of tasks"
              + " where there are several, not "
              + partition);
    }
  }

  /** The form in which Connect stores it, made only when Connect asks for its content. */
  Map<String, ?> toMap() {
    return new Stored(this);
  }

  /**
   * Reads a stored offset.
   *
   * @throws ConnectException if it is not one of ours, saying how to reset it
   */
  static BlueskyOffset from(Map<String, ?> stored) {
    Object version = stored.containsKey(VERSION) ? stored.get(VERSION) : Long.valueOf(1);
    if (!(version instanceof Number number) || number.longValue() != CURRENT_VERSION) {
      throw malformed(VERSION, null);
    }
    String kind = text(stored, KIND);
    String host = text(stored, HOST);
    long seq = number(stored, SEQ, StreamPosition.NONE);
    if ((kind == null || host == null) && seq != StreamPosition.NONE) {
      throw malformed("seq without kind and host", null);
    }
    String recent = text(stored, RECENT);
    try {
      return new BlueskyOffset(
          kind == null ? null : StreamKind.valueOf(kind.toUpperCase(Locale.ROOT)),
          host,
          seq,
          number(stored, SEQ_US, StreamPosition.NONE),
          Math.toIntExact(number(stored, DONE, 0)),
          time(stored),
          number(stored, ALIVE_US, 0),
          recent == null
              ? BlueskyMemory.Snapshot.EMPTY
              : BlueskyMemory.Snapshot.decode(recent, number(stored, RECENT_US, time(stored))));
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw malformed(String.valueOf(e.getMessage()), e);
    }
  }

  /** Whether somebody has set it: only a time, and none of ours is without a version. */
  static boolean isSet(Map<String, ?> stored) {
    return !stored.containsKey(VERSION) && !stored.containsKey(KIND);
  }

  /**
   * Checks what somebody has set.
   *
   * @throws ConnectException if the time is in seconds or milliseconds
   */
  void checkTime() {
    if (timeMicros < BlueskyResume.EARLIEST_TIME) {
      throw new ConnectException(
          "time_us is in microseconds since 1970, such as 1790000000000000, not " + timeMicros);
    }
  }

  private static long time(Map<String, ?> stored) {
    long time = number(stored, TIME_US, StreamPosition.NONE);
    if (time == StreamPosition.NONE) {
      throw malformed(TIME_US, null);
    }
    return time;
  }

  private static long number(Map<String, ?> stored, String name, long absent) {
    Object value = stored.get(name);
    if (value == null) {
      return absent;
    }
    if (!(value instanceof Number number) || number.longValue() < 0) {
      throw malformed(name, null);
    }
    return number.longValue();
  }

  private static @Nullable String text(Map<String, ?> stored, String name) {
    Object value = stored.get(name);
    if (value != null && !(value instanceof String)) {
      throw malformed(name, null);
    }
    return (String) value;
  }

  private static ConnectException malformed(String what, @Nullable Throwable cause) {
    return new ConnectException(
        "The stored offset cannot be read ("
            + what
            + "). It holds time_us, the microseconds since 1970 to read on from, and may hold kind,"
            + " host and seq. To start over, PUT /connectors/<name>/stop, DELETE"
            + " /connectors/<name>/offsets, then PUT /connectors/<name>/resume",
        cause);
  }

  /**
   * Every record carries one of these and Connect reads the content of a few. With exactly-once
   * Connect keys a map by records, which hash and compare their offsets, so these do it by
   * identity.
   */
  private static final class Stored extends AbstractMap<String, Object> {
    private final BlueskyOffset offset;

    Stored(BlueskyOffset offset) {
      this.offset = offset;
    }

    @Override
    public Set<Entry<String, Object>> entrySet() {
      Map<String, Object> content = new LinkedHashMap<>();
      content.put(VERSION, CURRENT_VERSION);
      if (offset.kind != null) {
        content.put(KIND, offset.kind.name().toLowerCase(Locale.ROOT));
        content.put(HOST, Objects.requireNonNull(offset.host));
      }
      if (offset.seq != StreamPosition.NONE) {
        content.put(SEQ, offset.seq);
        content.put(DONE, (long) offset.done);
        if (offset.seqMicros != StreamPosition.NONE) {
          content.put(SEQ_US, offset.seqMicros);
        }
      }
      content.put(TIME_US, offset.timeMicros);
      if (offset.aliveMicros > 0) {
        content.put(ALIVE_US, offset.aliveMicros);
      }
      content.put(RECENT, offset.recent.encode());
      if (offset.recent.newest() > offset.timeMicros) {
        content.put(RECENT_US, offset.recent.newest());
      }
      return content.entrySet();
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(offset);
    }

    @Override
    @SuppressWarnings("ReferenceEquality")
    public boolean equals(@Nullable Object other) {
      return other instanceof Stored stored && stored.offset == offset;
    }

    /** Connect logs offsets with records. */
    @Override
    public String toString() {
      return "{%s %s seq %d/%d time %d}"
          .formatted(offset.kind, offset.host, offset.seq, offset.done, offset.timeMicros);
    }
  }
}
