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

    partition.admit(0);
    assertThat(partition.holds(0)).isFalse();
    partition.done(5);
    assertThat(partition.stored()).isEqualTo(5);
  }

  @Test
  void nothingBelowTheSoughtOffsetIsAdmitted() {
    SqlitePartition partition = partition(5L);

    partition.admit(5);
    assertThatThrownBy(() -> partition.admit(4)).isInstanceOf(ConnectException.class);
  }

  @Test
  void adoptsWhatAnEarlierOwnerWroteLate() {
    SqlitePartition partition = partition(5L);
    partition.overtaken(8L);

    partition.admit(5);
    assertThat(partition.holds(7)).isTrue();
    assertThat(partition.holds(8)).isFalse();
    partition.done(6);
    assertThat(partition.stored()).as("the batch ended before the adopted offset").isEqualTo(8);
    partition.admit(6);
    assertThat(partition.holds(7)).isTrue();
  }

  @Test
  void isFencedOnceItHasWritten() {
    SqlitePartition partition = partition(5L);
    partition.done(6);

    assertThatThrownBy(() -> partition.overtaken(8L)).isInstanceOf(ConnectException.class);
  }

  @Test
  void isFencedWhenTheFileWentBack() {
    assertThatThrownBy(() -> partition(5L).overtaken(4L)).isInstanceOf(ConnectException.class);
    assertThatThrownBy(() -> partition(5L).overtaken(null)).isInstanceOf(ConnectException.class);
  }

  @Test
  void whatIsLeftOverEndsWithTheFirstRecordOfTheAssignment() {
    var partition = new SqlitePartition(new TopicPartition("t", 0), 5L, true);

    assertThat(partition.isLeftover(true)).isTrue();
    assertThat(partition.isExpectingLeftovers()).isTrue();
    assertThat(partition.isLeftover(false)).isFalse();
    assertThat(partition.isLeftover(true)).isFalse();
    assertThat(partition.isExpectingLeftovers()).isFalse();
  }

  private static SqlitePartition partition(@Nullable Long stored) {
    return new SqlitePartition(new TopicPartition("t", 0), stored, false);
  }
}
