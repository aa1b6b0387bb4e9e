package io.tributary.connect.bluesky;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BlueskyTimeTest {
  @ParameterizedTest
  @CsvSource({
    "2026-11-21T10:00:00Z,2026-11-21T10:00:00Z",
    "2026-11-21T10:00:00.123456Z,2026-11-21T10:00:00.123456Z",
    "2026-11-21T10:00:00.1234567891234Z,2026-11-21T10:00:00.123456789Z",
    "2026-11-21T10:00:00+05:30,2026-11-21T04:30:00Z",
    "2026-11-21T10:00:00-0500,2026-11-21T15:00:00Z",
    "2026-11-21t10:00z,2026-11-21T10:00:00Z",
    "2026-11-21 10:00:00,2026-11-21T10:00:00Z",
    "0001-01-01T00:00:00Z,0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59.999Z,9999-12-31T23:59:59.999Z"
  })
  void readsTimesAsClientsWriteThem(String text, Instant time) {
    assertThat(BlueskyTime.parse(text)).isEqualTo(time);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "yesterday",
        "2026-11-21",
        "2026-13-01T00:00:00Z",
        "2026-02-30T00:00:00Z",
        "2026-11-21T25:00:00Z",
        "0000-01-01T00:00:00Z",
        "0001-01-01T00:00:00+01:00",
        "9999-12-31T23:59:59-01:00",
        "+12026-11-21T10:00:00Z",
        "2026-11-21T10:00:00+99:00",
        "2026-11-21T10:00:00.Z",
        "1700000000"
      })
  void readsNoTimeFromOtherText(String text) {
    assertThat(BlueskyTime.parse(text)).isNull();
    assertThat(BlueskyTime.micros(text)).isEqualTo(StreamPosition.NONE);
  }

  @Test
  void countsMicrosecondsBothWays() {
    assertThat(BlueskyTime.micros("2026-11-21T10:00:00.123456Z")).isEqualTo(1_795_255_200_123_456L);
    assertThat(BlueskyTime.ofMicros(1_795_255_200_123_456L))
        .isEqualTo(Instant.parse("2026-11-21T10:00:00.123456Z"));
    assertThat(BlueskyTime.micros("1969-12-31T23:59:59Z")).isEqualTo(StreamPosition.NONE);
  }

  /** The revision and the time of one commit of a real server. */
  @Test
  void readsTheTimeOfARevision() {
    assertThat(BlueskyTime.ofMicros(BlueskyTime.ofRevision("3n2t4ekvzq225")))
        .isBetween(
            Instant.parse("2026-11-21T12:34:30.6Z"), Instant.parse("2026-11-21T12:34:30.8Z"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "3n2t4ekvzq22", "3n2t4ekvzq2250", "3N2T4EKVZQ225", "zzzzzzzzzzzzz"})
  void readsNoTimeFromOtherRevisions(String rev) {
    assertThat(BlueskyTime.ofRevision(rev)).isEqualTo(StreamPosition.NONE);
  }

  @Property
  void readsTheUsualFormAsAnyOther(
      @ForAll @LongRange(min = -62_135_596_800L, max = 253_402_300_799L) long seconds,
      @ForAll @IntRange(max = 999_999_999) int nanos) {
    Instant time = Instant.ofEpochSecond(seconds, nanos);

    assertThat(BlueskyTime.parse(time.toString())).isEqualTo(time);
    assertThat(BlueskyTime.parse(time.toString().replace("Z", "+00:00"))).isEqualTo(time);
  }

  @Property
  void readsTheUsualFormWithAnyCharacterInItAsAnyOther(
      @ForAll @IntRange(max = 22) int at, @ForAll char c) {
    var text = new StringBuilder("2026-11-21T10:00:00.123");
    text.setCharAt(at, c);

    assertThat(BlueskyTime.parse(text + "Z")).isEqualTo(BlueskyTime.parse(text + "+00:00"));
  }
}
