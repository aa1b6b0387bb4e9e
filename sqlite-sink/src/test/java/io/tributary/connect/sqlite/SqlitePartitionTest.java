package io.tributary.connect.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SqlitePartitionTest {
  @Test
  void aPartitionTheFileDoesNotKnowTakesAnyOffset() {
    SqlitePartition partition = partition(null);

    assertThat(partition.isReset(0)).isFalse();
    assertThat(partition.take(0)).isTrue();
    assertThat(partition.holds(0)).isFalse();
    partition.done(5);
    assertThat(partition.stored().next()).isEqualTo(5);
  }

  @Test
  void anythingBelowTheSoughtOffsetIsAReset() {
    SqlitePartition partition = partition(5L);

    assertThat(partition.isReset(5)).isFalse();
    assertThat(partition.isReset(4)).isTrue();
  }

  @Test
  void aResetIsNoticedBelowWhatIsHeldToo() {
    SqlitePartition partition = partition(null);
    partition.take(0);
    partition.take(1);

    assertThat(partition.isReset(1)).isTrue();
  }

  @Test
  void whatIsDeliveredOnceMoreIsNoReset() {
    SqlitePartition partition = partition(5L);
    partition.take(5);
    partition.redeliver();

    assertThat(partition.isReset(5)).isFalse();
    assertThat(partition.take(5)).isFalse();
    partition.redelivered();
    assertThat(partition.isReset(5)).isTrue();
  }

  @Test
  void aResetThatIsDeliveredOnceMoreStaysOneUntilItIsAdopted() {
    SqlitePartition partition = partition(5L);
    partition.isReset(2);
    partition.redeliver();

    assertThat(partition.isReset(2)).isTrue();
    partition.adopted(new SqliteOffset(2L, 1));
    assertThat(partition.take(2)).isTrue();
    assertThat(partition.isReset(2)).isFalse();
    assertThat(partition.take(2)).isFalse();
  }

  @Test
  void takesOverWhatAnEarlierOwnerWroteLate() {
    SqlitePartition partition = partition(5L);
    partition.overtaken(offset(8L));

    assertThat(partition.take(5)).isTrue();
    assertThat(partition.holds(7)).isTrue();
    assertThat(partition.holds(8)).isFalse();
    partition.done(6);
    assertThat(partition.stored().next()).as("the batch ended before the file does").isEqualTo(8);
    assertThat(partition.isReset(6)).isFalse();
    assertThat(partition.holds(7)).isTrue();
  }

  @Test
  void isFencedOnceItHasWritten() {
    SqlitePartition partition = partition(5L);
    partition.done(6);

    assertThatThrownBy(() -> partition.overtaken(offset(8L))).isInstanceOf(ConnectException.class);
  }

  @Test
  void isFencedWhenTheFileWentBack() {
    assertThatThrownBy(() -> partition(5L).overtaken(offset(4L)))
        .isInstanceOf(ConnectException.class);
    assertThatThrownBy(() -> partition(5L).overtaken(offset(null)))
        .isInstanceOf(ConnectException.class);
  }

  @Test
  void isFencedWhenTheOffsetWasSetAnew() {
    assertThatThrownBy(() -> partition(5L).overtaken(new SqliteOffset(5L, 1)))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("offset 5 (reset 1 times), not at 5");
    assertThatThrownBy(() -> partition(null).overtaken(new SqliteOffset(5L, 1)))
        .isInstanceOf(ConnectException.class);
  }

  @Test
  void whatIsLeftOverEndsWithTheFirstRecordOfTheAssignment() {
    var partition = new SqlitePartition(new TopicPartition("t", 0), offset(5L), true);

    assertThat(partition.isLeftover(true)).isTrue();
    assertThat(partition.isExpectingLeftovers()).isTrue();
    assertThat(partition.isLeftover(false)).isFalse();
    assertThat(partition.isLeftover(true)).isFalse();
    assertThat(partition.isExpectingLeftovers()).isFalse();
  }

  private static SqlitePartition partition(@Nullable Long stored) {
    return new SqlitePartition(new TopicPartition("t", 0), offset(stored), false);
  }

  private static SqliteOffset offset(@Nullable Long next) {
    return new SqliteOffset(next, 0);
  }
}
