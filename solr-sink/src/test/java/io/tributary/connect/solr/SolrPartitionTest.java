package io.tributary.connect.solr;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class SolrPartitionTest {
  private final SolrPartition partition = new SolrPartition(new TopicPartition("t", 0));

  @Test
  void isSafeUpToTheFirstThatIsNotSettled() {
    SolrEntry third = add(3);
    SolrEntry fifth = add(5);
    SolrEntry ninth = add(9);
    assertThat(partition.safe(10)).isEqualTo(3);

    fifth.settle();
    assertThat(partition.safe(10)).isEqualTo(3);
    third.settle();
    assertThat(partition.safe(10)).isEqualTo(9);
    ninth.settle();
    assertThat(partition.safe(20)).as("transforms dropped the rest").isEqualTo(20);
    assertThat(partition.isPending()).isFalse();
  }

  @Test
  void isNeverAheadOfTheWorker() {
    add(7);
    assertThat(partition.safe(4)).as("the put failed").isEqualTo(4);
  }

  private SolrEntry add(long offset) {
    var entry = new SolrEntry(TaskHarness.record(offset, "k", Map.of()), partition);
    partition.add(entry);
    return entry;
  }
}
