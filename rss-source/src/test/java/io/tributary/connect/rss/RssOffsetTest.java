package io.tributary.connect.rss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import okhttp3.HttpUrl;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.Test;

class RssOffsetTest {
  private static final RssMemory MEMORY =
      RssMemory.EMPTY.read(List.of(new RssFingerprint(1, 2)), true).after(1);

  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00.123Z");
  private static final RssPollState FULL =
      new RssPollState(
          new RssValidators("W/\"x\"", "Wed, 15 May 2024", "5f", "0a"),
          new RssRhythm(Duration.ofHours(3), 0x800001, 0x41),
          Duration.ofHours(2),
          new RssMove(HttpUrl.get("https://a.example/1"), HttpUrl.get("https://b.example/"), NOW),
          NOW,
          NOW.plusSeconds(60),
          3,
          NOW.minusSeconds(60),
          "sha256:00",
          "failing");

  @Test
  void survivesBeingStored() {
    var offset = new RssOffset(FULL, MEMORY, RssBacklog.EMPTY);

    RssOffset restored = RssOffset.from("f", StoredOffsets.roundTrip(offset.toMap()));

    assertThat(restored.poll()).isEqualTo(FULL);
    assertThat(restored.memory().encode()).isEqualTo(MEMORY.encode());
  }

  @Test
  void leavesOutWhatIsNotKnown() {
    assertThat(new RssOffset(RssPollState.NONE, MEMORY, RssBacklog.EMPTY).toMap())
        .containsOnlyKeys("version", "entries");
    assertThat(RssOffset.from("f", StoredOffsets.roundTrip(RssOffset.START.toMap())).poll())
        .isEqualTo(RssPollState.NONE);
  }

  @Test
  void doesNotStoreValidatorsOfAnyLength() {
    var validators = new RssValidators("\"" + "e".repeat(100_000), "l".repeat(2_000), null, null);

    assertThat(validators).isEqualTo(RssValidators.NONE);
  }

  @Test
  void keepsNoValidatorThatCannotBeSentBackAsItCame() {
    assertThat(new RssValidators("\"caf\u00e9\"", "a\u0000b", null, null))
        .isEqualTo(new RssValidators("\"caf\u00e9\"", null, null, null));
    assertThat(new RssValidators("\"caf\ufffd\"", "", null, null)).isEqualTo(RssValidators.NONE);
  }

  @Test
  void startsOverWithoutAStoredOffset() {
    assertThat(RssOffset.from("f", null)).isSameAs(RssOffset.START);
  }

  @Test
  void saysHowToResetWhatItCannotRead() {
    List<Map<String, Object>> malformed =
        List.of(
            Map.of(),
            Map.of("version", 2, "entries", ""),
            Map.of("version", 1),
            Map.of("version", 1, "entries", 5),
            Map.of("version", 1, "entries", "AAAA"),
            Map.of("version", 1, "entries", "", "etag", 5),
            Map.of("version", 1, "entries", "", "polled", "soon"),
            Map.of("version", 1, "entries", "", "moved_to", "nowhere"));
    assertThat(malformed)
        .allSatisfy(
            stored ->
                assertThatThrownBy(() -> RssOffset.from("https://f.example/", stored))
                    .isInstanceOf(ConnectException.class)
                    .hasMessageContaining("PATCH /connectors/<name>/offsets")
                    .hasMessageContaining("{\"feed\": \"https://f.example/\"}"));
  }

  @Test
  void isHashedAndComparedWithoutItsContent() {
    var offset = RssOffset.START.with(MEMORY);
    Map<String, ?> map = offset.toMap();

    assertThat(map.hashCode()).isEqualTo(System.identityHashCode(offset));
    assertThat(map.equals(offset.toMap())).isTrue();
    assertThat(map.equals(RssOffset.START.with(MEMORY).toMap())).isFalse();
  }

  @Test
  void printsItselfInOneShortLine() {
    assertThat(new RssOffset(RssPollState.NONE, MEMORY, RssBacklog.EMPTY).toMap().toString())
        .startsWith("{1 entries")
        .hasSizeLessThan(100);
  }

  @Test
  void knowsItsPartitions() {
    assertThat(RssOffset.feedOf(RssOffset.partition("f"))).isEqualTo("f");
    assertThatThrownBy(() -> RssOffset.feedOf(Map.of("feed", "f", "more", "m")))
        .isInstanceOf(ConnectException.class);
    assertThatThrownBy(() -> RssOffset.feedOf(Map.of("file", "f")))
        .isInstanceOf(ConnectException.class);
    assertThatThrownBy(() -> RssOffset.feedOf(Map.of("feed", 1)))
        .isInstanceOf(ConnectException.class);
  }
}
