package io.tributary.connect.solr;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class SolrPausesTest {
  private static final int MOST = 100;

  private final FakeSinkTaskContext context = new FakeSinkTaskContext(null);
  private final SolrPauses pauses = new SolrPauses(context, MOST);
  private final List<SolrPartition> assigned =
      new ArrayList<>(
          IntStream.range(0, 4)
              .mapToObj(i -> new SolrPartition(new TopicPartition("t", i)))
              .toList());
  private final List<List<SolrEntry>> entries =
      List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());

  @Test
  void pausesOnlyThePartitionThatWaits() {
    add(0, MOST);
    add(1, 10);
    update(0);
    assertThat(paused()).containsExactly(0);

    add(2, 30);
    update(0);
    assertThat(paused()).as("the others have room").containsExactly(0);

    settle(0, MOST / 2);
    update(0);
    assertThat(paused()).as("they come first").containsExactly(0);

    settle(1, 10);
    settle(2, 30);
    update(0);
    assertThat(paused()).isEmpty();
    assertThat(pauses.isAny(assigned)).isFalse();
  }

  @Test
  void pausesAllAtTwiceAsMany() {
    add(0, MOST);
    update(0);
    add(1, MOST);
    add(2, 1);
    update(0);
    assertThat(paused()).containsExactlyInAnyOrder(0, 1, 2, 3);

    settle(1, MOST);
    update(0);
    assertThat(paused()).containsExactly(0);
  }

  @Test
  void pausesAllWhenTheyAreLarge() {
    add(0, 1);
    update(64L << 20);
    assertThat(paused()).hasSize(4);
    update(33L << 20);
    assertThat(paused()).hasSize(4);
    update(32L << 20);
    assertThat(paused()).isEmpty();
  }

  @Test
  void pausesAPartitionOfWhichOneOldRecordHoldsBackMany() {
    add(0, 10 * MOST);
    entries.get(0).subList(1, 10 * MOST).forEach(SolrEntry::settle);
    update(0);
    assertThat(paused()).containsExactly(0);

    settle(0, 1);
    assertThat(assigned.get(0).safe(10L * MOST)).isEqualTo(10L * MOST);
    update(0);
    assertThat(paused()).isEmpty();
  }

  @Test
  void aPartitionThatComesBackIsResumed() {
    add(0, MOST);
    update(0);
    SolrPartition lost = assigned.remove(0);
    update(0);
    assertThat(pauses.isAny(assigned)).isFalse();

    assigned.add(new SolrPartition(lost.id()));
    update(0);
    assertThat(paused()).isEmpty();
  }

  private void update(long bytes) {
    pauses.update(assigned, bytes);
  }

  private void add(int partition, int records) {
    for (int i = 0; i < records; i++) {
      var entry =
          new SolrEntry(
              TaskHarness.record(entries.get(partition).size(), "k", Map.of()),
              assigned.get(partition));
      assigned.get(partition).add(entry);
      entries.get(partition).add(entry);
    }
  }

  /** Settles those that were added first. */
  private void settle(int partition, int records) {
    List<SolrEntry> first = entries.get(partition).subList(0, records);
    first.forEach(SolrEntry::settle);
    first.clear();
  }

  private List<Integer> paused() {
    return context.paused.stream().map(TopicPartition::partition).toList();
  }
}
