package io.tributary.connect.bluesky;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** From where a task goes on when the number of tasks was another one. */
class BlueskyShardsTest {
  private final StoredOffsets offsets = new StoredOffsets();

  @Test
  void goesOnFromItsOwnOffset() {
    store(1, 2, 50);
    store(2, 2, 70);

    assertThat(stored(1, 2)).isEqualTo(50);
    assertThat(stored(2, 2)).isEqualTo(70);
  }

  @Test
  void doesNotGoBackToWhatItStoredBeforeItWasOneOfMore() {
    store(1, 1, 10);
    store(1, 2, 50);
    store(2, 2, 70);

    assertThat(stored(1, 1)).isEqualTo(50);
  }

  @Test
  void goesOnFromItsOwnOffsetThoughOneOfThoseBeforeWasFurther() {
    store(1, 2, 100);
    store(2, 2, 50);
    assertThat(stored(1, 1)).isEqualTo(50);
    store(1, 1, 60);

    assertThat(stored(1, 1)).isEqualTo(60);
    assertThat(BlueskyShards.stored(offsets, 0, 1, new BlueskyResume.Live()))
        .extracting(BlueskyOffset::host)
        .isEqualTo("a");
  }

  @Test
  void goesOnFromItsOwnOffsetThoughThoseBeforeWereNotAllStored() {
    store(1, 1, 50);
    store(1, 2, 100);
    store(1, 3, 60);

    assertThat(stored(1, 3)).isEqualTo(60);
    assertThat(stored(2, 3)).isEqualTo(50);
  }

  @Test
  void goesOnFromThePredecessorWhereATaskHadStoredNothing() {
    store(1, 1, 10);
    store(2, 2, 70);

    assertThat(stored(1, 2)).isEqualTo(10);
    assertThat(stored(2, 2)).isEqualTo(70);
    assertThat(stored(1, 3)).isEqualTo(10);
  }

  @Test
  void believesAnOffsetThatSomebodyHasSet() {
    offsets.put(BlueskyOffset.partition(0, 1), Map.of("time_us", 5L));
    store(1, 2, 50);
    store(2, 2, 70);

    assertThat(stored(1, 1)).isEqualTo(5);
  }

  @Test
  void startsAtTheBeginningThoughAnotherTaskHasStoredSomething() {
    store(1, 2, 70);

    assertThat(BlueskyShards.stored(offsets, 1, 2, new BlueskyResume.Earliest())).isNull();
    assertThat(BlueskyShards.stored(offsets, 1, 2, new BlueskyResume.FromTime(3))).isNull();
    assertThat(BlueskyShards.stored(offsets, 1, 2, new BlueskyResume.Live()))
        .extracting(BlueskyOffset::timeMicros)
        .isEqualTo(70L);
  }

  @Test
  void doesNotGoBackToItsOwnOffsetWhereOneTaskHasReadForAllSince() {
    store(2, 2, 30);
    store(1, 1, 60);
    store(1, 2, 90);

    assertThat(stored(1, 2)).isEqualTo(90);
    assertThat(stored(2, 2)).isEqualTo(60);
  }

  @Test
  void doesNotTakeItsOwnTimeForOneThatSomebodyHasSet() {
    // As with a heartbeat before the first event.
    offsets.put(
        BlueskyOffset.partition(1, 2), StoredOffsets.roundTrip(BlueskyOffset.at(30, 0).toMap()));
    store(1, 1, 60);

    assertThat(stored(2, 2)).isEqualTo(60);
  }

  private void store(int shard, int shards, long time) {
    var offset =
        new BlueskyOffset(
            StreamKind.JETSTREAM_V2, "a", 1, time, 1, time, 0, BlueskyMemory.Snapshot.EMPTY);
    offsets.put(
        BlueskyOffset.partition(shard - 1, shards), StoredOffsets.roundTrip(offset.toMap()));
  }

  private long stored(int shard, int shards) {
    return Objects.requireNonNull(
            BlueskyShards.stored(offsets, shard - 1, shards, new BlueskyResume.Earliest()))
        .timeMicros();
  }
}
