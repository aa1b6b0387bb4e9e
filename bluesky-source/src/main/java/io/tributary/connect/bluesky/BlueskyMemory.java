package io.tributary.connect.bluesky;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;

/**
 * The identities of the events that were emitted last, so that a server that sends some of them
 * again is seen to. Forgets what is older than a span of the stream's time. Not thread-safe.
 */
final class BlueskyMemory {
  /** What the memory held at one moment; the array is shared with later moments. */
  static final class Snapshot {
    static final Snapshot EMPTY = new Snapshot(new long[0], 0, 0, 0);

    private final long[] log;
    private final int from;
    private final int to;
    private final long newest;

    private Snapshot(long[] log, int from, int to, long newest) {
      this.log = log;
      this.from = from;
      this.to = to;
      this.newest = newest;
    }

    /** The latest time of what it holds. */
    long newest() {
      return newest;
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
     * @param newest the latest time of what it holds
     * @throws IllegalArgumentException if it is something else
     */
    static Snapshot decode(String text, long newest) {
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
      return new Snapshot(log, 0, log.length, newest);
    }
  }

  /** Twice what the whole network says in ten seconds. */
  static final int CAPACITY = 10_000;

  // 48 bits: in ten seconds of the whole network two events are alike once in ten million times.
  private static final int IDENTITY_BYTES = 6;
  private static final long IDENTITY_MASK = (1L << (IDENTITY_BYTES * Byte.SIZE)) - 1;

  private final long spanMicros;
  private final IdentitySet known = new IdentitySet();
  private long[] log;
  private long[] times;
  private int from;
  private int to;
  private long newest;

  /** Starts with what an earlier run has emitted. */
  BlueskyMemory(long spanMicros, Snapshot earlier) {
    this.spanMicros = spanMicros;
    this.newest = earlier.newest;
    this.to = earlier.size();
    this.log = Arrays.copyOf(Arrays.copyOfRange(earlier.log, earlier.from, earlier.to), room(to));
    this.times = new long[log.length];
    Arrays.fill(times, 0, to, newest);
    for (int i = 0; i < to; i++) {
      boolean unused = known.add(log[i]);
    }
  }

  boolean contains(long identity) {
    return known.contains(identity);
  }

  /**
   * Remembers an event and forgets what is older than the span.
   *
   * @param timeMicros the event's time
   * @param nowMicros where the stream stands, from where the span counts
   */
  void add(long identity, long timeMicros, long nowMicros) {
    if (!known.add(identity)) {
      return;
    }
    newest = Math.max(newest, timeMicros);
    while (from < to && (times[from] < nowMicros - spanMicros || to - from >= CAPACITY)) {
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
    return new Snapshot(log, from, to, newest);
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
      hash = mix(hash, identity.handle() + "/" + identity.ownMicros());
    } else if (event instanceof BlueskyEvent.Account account) {
      hash = mix(hash, account.active() + "/" + account.status() + "/" + account.ownMicros());
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
