package io.tributary.connect.bluesky;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.Set;

/**
 * The identities of the events that were emitted last, so that a server that sends some of them
 * again is seen to. Forgets what is older than a span of the stream's time. Not thread-safe.
 */
final class BlueskyMemory {
  /** What the memory held at one moment; the array is shared with later moments. */
  static final class Snapshot {
    static final Snapshot EMPTY = new Snapshot(new long[0], 0, 0);

    private final long[] log;
    private final int from;
    private final int to;

    private Snapshot(long[] log, int from, int to) {
      this.log = log;
      this.from = from;
      this.to = to;
    }

    int size() {
      return to - from;
    }

    String encode() {
      ByteBuffer bytes = ByteBuffer.allocate(size() * IDENTITY_BYTES);
      for (int i = from; i < to; i++) {
        bytes.putShort((short) (log[i] >>> Integer.SIZE)).putInt((int) log[i]);
      }
      return Base64.getEncoder().encodeToString(bytes.array());
    }

    /**
     * Reads what {@link #encode} wrote.
     *
     * @throws IllegalArgumentException if it is something else
     */
    static Snapshot decode(String text) {
      ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(text));
      if (bytes.remaining() % IDENTITY_BYTES != 0
          || bytes.remaining() > CAPACITY * IDENTITY_BYTES) {
        throw new IllegalArgumentException("not a list of identities");
      }
      long[] log = new long[bytes.remaining() / IDENTITY_BYTES];
      for (int i = 0; i < log.length; i++) {
        long high = bytes.getShort() & 0xffffL;
        log[i] = (high << Integer.SIZE) | (bytes.getInt() & 0xffff_ffffL);
      }
      return new Snapshot(log, 0, log.length);
    }
  }

  /** Twice what the whole network says in ten seconds. */
  static final int CAPACITY = 10_000;

  // 48 bits: in ten seconds of the whole network two events are alike once in ten million times.
  private static final int IDENTITY_BYTES = 6;
  private static final long IDENTITY_MASK = (1L << (IDENTITY_BYTES * Byte.SIZE)) - 1;

  private final long spanMicros;
  private final Set<Long> known = new HashSet<>();
  private long[] log;
  private long[] times;
  private int from;
  private int to;
  private long newest;

  /**
   * Starts with what an earlier run has emitted.
   *
   * @param emitted when that was, at the latest
   */
  BlueskyMemory(long spanMicros, Snapshot earlier, long emitted) {
    this.spanMicros = spanMicros;
    this.newest = emitted;
    this.to = earlier.size();
    this.log = Arrays.copyOf(Arrays.copyOfRange(earlier.log, earlier.from, earlier.to), room(to));
    this.times = new long[log.length];
    Arrays.fill(times, 0, to, emitted);
    for (int i = 0; i < to; i++) {
      known.add(log[i]);
    }
  }

  boolean contains(long identity) {
    return !known.isEmpty() && known.contains(identity);
  }

  void add(long identity, long timeMicros) {
    if (!known.add(identity)) {
      return;
    }
    newest = Math.max(newest, timeMicros);
    while (from < to && (times[from] < newest - spanMicros || to - from >= CAPACITY)) {
      known.remove(log[from++]);
    }
    if (to == log.length) {
      int size = to - from;
      // A copy, because snapshots hold on to the old one.
      log = Arrays.copyOf(Arrays.copyOfRange(log, from, to), room(size));
      times = Arrays.copyOf(Arrays.copyOfRange(times, from, to), room(size));
      from = 0;
      to = size;
    }
    log[to] = identity;
    times[to++] = timeMicros;
  }

  Snapshot snapshot() {
    return new Snapshot(log, from, to);
  }

  private static int room(int size) {
    return Math.max(1_024, size * 2);
  }

  /** What makes an event the same event on every server. */
  static long identity(BlueskyEvent event) {
    long hash = mix(event.did().hashCode(), event.getClass().getSimpleName());
    if (event instanceof BlueskyEvent.Commit commit) {
      hash = mix(hash, commit.collection());
      hash = mix(hash, commit.rkey());
      hash = mix(hash, commit.rev());
      hash = mix(hash, commit.operation().text());
    } else if (event instanceof BlueskyEvent.Identity identity) {
      hash = mix(hash, String.valueOf(identity.handle()));
    } else if (event instanceof BlueskyEvent.Account account) {
      hash = mix(hash, account.active() + "/" + account.status());
    } else if (event instanceof BlueskyEvent.Sync sync) {
      hash = mix(hash, sync.rev());
    }
    return hash & IDENTITY_MASK;
  }

  private static long mix(long hash, String text) {
    long mixed = hash;
    for (int i = 0; i < text.length(); i++) {
      mixed = mixed * 0x100000001b3L + text.charAt(i);
    }
    mixed ^= mixed >>> 32;
    mixed *= 0x9e3779b97f4a7c15L;
    return mixed ^ (mixed >>> 29);
  }
}
