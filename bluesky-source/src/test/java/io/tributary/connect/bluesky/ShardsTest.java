package io.tributary.connect.bluesky;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** More accounts than one task may read, and a number of tasks that changes. */
class ShardsTest {
  private final StoredOffsets offsets = new StoredOffsets();
  private final Set<String> emitted = new HashSet<>();
  @RegisterExtension private final FakeJetstream jetstream = FakeJetstream.start();

  @Test
  void losesNothingWhereTheNumberOfTasksChangesAndGoesOnExactlyFromThere() throws Exception {
    publish(1, 100);
    List<Map<String, String>> two = tasks(BlueskyShards.MAX_ACTORS + 1);
    assertThat(two).hasSize(2);
    int half;
    try (TaskHarness first = start(two.get(0));
        TaskHarness second = start(two.get(1))) {
      commit(first.await(share(two.get(0), 1, 100)));
      List<SourceRecord> records = second.await(share(two.get(1), 1, 100));
      half = records.size() / 2;
      commit(records.subList(0, half));
      assertThat(half).isBetween(10, 40);
    }
    List<Map<String, String>> one = tasks(BlueskyShards.MAX_ACTORS);
    assertThat(one).hasSize(1);
    try (TaskHarness only = start(one.get(0))) {
      // From the one that was behind: what the other had read since comes again.
      List<String> keys = TaskHarness.keys(until(only, "key100"));
      assertThat(keys).isEqualTo(TaskHarness.keys(101 - keys.size(), 100));
      assertThat(keys).hasSizeBetween(30, 90);
    }
    List<SourceRecord> before;
    try (TaskHarness only = start(one.get(0))) {
      before = until(only, "key100");
      before = before.subList(0, before.size() - 10);
      commit(before);
    }
    publish(101, 120);
    try (TaskHarness only = start(one.get(0))) {
      List<SourceRecord> records = until(only, "key120");
      assertThat(TaskHarness.keys(records)).isEqualTo(TaskHarness.keys(91, 120));
      commit(records);
    }
    publish(121, 140);
    try (TaskHarness first = start(two.get(0));
        TaskHarness second = start(two.get(1))) {
      // One of them has the last one again, whose time is asked for.
      commit(first.await(share(two.get(0), 120, 140)));
      commit(second.await(share(two.get(1), 120, 140)));
    }

    assertThat(emitted).containsExactlyInAnyOrderElementsOf(TaskHarness.keys(1, 140));
  }

  private void publish(int first, int last) {
    jetstream.publish(
        FakeEvent.posts(first, last).stream().map(post -> post.from(author(post.seq()))).toList());
  }

  private static String author(long seq) {
    return "did:plc:a" + seq % 50;
  }

  /** How many posts the accounts of a task have written. */
  private static int share(Map<String, String> task, int first, int last) {
    Set<String> accounts = Set.of(String.valueOf(task.get("actors")).split(",", -1));
    return (int)
        IntStream.rangeClosed(first, last).filter(seq -> accounts.contains(author(seq))).count();
  }

  private void commit(List<SourceRecord> records) {
    offsets.commit(records);
    emitted.addAll(TaskHarness.keys(records));
  }

  private static List<SourceRecord> until(TaskHarness task, String key)
      throws InterruptedException {
    List<SourceRecord> records = new ArrayList<>();
    while (!TaskHarness.keys(records).contains(key)) {
      records.addAll(task.await(1));
    }
    return records;
  }

  private TaskHarness start(Map<String, String> task) {
    return TaskHarness.start(task, offsets);
  }

  private List<Map<String, String>> tasks(int accounts) {
    Map<String, String> config =
        new HashMap<>(TaskHarness.config(jetstream.url(StreamKind.JETSTREAM_V1)));
    config.put(
        "actors",
        IntStream.range(0, accounts)
            .mapToObj(i -> "did:plc:a" + i)
            .collect(Collectors.joining(",")));
    config.put("failover.rewind.ms", "0");
    var connector = new BlueskySourceConnector();
    connector.start(config);
    return connector.taskConfigs(2);
  }
}
