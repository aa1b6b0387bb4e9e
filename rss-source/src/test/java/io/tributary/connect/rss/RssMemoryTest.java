package io.tributary.connect.rss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RssMemoryTest {
  @Test
  void coversExactlyTheEntriesEmittedSoFar() {
    List<RssFingerprint> document = entries(1, 4);
    RssMemory.Reading reading = RssMemory.EMPTY.read(document, true);

    assertThat(fresh(reading)).containsExactly(0, 1, 2);
    for (int emitted = 0; emitted <= 3; emitted++) {
      assertThat(fresh(stored(reading.after(emitted)).read(document, true)))
          .isEqualTo(List.of(0, 1, 2).subList(emitted, 3));
    }
  }

  @Test
  void findsNewEntriesAnywhereInTheDocument() {
    RssMemory memory = RssMemory.EMPTY.read(entries(10, 13), true).after(3);

    assertThat(
            fresh(
                memory.read(
                    List.of(entry(1), entry(10), entry(2), entry(11), entry(12), entry(3)), true)))
        .containsExactly(0, 2, 5);
  }

  @Test
  void forgetsWhatLeftTheDocumentLongestAgo() {
    RssMemory memory = RssMemory.EMPTY.read(entries(0, 3), true).after(3);
    memory = emitAll(memory, entries(10, 10 + RssMemory.CAPACITY - 1));

    assertThat(memory.size()).isEqualTo(RssMemory.CAPACITY);
    assertThat(fresh(memory.read(entries(0, 3), true))).containsExactly(0, 1);
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
      assertThat(fresh(memory.read(document, true))).doesNotContain(0);
      memory = emitAll(memory, document);
      assertThat(fresh(memory.read(document, true))).isEmpty();
    }
  }

  @Test
  void remembersWholeDocumentsWhileOneIsBeingEmitted() {
    RssMemory memory = emitAll(RssMemory.EMPTY, entries(0, RssMemory.CAPACITY));
    List<RssFingerprint> next = entries(100, 100 + RssMemory.CAPACITY);
    RssMemory.Reading reading = memory.read(next, true);

    assertThat(fresh(reading)).hasSize(100);
    assertThat(fresh(stored(reading.after(40)).read(next, true))).hasSize(60);
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
  void keepsTheContentThatWasEmittedIfUpdatesAreNot() {
    RssMemory memory = RssMemory.EMPTY.read(List.of(new RssFingerprint(7, 1)), true).after(1);
    RssMemory.Reading reading = memory.read(List.of(new RssFingerprint(7, 2)), false);

    assertThat(reading.found()).isEmpty();
    assertThat(reading.after(0).encode()).isEqualTo(memory.encode());
  }

  @Test
  void findsWhatChangedAndRemembersEachOnceItIsEmitted() {
    RssMemory memory = emitAll(RssMemory.EMPTY, entries(0, 10));
    List<RssFingerprint> document = new ArrayList<>(entries(0, 12));
    document.set(3, changed(3));
    document.set(7, changed(7));
    RssMemory.Reading reading = memory.read(document, true);

    assertThat(reading.found())
        .containsExactly(
            new RssMemory.Find(3, true),
            new RssMemory.Find(7, true),
            new RssMemory.Find(10, false),
            new RssMemory.Find(11, false));
    for (int emitted = 0; emitted <= 4; emitted++) {
      RssMemory.Reading next = stored(reading.after(emitted)).read(document, true);
      assertThat(next.found()).isEqualTo(reading.found().subList(emitted, 4));
      RssMemory all = stored(next.after(next.found().size()));
      assertThat(all.read(document, true).after(0).size()).isEqualTo(12);
    }
  }

  @Test
  void losesNothingOfADocumentAsLongAsItselfThatChangesEntirely() {
    RssMemory memory = emitAll(RssMemory.EMPTY, entries(0, RssMemory.CAPACITY));
    List<RssFingerprint> document =
        IntStream.range(0, RssMemory.CAPACITY).mapToObj(RssMemoryTest::changed).toList();
    RssMemory.Reading reading = memory.read(document, true);

    for (int emitted : new int[] {0, 1, 2_500, RssMemory.CAPACITY}) {
      assertThat(stored(reading.after(emitted)).read(document, true).found())
          .isEqualTo(reading.found().subList(emitted, RssMemory.CAPACITY));
    }
  }

  @Test
  void refusesBytesThatAreNoFingerprints() {
    assertThatThrownBy(() -> RssMemory.decode("AAAA")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> RssMemory.decode("!")).isInstanceOf(IllegalArgumentException.class);
  }

  private static RssMemory emitAll(RssMemory memory, List<RssFingerprint> document) {
    RssMemory.Reading reading = memory.read(document, true);
    return stored(reading.after(reading.found().size()));
  }

  private static RssMemory stored(RssMemory memory) {
    return RssMemory.decode(memory.encode());
  }

  private static List<RssFingerprint> entries(int from, int to) {
    return IntStream.range(from, to).mapToObj(RssMemoryTest::entry).toList();
  }

  private static RssFingerprint changed(int number) {
    return new RssFingerprint(entry(number).identity(), -1 - number);
  }

  private static List<Integer> fresh(RssMemory.Reading reading) {
    return reading.found().stream().map(RssMemory.Find::position).toList();
  }

  private static RssFingerprint entry(int number) {
    return new RssFingerprint(number * 0x9e3779b97f4a7c15L, number);
  }
}
