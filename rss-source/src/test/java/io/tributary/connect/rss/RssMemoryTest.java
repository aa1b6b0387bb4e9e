package io.tributary.connect.rss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RssMemoryTest {
  @Test
  void coversExactlyTheEntriesEmittedSoFar() {
    List<RssFingerprint> document = entries(1, 4);
    RssMemory.Reading reading = RssMemory.EMPTY.read(document);

    assertThat(reading.fresh()).containsExactly(0, 1, 2);
    for (int emitted = 0; emitted <= 3; emitted++) {
      assertThat(stored(reading.after(emitted)).read(document).fresh())
          .isEqualTo(List.of(0, 1, 2).subList(emitted, 3));
    }
  }

  @Test
  void findsNewEntriesAnywhereInTheDocument() {
    RssMemory memory = RssMemory.EMPTY.read(entries(10, 13)).after(3);

    assertThat(
            memory
                .read(List.of(entry(1), entry(10), entry(2), entry(11), entry(12), entry(3)))
                .fresh())
        .containsExactly(0, 2, 5);
  }

  @Test
  void forgetsWhatLeftTheDocumentLongestAgo() {
    RssMemory memory = RssMemory.EMPTY.read(entries(0, 3)).after(3);
    memory = emitAll(memory, entries(10, 10 + RssMemory.CAPACITY - 1));

    assertThat(memory.size()).isEqualTo(RssMemory.CAPACITY);
    assertThat(memory.read(entries(0, 3)).fresh()).containsExactly(0, 1);
  }

  @Test
  void neverForgetsWhatIsInTheDocumentForWhatIsNot() {
    // The oldest memory is of an entry that never leaves the document.
    RssMemory memory = emitAll(RssMemory.EMPTY, entries(0, 1));
    for (int round = 1; round <= 3; round++) {
      int start = round * 10_000;
      List<RssFingerprint> document =
          IntStream.concat(IntStream.of(0), IntStream.range(start, start + RssMemory.CAPACITY - 1))
              .mapToObj(RssMemoryTest::entry)
              .toList();
      assertThat(memory.read(document).fresh()).doesNotContain(0);
      memory = emitAll(memory, document);
      assertThat(memory.read(document).fresh()).isEmpty();
    }
  }

  @Test
  void remembersWholeDocumentsWhileOneIsBeingEmitted() {
    RssMemory memory = emitAll(RssMemory.EMPTY, entries(0, RssMemory.CAPACITY));
    List<RssFingerprint> next = entries(100, 100 + RssMemory.CAPACITY);
    RssMemory.Reading reading = memory.read(next);

    assertThat(reading.fresh()).hasSize(100);
    assertThat(stored(reading.after(40)).read(next).fresh()).hasSize(60);
  }

  @Test
  void staysBelowAHundredKilobytesHoweverMuchPassesThrough() {
    RssMemory memory = RssMemory.EMPTY;
    for (int i = 0; i < 10; i++) {
      memory = emitAll(memory, entries(i * 4_000, i * 4_000 + 4_000));
    }

    assertThat(memory.encode()).hasSizeBetween(79_000, 81_000);
  }

  @Test
  void keepsTheContentThatWasEmitted() {
    RssMemory memory = RssMemory.EMPTY.read(List.of(new RssFingerprint(7, 1))).after(1);
    RssMemory.Reading reading = memory.read(List.of(new RssFingerprint(7, 2)));

    assertThat(reading.fresh()).isEmpty();
    assertThat(reading.after(0).encode()).isEqualTo(memory.encode());
  }

  @Test
  void refusesBytesThatAreNoFingerprints() {
    assertThatThrownBy(() -> RssMemory.decode("AAAA")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> RssMemory.decode("!")).isInstanceOf(IllegalArgumentException.class);
  }

  private static RssMemory emitAll(RssMemory memory, List<RssFingerprint> document) {
    RssMemory.Reading reading = memory.read(document);
    return stored(reading.after(reading.fresh().size()));
  }

  private static RssMemory stored(RssMemory memory) {
    return RssMemory.decode(memory.encode());
  }

  private static List<RssFingerprint> entries(int from, int to) {
    return IntStream.range(from, to).mapToObj(RssMemoryTest::entry).toList();
  }

  private static RssFingerprint entry(int number) {
    return new RssFingerprint(number * 0x9e3779b97f4a7c15L, number);
  }
}
