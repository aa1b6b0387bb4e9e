package io.tributary.connect.bluesky;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.connect.bluesky.BlueskyReading.Verdict;
import io.tributary.connect.common.MutableClock;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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
    BlueskyReading reading = resumed(StreamKind.FIREHOSE, 7, now - 90 * HOUR);
    reading.outdated();
    pass(reading, event(8, now - 72 * HOUR));

    assertThat(Objects.requireNonNull(reading.takeGap()).cause())
        .isEqualTo(BlueskyGap.Cause.OUTDATED_CURSOR);
  }

  @Test
  void seesNoGapWhereAnOutdatedCursorWasOnlyCautious() {
    BlueskyReading reading = resumed(StreamKind.JETSTREAM_V2, 7, now - HOUR);
    reading.outdated();
    pass(reading, event(7, now - HOUR));

    assertThat(reading.takeGap()).isNull();
  }

  @Test
  void takesALateStartForAGapOnlyWhereTheCursorWasOld() {
    BlueskyReading old = resumed(StreamKind.JETSTREAM_V1, StreamPosition.NONE, now - 30 * HOUR);
    pass(old, event(8, now - 24 * HOUR));
    assertThat(Objects.requireNonNull(old.takeGap()).cause())
        .isEqualTo(BlueskyGap.Cause.LATE_START);

    BlueskyReading fresh = resumed(StreamKind.JETSTREAM_V1, StreamPosition.NONE, now - 20 * SECOND);
    clock.advance(Duration.ofHours(3));
    pass(fresh, event(8, now + 2 * HOUR));
    assertThat(fresh.takeGap()).as("a silence after connecting").isNull();
  }

  @Test
  void doesNotTakeTheSilenceOfAFewAccountsForAGap() {
    BlueskyReading quiet = byAccount(now - 20 * HOUR);
    pass(quiet, event(8, now - HOUR));
    assertThat(quiet.takeGap()).isNull();

    BlueskyReading forgotten = byAccount(now - 30 * HOUR);
    pass(forgotten, event(8, now - HOUR));
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

  @Test
  void takesTheServersTimeForOursWhereItStartsNow() {
    var cursor = new BlueskyCursor(new BlueskyResume.Live(), null, REWIND, clock);
    BlueskyReading reading = reading(cursor, StreamKind.JETSTREAM_V2, false);
    reading.opened();
    assertThat(cursor.time()).isEqualTo(now);
    pass(reading, event(7, now - HOUR));

    assertThat(cursor.time()).as("our clock is an hour ahead").isEqualTo(now - HOUR);
  }

  @Test
  void isNotLedAstrayByWhatAFewAccountsClaimOnTheFirehose() {
    BlueskyCursor cursor = cursor(null);
    BlueskyReading reading = reading(cursor, StreamKind.FIREHOSE, false);
    long start = now - 10 * HOUR;
    for (int seq = 1; seq <= 200; seq++) {
      long claim = seq % 20 == 0 ? now + HOUR : seq % 20 == 9 ? start - 9 * HOUR : start;
      pass(reading, event(seq, claim + seq));
    }

    assertThat(cursor.time()).isBetween(start + 100, start + 200);
    assertThat(Objects.requireNonNull(cursor.offset()).seq()).isEqualTo(200);
  }

  @Test
  void goesOnFromWhatAnotherStreamHasToldSinceTheFirehose() {
    BlueskyCursor cursor = cursor(null);
    BlueskyReading firehose = reading(cursor, StreamKind.FIREHOSE, false);
    for (int seq = 1; seq <= 100; seq++) {
      pass(firehose, event(seq, now - 10 * HOUR + seq));
    }
    pass(reading(cursor, StreamKind.JETSTREAM_V2, false), event(7, now - HOUR));
    cursor.pass(event(8, now - HOUR + 1), true, true, "a", StreamKind.FIREHOSE, 1);

    assertThat(cursor.time()).isEqualTo(now - HOUR);
  }

  @Test
  void doesNotGoBackWithEachTimeTheLastMomentsAreReadAgain() {
    BlueskyCursor cursor = cursor(stored(StreamKind.JETSTREAM_V2, 7, now - HOUR));
    for (int seq = 1; seq <= 100; seq++) {
      long time = now - HOUR - 5 * SECOND + seq;
      cursor.pass(event(seq, time), false, seq == 1, "b", StreamKind.FIREHOSE, 1);
    }

    assertThat(cursor.time()).isEqualTo(now - HOUR);
  }

  @Test
  void readsWhatClaimsToBeOldButCameAfterTheTime() {
    BlueskyCursor cursor = cursor(stored(StreamKind.JETSTREAM_V2, 7, now - HOUR));
    BlueskyReading search = reading(cursor, StreamKind.FIREHOSE, false);
    Verdict verdict = Verdict.PASSED_OVER;
    for (int seq = 1; verdict == Verdict.PASSED_OVER; seq++) {
      verdict = search.see(onASlowServer(seq));
    }
    assertThat(verdict).isEqualTo(Verdict.ASK_AGAIN);

    BlueskyReading reading = reading(cursor, StreamKind.FIREHOSE, false);
    assertThat(reading.resume()).isEqualTo(new BlueskyResume.Near(49, now - HOUR - 5 * SECOND));
    assertThat(reading.see(onASlowServer(50))).isEqualTo(Verdict.REPEATED);
    assertThat(reading.see(onASlowServer(51))).isEqualTo(Verdict.NEW);
    assertThat(reading.see(onASlowServer(52))).isEqualTo(Verdict.NEW);
  }

  /** Fifty events before the time that is looked for, then one that is late, then those after. */
  private BlueskyEvent onASlowServer(int seq) {
    return event(seq, seq == 51 ? now - 20 * HOUR : now - (seq < 51 ? 9 : 0) * HOUR + seq);
  }

  @Test
  void forgetsASearchOnAServerThatIsNotAskedAnyMore() {
    BlueskyCursor cursor = cursor(stored(StreamKind.FIREHOSE, 70_000, now - HOUR));
    assertThat(cursor.resume("b", StreamKind.FIREHOSE))
        .isEqualTo(new BlueskyResume.Near(0, now - HOUR - 5 * SECOND));
    var other = new BlueskyReading(cursor, "b", StreamKind.FIREHOSE, Duration.ofMinutes(1), false);
    assertThat(other.see(event(1, now - 70 * HOUR))).isEqualTo(Verdict.PASSED_OVER);

    BlueskyReading reading = reading(cursor, StreamKind.FIREHOSE, false);
    assertThat(reading.see(event(70_001, now - HOUR + SECOND))).isEqualTo(Verdict.NEW);
    assertThat(cursor.isSearching()).isFalse();
  }

  @Test
  void asksByTimeWhereANumberHasComeToMeanSomethingElse() {
    BlueskyCursor cursor = cursor(null);
    BlueskyReading reading = reading(cursor, StreamKind.JETSTREAM_V2, false);
    pass(reading, event(7, now - HOUR));

    assertThat(reading(cursor, StreamKind.JETSTREAM_V2, false).see(event(7, now - HOUR)))
        .isEqualTo(Verdict.REPEATED);
    assertThat(reading(cursor, StreamKind.JETSTREAM_V2, false).see(event(7, now - SECOND)))
        .isEqualTo(Verdict.ASK_AGAIN);
    assertThat(cursor.resume("a", StreamKind.JETSTREAM_V2))
        .isEqualTo(new BlueskyResume.FromTime(now - HOUR - 5 * SECOND));
  }

  @ParameterizedTest
  @EnumSource(names = {"JETSTREAM_V1", "JETSTREAM_V2"})
  void asksByTimeWhereTheLastEventDoesNotComeAgain(StreamKind kind) {
    BlueskyCursor cursor = cursor(stored(kind, 7, now - HOUR));

    assertThat(reading(cursor, kind, false).see(event(9, now - HOUR + 4 * SECOND)))
        .as("the accounts may have changed")
        .isEqualTo(Verdict.NEW);
    assertThat(reading(cursor, kind, false).see(event(9, now - HOUR + 6 * SECOND)))
        .isEqualTo(Verdict.ASK_AGAIN);
    BlueskyReading byTime = reading(cursor, kind, false);
    assertThat(byTime.resume()).isEqualTo(new BlueskyResume.FromTime(now - HOUR - 5 * SECOND));
    assertThat(byTime.see(event(2, now - HOUR + 1))).isEqualTo(Verdict.NEW);
    assertThat(byTime.takeGap()).isNull();
  }

  @Test
  void asksByTimeWhereHigherNumbersAreOfOlderEvents() {
    BlueskyCursor cursor = cursor(stored(StreamKind.FIREHOSE, 7, now - HOUR));
    BlueskyReading reading = reading(cursor, StreamKind.FIREHOSE, false);
    reading.outdated();

    assertThat(reading.see(event(26_000, now - 72 * HOUR))).isEqualTo(Verdict.ASK_AGAIN);
    assertThat(cursor.resume("a", StreamKind.FIREHOSE)).isInstanceOf(BlueskyResume.Near.class);
  }

  @Test
  void leavesOutWhatIsBeforeTheStartHoweverLongTheConnectionTook() {
    BlueskyReading reading = resumed(StreamKind.JETSTREAM_V1, StreamPosition.NONE, now - SECOND);
    clock.advance(Duration.ofSeconds(30));

    assertThat(reading.see(event(StreamPosition.NONE, now - HOUR))).isEqualTo(Verdict.REPEATED);
    // Nobody polled for a while.
    clock.advance(Duration.ofSeconds(30));
    assertThat(reading.see(event(StreamPosition.NONE, now - HOUR + 1))).isEqualTo(Verdict.REPEATED);
    assertThat(reading.see(event(StreamPosition.NONE, now - HOUR / 2))).isEqualTo(Verdict.REPEATED);
    assertThat(reading.see(event(StreamPosition.NONE, now))).isEqualTo(Verdict.NEW);
  }

  @Test
  void readsAServerWhoseClockIsBehind() {
    BlueskyReading reading = resumed(StreamKind.JETSTREAM_V1, StreamPosition.NONE, now - SECOND);
    int leftOut = 0;
    while (reading.see(event(StreamPosition.NONE, now - HOUR + leftOut * SECOND))
        == Verdict.REPEATED) {
      leftOut++;
      clock.advance(Duration.ofSeconds(1));
      assertThat(leftOut).isLessThan(20);
    }

    assertThat(leftOut).isGreaterThan(5);
  }

  @Test
  void waitsForAStartThatIsStillToCome() {
    var cursor = new BlueskyCursor(new BlueskyResume.FromTime(now + HOUR), null, REWIND, clock);
    BlueskyReading reading = reading(cursor, StreamKind.JETSTREAM_V2, false);
    for (int second = 0; second < 3_600; second += 10) {
      assertThat(reading.see(event(second, now + second * SECOND))).isEqualTo(Verdict.REPEATED);
      clock.advance(Duration.ofSeconds(10));
    }

    assertThat(reading.see(event(9_999, now + HOUR))).isEqualTo(Verdict.NEW);
  }

  @Test
  void goesOnCountingSignsOfLifeOnTheNextConnection() {
    BlueskyCursor cursor = cursor(stored(StreamKind.JETSTREAM_V2, 7, now - HOUR));
    for (int hour = 0; hour < 40; hour++) {
      BlueskyReading reading = reading(cursor, StreamKind.JETSTREAM_V2, true);
      pass(reading, event(7, now - HOUR));
      clock.advance(Duration.ofHours(1));
      reading.alive(cursor.now());
    }
    assertThat(cursor.alive()).isEqualTo(now + 39 * HOUR - 5 * SECOND);

    BlueskyReading reading = reading(cursor, StreamKind.JETSTREAM_V1, true);
    reading.outdated();
    pass(reading, event(9, cursor.now() - SECOND));
    assertThat(reading.takeGap()).as("there was nothing to miss").isNull();
  }

  @Test
  void ignoresSignsOfLifeOfAServerThatDoesNotGoOnFromItsNumber() {
    BlueskyCursor cursor = cursor(stored(StreamKind.JETSTREAM_V2, 7, now - HOUR));
    BlueskyReading reading = reading(cursor, StreamKind.JETSTREAM_V2, true);
    for (int hour = 0; hour < 13; hour++) {
      clock.advance(Duration.ofHours(1));
      reading.alive(cursor.now());
    }

    assertThat(reading.see(event(2, cursor.now()))).isEqualTo(Verdict.ASK_AGAIN);
    assertThat(cursor.resume("a", StreamKind.JETSTREAM_V2))
        .isEqualTo(new BlueskyResume.FromTime(now - HOUR - 5 * SECOND));
  }

  private BlueskyReading resumed(StreamKind kind, long seq, long time) {
    return reading(cursor(stored(kind, seq, time)), kind, false);
  }

  private BlueskyReading byAccount(long time) {
    StreamKind kind = StreamKind.JETSTREAM_V1;
    return reading(cursor(stored(kind, StreamPosition.NONE, time)), kind, true);
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
    return new BlueskyOffset(
        kind, "a", seq, StreamPosition.NONE, 1, time, 0, BlueskyMemory.Snapshot.EMPTY);
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
