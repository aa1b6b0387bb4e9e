package io.tributary.connect.solr;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.solr.common.SolrInputDocument;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SolrBatchTest {
  private static final SolrPartition PARTITION = new SolrPartition(new TopicPartition("t", 0));

  @Test
  void takesNoMoreThanTheLimits() {
    assertThat(cut(2, 1_000, add("a"), add("b"), add("c"))).containsExactly("+a", "+b");
    assertThat(cut(9, 20, add("a"), add("b"), add("c"))).containsExactly("+a", "+b");
    assertThat(cut(9, 1, add("a"), add("b"))).as("a large one goes alone").containsExactly("+a");
    assertThat(cut(9, 9)).isEmpty();
  }

  @Test
  void neverWritesAndDeletesOneIdInARequest() {
    assertThat(cut(9, 1_000, add("a"), add("b"), delete("a"))).containsExactly("+a", "+b");
    assertThat(cut(9, 1_000, delete("a"), add("b"), add("a"))).containsExactly("-a", "+b");
    assertThat(cut(9, 1_000, add("a"), delete("b"), add("a"), delete("b")))
        .containsExactly("+a", "-b", "+a", "-b");
  }

  @Test
  void deletesOfDifferentVersionsGoApart() {
    assertThat(cut(9, 1_000, add("a"), delete("b", 1L), add("c"), delete("d", 2L)))
        .containsExactly("+a", "-b", "+c");
    assertThat(cut(9, 1_000, delete("b", 1L), delete("d", 1L))).containsExactly("-b", "-d");
  }

  @Test
  void leavesTheRestInTheQueue() {
    Deque<SolrUpdate> queue = new ArrayDeque<>(List.of(add("a"), delete("a"), add("a")));
    assertThat(names(SolrBatch.cut("c", queue, 9, 1_000))).containsExactly("+a");
    assertThat(names(SolrBatch.cut("c", queue, 9, 1_000))).containsExactly("-a");
    assertThat(names(SolrBatch.cut("c", queue, 9, 1_000))).containsExactly("+a");
    assertThat(queue).isEmpty();
  }

  @Test
  void splitsAroundTheDocumentThatSolrNames() {
    var batch = new SolrBatch("c", List.of(add("a"), add("b"), add("c"), add("b")));
    assertThat(batch.split("b").stream().map(SolrBatchTest::names))
        .containsExactly(List.of("+a"), List.of("+b"), List.of("+c", "+b"));
    assertThat(batch.split("a").stream().map(SolrBatchTest::names))
        .containsExactly(List.of("+a"), List.of("+b", "+c", "+b"));
    for (String unknown : Arrays.asList(null, "nobody")) {
      assertThat(batch.split(unknown).stream().map(SolrBatchTest::names))
          .containsExactly(List.of("+a", "+b"), List.of("+c", "+b"));
    }
  }

  private static List<String> cut(int most, long bytes, SolrUpdate... updates) {
    return names(SolrBatch.cut("c", new ArrayDeque<>(List.of(updates)), most, bytes));
  }

  private static List<String> names(SolrBatch batch) {
    return batch.updates().stream()
        .map(
            update ->
                (update.operation() instanceof SolrOperation.Delete ? "-" : "+")
                    + update.operation().id())
        .toList();
  }

  private static SolrUpdate add(String id) {
    return update(new SolrOperation.Upsert(id, new SolrInputDocument("id", id), Map.of()));
  }

  private static SolrUpdate delete(String id) {
    return delete(id, null);
  }

  private static SolrUpdate delete(String id, @Nullable Long version) {
    return update(new SolrOperation.Delete(id, version));
  }

  private static SolrUpdate update(SolrOperation operation) {
    return new SolrUpdate(
        new SolrEntry(TaskHarness.record(0, operation.id(), null), PARTITION), operation, 10);
  }
}
