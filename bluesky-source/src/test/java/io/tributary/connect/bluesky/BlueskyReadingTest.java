package io.tributary.connect.bluesky;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.connect.bluesky.BlueskyReading.Verdict;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which gaps show, and how far signs of life move a cursor. */
class BlueskyReadingTest {
  private static final long SECOND = 1_000_000;
  private static final long HOUR = 3_600 * SECOND;
  private static final Duration REWIND = Duration.ofSeconds(5);

  private final MutableClock clock = new MutableClock();
  private final long now = BlueskyCursor.micros(Duration.ofMillis(clock.millis()));

  @Test
  void neverMovesTheCursorBack() {
    BlueskyCursor cursor = cursor(null);
    BlueskyReading reading = reading(cursor, StreamKind.JETSTREAM_V2, false);
    pass(reading, event(7, now - SECOND));
    pass(reading, event(5, now - 2 * SECOND));

    BlueskyOffset offset = Objects.requireNonNull(cursor.offset());
    assertThat(offset.seq()).isEqualTo(7);
    assertThat(offset.timeMicros()).isEqualTo(now - SECOND);
  }

  @Test
  void doesNotFollowAServerWhoseClockIsAhead() {
    BlueskyCursor cursor = cursor(null);
    pass(reading(cursor, StreamKind.JETSTREAM_V2, false), event(7, now + 99 * HOUR));

    assertThat(Objects.requireNonNull(cursor.offset()).timeMicros()).isEqualTo(now);
  }

  @Test
  void neverUsesASequenceNumberOfAnotherHostOrKind() {
    BlueskyCursor cursor = cursor(stored(StreamKind.JETSTREAM_V2, 7, now - SECOND));

    assertThat(cursor.resume("a", StreamKind.JETSTREAM_V2)).isEqualTo(new BlueskyResume.FromSeq(7));
    assertThat(cursor.resume("b", StreamKind.JETSTREAM_V2))
        .isEqualTo(new BlueskyResume.FromTime(now - 6 * SECOND));
    assertThat(cursor.resume("a", StreamKind.JETSTREAM_V1))
        .isEqualTo(new BlueskyResume.FromTime(now - 6 * SECOND));
    assertThat(cursor.resume("a", StreamKind.FIREHOSE))
        .isEqualTo(new BlueskyResume.Near(0, now - 6 * SECOND));
  }

  @Test
  void seesThatTheFirehoseLeavesOutNumbers() {
    BlueskyReading reading = reading(cursor(null), StreamKind.FIREHOSE, false);
    pass(reading, event(1_000, now - 9 * SECOND));
    pass(reading, event(1_900, now - 8 * SECOND));
    assertThat(reading.takeGap()).as("some numbers are never used").isNull();
    pass(reading, event(5_000, now - 7 * SECOND));

    BlueskyGap gap = Objects.requireNonNull(reading.takeGap());
    assertThat(gap.cause()).isEqualTo(BlueskyGap.Cause.SEQUENCE_JUMP);
    assertThat(gap.after()).isEqualTo(BlueskyTime.ofMicros(now - 8 * SECOND));
    assertThat(gap.before()).isEqualTo(BlueskyTime.ofMicros(now - 7 * SECOND));
    assertThat(reading.takeGap()).isNull();
  }

  @Test
  void seesThatAServerDoesNotGoBackSoFar() {
    BlueskyReading reading = resumed(StreamKind.FIREHOSE, now - 90 * HOUR, false);
    reading.outdated();
    pass(reading, event(8, now - 72 * HOUR));

    assertThat(Objects.requireNonNull(reading.takeGap()).cause())
        .isEqualTo(BlueskyGap.Cause.OUTDATED_CURSOR);
  }

  @Test
  void seesNoGapWhereAnOutdatedCursorWasOnlyCautious() {
    BlueskyReading reading = resumed(StreamKind.JETSTREAM_V2, now - HOUR, false);
    reading.outdated();
    pass(reading, event(7, now - HOUR));

    assertThat(reading.takeGap()).isNull();
  }

  @Test
  void takesALateStartForAGapOnlyWhereTheCursorWasOld() {
    BlueskyReading old = resumed(StreamKind.JETSTREAM_V1, now - 30 * HOUR, false);
    pass(old, event(7, now - 24 * HOUR));
    assertThat(Objects.requireNonNull(old.takeGap()).cause())
        .isEqualTo(BlueskyGap.Cause.LATE_START);

    BlueskyReading fresh = resumed(StreamKind.JETSTREAM_V1, now - 20 * SECOND, false);
    clock.advance(Duration.ofHours(3));
    pass(fresh, event(7, now + 2 * HOUR));
    assertThat(fresh.takeGap()).as("a silence after connecting").isNull();
  }

  @Test
  void doesNotTakeTheSilenceOfAFewAccountsForAGap() {
    BlueskyReading quiet = resumed(StreamKind.JETSTREAM_V1, now - 20 * HOUR, true);
    pass(quiet, event(7, now - HOUR));
    assertThat(quiet.takeGap()).isNull();

    BlueskyReading forgotten = resumed(StreamKind.JETSTREAM_V1, now - 30 * HOUR, true);
    pass(forgotten, event(7, now - HOUR));
    assertThat(forgotten.takeGap()).isNotNull();
  }

  @Test
  void movesAQuietCursorWithSignsOfLifeOnlyWhenItIsOld() {
    BlueskyCursor cursor = cursor(stored(StreamKind.JETSTREAM_V1, StreamPosition.NONE, now - HOUR));
    BlueskyReading reading = reading(cursor, StreamKind.JETSTREAM_V1, true);
    pass(reading, event(StreamPosition.NONE, now - SECOND));
    clock.advance(Duration.ofHours(2));
    reading.alive(now + 2 * HOUR);

    assertThat(cursor.knownUntil()).as("a stall would lose events").isEqualTo(now - SECOND);

    clock.advance(Duration.ofHours(20));
    reading.alive(now + 22 * HOUR);
    assertThat(cursor.knownUntil()).isEqualTo(now + 10 * HOUR);
  }

  @Test
  void takesAServerThatMayStillReplayForNoFurtherThanLifeHasGone() {
    BlueskyCursor cursor =
        cursor(stored(StreamKind.JETSTREAM_V1, StreamPosition.NONE, now - 10 * HOUR));
    BlueskyReading reading = reading(cursor, StreamKind.JETSTREAM_V1, true);
    clock.advance(Duration.ofHours(1));
    reading.alive(now + HOUR);

    assertThat(Objects.requireNonNull(cursor.offset()).aliveMicros())
        .isEqualTo(now - 9 * HOUR - 5 * SECOND);
  }

  @Test
  void ignoresSignsOfLifeWhereEventsAlwaysCome() {
    BlueskyCursor cursor = cursor(stored(StreamKind.JETSTREAM_V1, StreamPosition.NONE, now - HOUR));
    reading(cursor, StreamKind.JETSTREAM_V1, false).alive(now);

    assertThat(Objects.requireNonNull(cursor.offset()).aliveMicros()).isZero();
  }

  private BlueskyReading resumed(StreamKind kind, long time, boolean byAccount) {
    return reading(cursor(stored(kind, 7, time)), kind, byAccount);
  }

  private static void pass(BlueskyReading reading, BlueskyEvent event) {
    if (reading.see(event) == Verdict.NEW) {
      reading.pass(event, true);
    }
  }

  private BlueskyCursor cursor(@Nullable BlueskyOffset stored) {
    return new BlueskyCursor(new BlueskyResume.Earliest(), stored, REWIND, clock);
  }

  private static BlueskyReading reading(BlueskyCursor cursor, StreamKind kind, boolean byAccount) {
    return new BlueskyReading(cursor, "a", kind, Duration.ofMinutes(1), byAccount);
  }

  private static BlueskyOffset stored(StreamKind kind, long seq, long time) {
    return new BlueskyOffset(kind, "a", seq, 1, time, 0, BlueskyMemory.Snapshot.EMPTY);
  }

  private static BlueskyEvent event(long seq, long time) {
    return new BlueskyEvent.Commit(
        "did:plc:a",
        new StreamPosition(seq, time),
        "rev" + seq + time,
        Operation.CREATE,
        "app.bsky.feed.post",
        "key" + seq,
        "cid",
        null,
        0,
        1,
        null,
        null);
  }
}
