package io.tributary.connect.bluesky;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One connection's events held against the cursor: which of them were emitted before, and whether
 * some are missing. Does no I/O.
 */
final class BlueskyReading {
  /** What to do with an event. */
  enum Verdict {
    NEW,
    REPEATED,
    /** It is only looked at to find the place where to start. */
    PASSED_OVER,
    /** The server did not go on from the sequence number: ask it again, by time. */
    ASK_AGAIN
  }

  /** What hosts keep of the v1 protocol, which does not tell that a cursor is older. */
  private static final long RETENTION = BlueskyCursor.micros(Duration.ofHours(24));

  /** Relays leave out a number here and there. */
  private static final long SEQUENCE_JUMP = 1_000;

  private static final long REPLAY_CHECK = BlueskyCursor.micros(Duration.ofSeconds(5));

  /** One measurement may be wrong because nobody polled meanwhile. */
  private static final int REPLAY_CHECKS = 2;

  /** What follows a sequence number is not so much older, unless the server counts anew. */
  private static final long DISORDER = BlueskyCursor.micros(Duration.ofMinutes(10));

  private final BlueskyCursor cursor;
  private final String host;
  private final StreamKind kind;
  private final BlueskyResume resume;
  private final long lateness;
  // Silence means nothing where the server sends the events of some accounts only.
  private final boolean byAccount;
  private final long startedAt;
  private final long knownUntil;
  private final long aliveBefore;
  private final long overlapEnd;
  private final @Nullable BlueskyOffset floor;
  private final long from;

  private boolean first = true;
  private boolean matched;
  private boolean anew;
  private boolean outdated;
  private boolean live;
  private boolean skipping;
  private long skippedFrom = StreamPosition.NONE;
  private long skippedSince;
  private int slowChecks;
  private long latestSeq;
  private long latestTime;
  private int passed;
  private @Nullable BlueskyGap gap;

  /**
   * Begins a connection.
   *
   * @param lateness how much later than asked for the stream may start before that is a gap
   * @param byAccount whether the server was asked for certain accounts only
   */
  BlueskyReading(
      BlueskyCursor cursor, String host, StreamKind kind, Duration lateness, boolean byAccount) {
    this.cursor = cursor;
    this.host = host;
    this.kind = kind;
    this.lateness = BlueskyCursor.micros(lateness);
    this.byAccount = byAccount && kind != StreamKind.FIREHOSE;
    this.resume = cursor.resume(host, kind);
    this.startedAt = cursor.now();
    this.live = resume instanceof BlueskyResume.Live;
    this.floor = resume instanceof BlueskyResume.FromSeq ? cursor.offset() : null;
    this.anew = floor == null;
    this.from = time(resume);
    this.skipping = from != StreamPosition.NONE;
    this.knownUntil = cursor.hasPosition() ? cursor.knownUntil() : from;
    this.aliveBefore = cursor.alive() > 0 ? cursor.alive() + cursor.rewind() : 0;
    this.overlapEnd = cursor.time() + 2 * cursor.rewind();
    this.latestSeq = floor == null ? StreamPosition.NONE : floor.seq();
    this.latestTime = cursor.time();
  }

  private static long time(BlueskyResume resume) {
    if (resume instanceof BlueskyResume.FromTime asked) {
      return asked.micros();
    }
    return resume instanceof BlueskyResume.Near near ? near.micros() : StreamPosition.NONE;
  }

  BlueskyResume resume() {
    return resume;
  }

  boolean isByAccount() {
    return byAccount;
  }

  /** The server has accepted the connection. */
  void opened() {
    if (resume instanceof BlueskyResume.Live) {
      cursor.begin();
    }
  }

  /** The server says that it no longer has what it was asked for. */
  void outdated() {
    outdated = true;
  }

  /** Decides about the next event, which is then to be {@link #pass passed} if it is new. */
  Verdict see(BlueskyEvent event) {
    StreamPosition position = event.position();
    if (!matched && !matches(event)) {
      cursor.refuseSeq();
      return Verdict.ASK_AGAIN;
    }
    if (first) {
      switch (cursor.look(position)) {
        case HERE -> {
          // The same connection goes on.
        }
        case MORE -> {
          return Verdict.PASSED_OVER;
        }
        case AGAIN -> {
          return Verdict.ASK_AGAIN;
        }
      }
    }
    int place = place(event);
    if (first) {
      findLateStart(position);
      first = false;
    } else {
      findJump(position);
    }
    latestSeq = position.seq();
    latestTime = position.timeMicros();
    passed = place + 1;
    live |= position.timeMicros() >= cursor.now() - cursor.rewind();
    if (isBeforeStart(position)) {
      return Verdict.REPEATED;
    }
    if (floor != null
        && (position.seq() < floor.seq()
            || (position.seq() == floor.seq() && place < floor.done()))) {
      return Verdict.REPEATED;
    }
    if (isRepeatable(event) && cursor.remembers(event)) {
      pass(event, false);
      return Verdict.REPEATED;
    }
    return Verdict.NEW;
  }

  /** Whether the server still counts as it did when it gave us the number that we asked for. */
  private boolean matches(BlueskyEvent event) {
    StreamPosition position = event.position();
    if (floor == null || position.seq() > floor.seq()) {
      matched = true;
      return floor == null
          || (position.timeMicros() >= floor.timeMicros() - DISORDER && !isWithoutOurs(position));
    }
    if (position.seq() == floor.seq()) {
      matched = true;
      return floor.seqMicros() == StreamPosition.NONE
          || floor.seqMicros() == position.timeMicros()
          || cursor.remembers(event);
    }
    // Of the firehose the number before comes too, from some servers.
    return kind == StreamKind.FIREHOSE && position.seq() == floor.seq() - 1;
  }

  /**
   * Whether a Jetstream goes on without the event that was asked for: it was sent before, so it is
   * gone, or the filter hides what has its number now. Where the next one is close in time, only
   * the accounts or collections have changed.
   */
  private boolean isWithoutOurs(StreamPosition first) {
    return kind != StreamKind.FIREHOSE && first.timeMicros() > cursor.time() + cursor.rewind();
  }

  /** Passes an event that is new. */
  void pass(BlueskyEvent event, boolean emitted) {
    cursor.pass(event, emitted, anew, host, kind, passed);
    anew = false;
  }

  /** The server answered at this time, after everything it had sent was read. */
  void alive(long micros) {
    // Who does not go on from our number has perhaps not sent what came before this.
    if (!byAccount || (floor != null && !matched)) {
      return;
    }
    // A replay that the filter leaves nothing of is silent as well, but no slower than life.
    long until = live ? micros : Math.max(knownUntil, aliveBefore) + (micros - startedAt);
    cursor.aliveUntil(Math.min(until, micros) - cursor.rewind());
  }

  /** Returns a gap that the last event has shown, once. */
  @Nullable BlueskyGap takeGap() {
    BlueskyGap found = gap;
    gap = null;
    return found;
  }

  /** The events of a commit share its number; their place in it is told or counted. */
  private int place(BlueskyEvent event) {
    if (event instanceof BlueskyEvent.Commit commit && commit.count() > 1) {
      return commit.index();
    }
    StreamPosition position = event.position();
    return position.hasSeq() && !first && position.seq() == latestSeq ? passed : 0;
  }

  /**
   * Some servers start far earlier than the time they were asked for (bluesky-social/jetstream#343)
   * and the firehose has no times to ask for. Once the time is reached, no event is passed over for
   * its time: they need not come in order.
   */
  private boolean isBeforeStart(StreamPosition position) {
    if (!skipping) {
      return false;
    }
    if (resume instanceof BlueskyResume.Near && cursor.foundAfter() != StreamPosition.NONE) {
      // What follows may claim to be older, but came after the time.
      skipping = position.seq() <= cursor.foundAfter();
      return skipping;
    }
    skipping = position.timeMicros() < from && !isBehind(position.timeMicros());
    return skipping;
  }

  /**
   * Whether the server's clock is behind: a replay would be faster than life. Where the time to
   * start is still to come there is no replay.
   */
  private boolean isBehind(long eventTime) {
    long now = cursor.now();
    if (skippedFrom == StreamPosition.NONE) {
      skippedFrom = eventTime;
      skippedSince = now;
    }
    long elapsed = now - skippedSince;
    if (elapsed > REPLAY_CHECK && from <= startedAt) {
      slowChecks = eventTime - skippedFrom < 2 * elapsed ? slowChecks + 1 : 0;
      skippedFrom = eventTime;
      skippedSince = now;
    }
    return slowChecks == REPLAY_CHECKS;
  }

  /** An account may be named the same twice, and only its own server's time tells that apart. */
  private boolean isRepeatable(BlueskyEvent event) {
    long ownMicros = StreamPosition.NONE;
    if (event instanceof BlueskyEvent.Identity identity) {
      ownMicros = identity.ownMicros();
    } else if (event instanceof BlueskyEvent.Account account) {
      ownMicros = account.ownMicros();
    }
    return event instanceof BlueskyEvent.Commit
        || ownMicros != StreamPosition.NONE
        || event.position().timeMicros() <= overlapEnd;
  }

  private void findLateStart(StreamPosition position) {
    boolean known = floor != null && position.seq() <= floor.seq();
    if (knownUntil == StreamPosition.NONE || known) {
      return;
    }
    if (floor != null && kind == StreamKind.FIREHOSE) {
      // Its times are claims, its numbers tell.
      if (outdated && position.seq() > floor.seq()) {
        gap = gap(BlueskyGap.Cause.OUTDATED_CURSOR, knownUntil, position);
      } else {
        findJump(position);
      }
    } else if (position.timeMicros() > knownUntil && !isFound()) {
      if (outdated && !wasSilent()) {
        gap = gap(BlueskyGap.Cause.OUTDATED_CURSOR, knownUntil, position);
      } else if (position.timeMicros() - knownUntil > lateness && mayBeForgotten()) {
        gap = gap(BlueskyGap.Cause.LATE_START, knownUntil, position);
      }
    }
  }

  /** Whether a search has found a place, so that one late event means nothing. */
  private boolean isFound() {
    return resume instanceof BlueskyResume.Near && !cursor.isFoundLate();
  }

  /** Whether the server has answered of late that there was nothing. */
  private boolean wasSilent() {
    return byAccount && startedAt - aliveBefore < RETENTION;
  }

  /** Whether the cursor was so old that a late first event means more than silence. */
  private boolean mayBeForgotten() {
    long age = startedAt - Math.max(knownUntil, aliveBefore);
    return byAccount ? kind == StreamKind.JETSTREAM_V1 && age > RETENTION : age > lateness;
  }

  private void findJump(StreamPosition position) {
    if (kind == StreamKind.FIREHOSE
        && latestSeq != StreamPosition.NONE
        && position.seq() - latestSeq > SEQUENCE_JUMP) {
      gap = gap(BlueskyGap.Cause.SEQUENCE_JUMP, latestTime, position);
    }
  }

  private BlueskyGap gap(BlueskyGap.Cause cause, long after, StreamPosition before) {
    return new BlueskyGap(
        cause, host, BlueskyTime.ofMicros(after), BlueskyTime.ofMicros(before.timeMicros()));
  }
}
