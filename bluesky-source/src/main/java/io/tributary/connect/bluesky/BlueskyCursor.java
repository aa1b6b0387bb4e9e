package io.tributary.connect.bluesky;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * What has been read so far, and from where to go on after a disconnect or a restart. Does no I/O.
 * The stored cursor never goes backwards on the server it belongs to.
 */
final class BlueskyCursor {
  /** Half of what hosts keep. A cursor older than this follows the server's signs of life. */
  private static final long OLDEST_CURSOR = micros(Duration.ofHours(12));

  private final BlueskyResume start;
  private final long rewind;
  private final Clock clock;
  private final BlueskyMemory memory;

  private @Nullable StreamKind kind;
  private @Nullable String host;
  private long seq = StreamPosition.NONE;
  private int done;
  private long time = StreamPosition.NONE;
  private long alive;
  private @Nullable BlueskyEvent identified;
  private long identity;
  private boolean seqRefused;
  private @Nullable BlueskySeek seek;

  /**
   * Goes on from what is stored.
   *
   * @param start where to start if nothing is stored
   * @param rewind how far to go back where a cursor is a time
   */
  BlueskyCursor(BlueskyResume start, @Nullable BlueskyOffset stored, Duration rewind, Clock clock) {
    this.start = start;
    this.rewind = micros(rewind);
    this.clock = clock;
    // Hosts do not agree on an event's time: remember twice what is read again.
    long span = 2 * this.rewind;
    if (stored == null) {
      this.memory = new BlueskyMemory(span, BlueskyMemory.Snapshot.EMPTY, 0);
    } else {
      this.memory = new BlueskyMemory(span, stored.recent(), stored.timeMicros());
      this.kind = stored.kind();
      this.host = stored.host();
      this.seq = stored.seq();
      this.done = stored.done();
      this.time = stored.timeMicros();
      this.alive = stored.aliveMicros();
    }
  }

  /** Returns from where a connection to this server has to send. */
  BlueskyResume resume(String nextHost, StreamKind nextKind) {
    if (seq != StreamPosition.NONE && nextKind == kind && nextHost.equals(host) && !seqRefused) {
      return new BlueskyResume.FromSeq(seq);
    }
    BlueskyResume byTime =
        hasPosition() ? new BlueskyResume.FromTime(Math.max(0, knownUntil() - rewind)) : start;
    if (nextKind != StreamKind.FIREHOSE || !(byTime instanceof BlueskyResume.FromTime from)) {
      return byTime;
    }
    BlueskySeek running = seek;
    if (running == null || !running.isOn(nextHost)) {
      running = new BlueskySeek(nextHost, from.micros());
      seek = running;
    }
    return running.next();
  }

  /** Whether the place of a time is still looked for. */
  boolean isSeeking() {
    return seek != null;
  }

  /** Returns whether the place that is looked for is found, if one is. */
  boolean isFound(StreamPosition first) {
    if (seek != null && !seek.accepts(first)) {
      return false;
    }
    seek = null;
    return true;
  }

  /** The server does not go on from the sequence number: its time is asked for from now on. */
  void refuseSeq() {
    if (seek != null) {
      seek.refused();
    } else {
      seqRefused = true;
    }
  }

  /** Nothing is stored and the stream starts now: what comes next is read on after a disconnect. */
  void begin() {
    if (!hasPosition()) {
      time = now();
    }
  }

  boolean hasPosition() {
    return time != StreamPosition.NONE;
  }

  /** What is stored with the event that was passed last. Null before the first one. */
  @Nullable BlueskyOffset offset() {
    return hasPosition()
        ? new BlueskyOffset(kind, host, seq, done, time, alive, memory.snapshot())
        : null;
  }

  /**
   * Until when nothing can be missing. A sign of life counts only where the newest event is so old
   * that hosts may have forgotten it: a server that has stalled answers too.
   */
  long knownUntil() {
    return hasPosition() ? Math.max(time, Math.min(alive, now() - OLDEST_CURSOR)) : time;
  }

  long time() {
    return time;
  }

  long rewind() {
    return rewind;
  }

  long now() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
  }

  /** Whether an event of these last moments was emitted already. */
  boolean remembers(BlueskyEvent event) {
    return memory.contains(identity(event));
  }

  /** What is asked for a second time when an event that is not remembered is passed. */
  @SuppressWarnings("ReferenceEquality")
  private long identity(BlueskyEvent event) {
    if (event != identified) {
      identified = event;
      identity = BlueskyMemory.identity(event);
    }
    return identity;
  }

  /**
   * Passes an event, emitted or not.
   *
   * @param anew whether a connection starts that counts in its own way
   * @param passed how many events of this sequence number are passed now
   */
  void pass(
      BlueskyEvent event,
      boolean emitted,
      boolean anew,
      String onHost,
      StreamKind ofKind,
      int passed) {
    StreamPosition position = event.position();
    // A server whose clock is ahead must not lead the cursor past what others will send.
    long eventTime = Math.min(position.timeMicros(), now());
    time = Math.max(time, eventTime);
    if (anew || !position.hasSeq() || position.seq() > seq) {
      kind = ofKind;
      host = onHost;
      seq = position.seq();
      done = passed;
    } else if (position.seq() == seq) {
      done = Math.max(done, passed);
    }
    seqRefused = false;
    if (emitted) {
      memory.add(identity(event), eventTime);
    }
  }

  /** The server has nothing more up to this time. */
  void aliveUntil(long micros) {
    alive = Math.max(alive, micros);
  }

  static long micros(Duration duration) {
    return duration.toNanos() / 1_000;
  }
}
