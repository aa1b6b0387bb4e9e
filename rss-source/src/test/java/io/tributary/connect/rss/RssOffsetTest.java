package io.tributary.connect.rss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.Test;

class RssOffsetTest {
  private static final RssMemory MEMORY =
      RssMemory.EMPTY.read(List.of(new RssFingerprint(1, 2))).after(1);

  @Test
  void survivesBeingStored() {
    var offset = new RssOffset(new RssValidators("W/\"x\"", "Wed, 15 May 2024"), MEMORY);

    RssOffset restored = RssOffset.from("f", StoredOffsets.roundTrip(offset.toMap()));

    assertThat(restored.validators()).isEqualTo(offset.validators());
    assertThat(restored.memory().encode()).isEqualTo(MEMORY.encode());
  }

  @Test
  void leavesOutMissingValidators() {
    assertThat(new RssOffset(RssValidators.NONE, MEMORY).toMap())
        .containsOnlyKeys("version", "entries");
    assertThat(RssOffset.from("f", StoredOffsets.roundTrip(RssOffset.START.toMap())).validators())
        .isEqualTo(RssValidators.NONE);
  }

  @Test
  void doesNotStoreValidatorsOfAnyLength() {
    var validators = new RssValidators("\"" + "e".repeat(100_000), "l".repeat(2_000));

    assertThat(validators).isEqualTo(RssValidators.NONE);
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
            Map.of("version", 1, "entries", "", "etag", 5));
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
    var offset = new RssOffset(RssValidators.NONE, MEMORY);
    Map<String, ?> map = offset.toMap();

    assertThat(map.hashCode()).isEqualTo(System.identityHashCode(offset));
    assertThat(map.equals(offset.toMap())).isTrue();
    assertThat(map.equals(new RssOffset(RssValidators.NONE, MEMORY).toMap())).isFalse();
  }

  @Test
  void printsItselfInOneShortLine() {
    assertThat(new RssOffset(RssValidators.NONE, MEMORY).toMap().toString())
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
