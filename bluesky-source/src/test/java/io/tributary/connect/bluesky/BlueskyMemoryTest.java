package io.tributary.connect.bluesky;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlueskyMemoryTest {
  private static final long SPAN = 10_000_000;

  private static BlueskyMemory empty() {
    return new BlueskyMemory(SPAN, BlueskyMemory.Snapshot.EMPTY);
  }

  @Test
  void forgetsWhatIsOlderThanItsSpan() {
    BlueskyMemory memory = empty();
    memory.add(1, 0, 0);
    memory.add(2, 5_000_000, 5_000_000);
    memory.add(3, 10_000_001, 10_000_001);

    assertThat(List.of(1L, 2L, 3L)).extracting(memory::contains).containsExactly(false, true, true);
  }

  @Test
  void countsItsSpanFromWhereTheStreamStandsWhateverAnEventClaims() {
    BlueskyMemory memory = empty();
    memory.add(1, 0, 0);
    memory.add(2, 90 * SPAN, 0);
    memory.add(3, 0, 0);

    assertThat(List.of(1L, 2L, 3L)).allMatch(memory::contains);
    assertThat(memory.snapshot().newest()).isEqualTo(90 * SPAN);
  }

  @Test
  void holdsNoMoreThanItsCapacityHoweverMuchHappens() {
    BlueskyMemory memory = empty();
    LongStream.range(0, 3L * BlueskyMemory.CAPACITY)
        .forEach(identity -> memory.add(identity, 7, 7));

    assertThat(memory.snapshot().size()).isEqualTo(BlueskyMemory.CAPACITY);
    assertThat(memory.contains(2L * BlueskyMemory.CAPACITY - 1)).isFalse();
    assertThat(memory.contains(2L * BlueskyMemory.CAPACITY)).isTrue();
    // What an offset takes of a message to Kafka, which is limited to a megabyte.
    assertThat(memory.snapshot().encode()).hasSizeLessThan(100_000);
  }

  @Test
  void remembersAfterARestartWhatWasStored() {
    BlueskyMemory memory = empty();
    memory.add(0xffff_ffff_ffffL, 0, 0);
    memory.add(0x8000_0000L, 1, 1);
    memory.add(5, 2, 2);
    BlueskyMemory.Snapshot stored = BlueskyMemory.Snapshot.decode(memory.snapshot().encode(), 2);

    var later = new BlueskyMemory(SPAN, stored);

    assertThat(List.of(0xffff_ffff_ffffL, 0x8000_0000L, 5L)).allMatch(later::contains);
    later.add(6, 2 + SPAN + 1, 2 + SPAN + 1);
    assertThat(later.snapshot().size()).isEqualTo(1);
  }

  @Test
  void aSnapshotStaysAsItWasThoughTheMemoryGoesOn() {
    BlueskyMemory memory = empty();
    LongStream.range(0, 100).forEach(identity -> memory.add(identity, identity, identity));
    BlueskyMemory.Snapshot snapshot = memory.snapshot();
    String before = snapshot.encode();

    LongStream.range(100, 30_000)
        .forEach(identity -> memory.add(identity, identity * 1_000_000, identity * 1_000_000));

    assertThat(snapshot.encode()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"no base64!", "AAAA", "AAAAAAAAAA=="})
  void refusesWhatIsNoList(String text) {
    assertThatThrownBy(() -> BlueskyMemory.Snapshot.decode(text, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
