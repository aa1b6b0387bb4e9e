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
  private long seqTime = StreamPosition.NONE;
  private int done;
  private long time = StreamPosition.NONE;
  private long alive;
  private boolean begun;
  private @Nullable RunningMedian claims;
  private long claimedFrom;
  private @Nullable BlueskyEvent identified;
  private long identity;
  private boolean seqRefused;
  private @Nullable BlueskySeek seek;
  private boolean foundLate;
  private long foundAfter = StreamPosition.NONE;

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
      this.memory = new BlueskyMemory(span, BlueskyMemory.Snapshot.EMPTY);
    } else {
      this.memory = new BlueskyMemory(span, stored.recent());
      this.kind = stored.kind();
      this.host = stored.host();
      this.seq = stored.seq();
      this.seqTime = stored.seqMicros();
      this.done = stored.done();
      this.time = stored.timeMicros();
      this.alive = stored.aliveMicros();
    }
  }

  /** Returns from where a connection to this server has to send. */
  BlueskyResume resume(String nextHost, StreamKind nextKind) {
    if (seq != StreamPosition.NONE && nextKind == kind && nextHost.equals(host) && !seqRefused) {
      seek = null;
      return new BlueskyResume.FromSeq(seq);
    }
    BlueskyResume byTime =
        hasPosition() ? new BlueskyResume.FromTime(Math.max(0, knownUntil() - rewind)) : start;
    if (nextKind != StreamKind.FIREHOSE || !(byTime instanceof BlueskyResume.FromTime from)) {
      seek = null;
      return byTime;
    }
    BlueskySeek running = seek;
    if (running == null || !running.isOn(nextHost)) {
      running = new BlueskySeek(nextHost, from.micros());
      seek = running;
    }
    return running.next();
  }

  /** Whether the place of a time is looked for, which takes some questions. */
  boolean isSearching() {
    return seek != null && seek.mayAsk();
  }

  /** Looks at an event for the place that is looked for, if one is. */
  BlueskySeek.Look look(StreamPosition position) {
    BlueskySeek running = seek;
    if (running == null) {
      return BlueskySeek.Look.HERE;
    }
    BlueskySeek.Look look = running.look(position);
    if (look == BlueskySeek.Look.HERE) {
      foundLate = running.isLate();
      foundAfter = running.before();
      seek = null;
    }
    return look;
  }

  /** Nothing more comes for now. Returns whether the server is to be asked for another place. */
  boolean settle() {
    return seek != null && seek.settle();
  }

  /** Whether even the oldest event was later than the time that was looked for last. */
  boolean isFoundLate() {
    return foundLate;
  }

  /** The number of the last event before the time that was looked for last, if that is sure. */
  long foundAfter() {
    return foundAfter;
  }

  /** The server does not go on from the sequence number: its time is asked for from now on. */
  void refuseSeq() {
    if (seek != null) {
      seek.refused();
    } else {
      seqRefused = true;
    }
  }

  /**
   * Nothing is stored and the stream starts now: what comes next is read on after a disconnect. Our
   * clock is believed until the server's is heard of.
   */
  void begin() {
    if (!hasPosition()) {
      time = now();
      begun = true;
    }
  }

  /** Whether it starts with what happens next. */
  boolean startsLive() {
    return !hasPosition() && start instanceof BlueskyResume.Live;
  }

  boolean hasPosition() {
    return time != StreamPosition.NONE;
  }

  /** What is stored with the event that was passed last. Null before the first one. */
  @Nullable BlueskyOffset offset() {
    return hasPosition()
        ? new BlueskyOffset(kind, host, seq, seqTime, done, time, alive, memory.snapshot())
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

  /** Until when the server was seen to have nothing more; 0 if unknown. */
  long alive() {
    return alive;
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
    time = ofKind == StreamKind.FIREHOSE ? claimed(eventTime) : told(eventTime);
    begun = false;
    if (anew || !position.hasSeq() || position.seq() > seq) {
      kind = ofKind;
      host = onHost;
      seq = position.seq();
      seqTime = position.timeMicros();
      done = passed;
    } else if (position.seq() == seq) {
      done = Math.max(done, passed);
    }
    seqRefused = false;
    if (emitted) {
      memory.add(identity(event), Math.max(time, eventTime), time);
    }
  }

  /** The server's own time, which does not go back far. */
  private long told(long eventTime) {
    claims = null;
    return begun ? eventTime : Math.max(time, eventTime);
  }

  /**
   * What the account's own server has claimed, which relays pass on: some lie, some were away for
   * hours.
   */
  private long claimed(long eventTime) {
    RunningMedian median = claims;
    if (median == null) {
      boolean isNew = begun || !hasPosition();
      claimedFrom = isNew ? StreamPosition.NONE : time;
      median = new RunningMedian(isNew ? eventTime : time);
      claims = median;
    }
    // What is read again is older than what is remembered.
    return Math.max(claimedFrom, median.add(eventTime));
  }

  /** The server has nothing more up to this time. */
  void aliveUntil(long micros) {
    alive = Math.max(alive, micros);
  }

  static long micros(Duration duration) {
    return duration.toNanos() / 1_000;
  }
}
