package io.tributary.connect.rss;

import static io.tributary.connect.rss.TaskHarness.ids;
import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.connect.common.MutableClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import mockwebserver3.MockResponse;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Feeds whose guids or links do not tell their entries apart. */
class RssSharedIdsTest {
  private final MutableClock clock = new MutableClock();
  private final StoredOffsets offsets = new StoredOffsets();
  @AutoClose private final FeedServer server = FeedServer.start();

  @Test
  void knowsEntriesThatShareAGuidByTheirLinks() throws InterruptedException {
    publish(item("0", "/2", "two"), item("0", "/1", "one"));
    try (var log = new CapturedLog();
        TaskHarness task = start()) {
      assertThat(ids(task.await(2))).containsExactly("/1", "/2");
      assertThat(read(task)).isEmpty();
      assertThat(log.about(server.url("/a"))).hasSize(1);
      assertThat(log.about(server.url("/a")).get(0)).startsWith("WARN").contains("2 entries");
    }
  }

  @Test
  void knowsEntriesThatShareGuidAndLinkByWhatTheySay() throws InterruptedException {
    publish(item("0", "/", "two"), item("0", "/", "one"), item("0", "/", "two"));
    try (TaskHarness task = start()) {
      List<SourceRecord> records = read(task);
      assertThat(titles(records)).containsExactly("one", "two");
      assertThat(ids(records)).allMatch(id -> id.startsWith("sha256:"));
    }
  }

  @Test
  void leavesTheGuidsAloneThatTellApart() throws InterruptedException {
    publish(item("0", "/", "3"), item("0", "/", "2"), item("1", "/", "1"));
    try (TaskHarness task = start()) {
      assertThat(ids(read(task))).startsWith("1").doesNotContain("0", "/");
    }
  }

  @Test
  void goesOnWhenOneOfThemIsLeftAndWhenItIsReplaced() throws InterruptedException {
    publish(item("0", "/2", "two"), item("0", "/1", "one"));
    try (TaskHarness task = start()) {
      offsets.commit(task.await(2));
    }
    publish(item("0", "/2", "two"));
    try (TaskHarness task = start()) {
      assertThat(read(task)).isEmpty();
      publish(item("0", "/3", "three"));
      List<SourceRecord> third = read(task);
      assertThat(ids(third)).containsExactly("/3");
      offsets.commit(third);
    }
    publish(item("0", "/4", "four"));
    try (TaskHarness task = start()) {
      assertThat(ids(read(task))).containsExactly("/4");
    }
  }

  @Test
  void emitsNothingAgainWhenAnIdThatWasGoodBecomesShared() throws InterruptedException {
    for (int stored = 0; stored <= 2; stored++) {
      var survived = new StoredOffsets();
      publish(item("0", "/1", "one"));
      List<SourceRecord> delivered = new ArrayList<>();
      try (TaskHarness task = start(survived)) {
        delivered.addAll(read(task));
        publish(item("0", "/3", "three"), item("0", "/2", "two"), item("0", "/1", "one"));
        delivered.addAll(read(task).subList(0, stored));
      }
      survived.commit(delivered);
      try (TaskHarness task = start(survived)) {
        delivered.addAll(read(task));
        publish(item("0", "/1", "one"));
        delivered.addAll(read(task));
      }
      assertThat(ids(delivered)).as("crash after %d", stored).containsExactly("0", "/2", "/3");
    }
  }

  @Test
  void remembersEveryEntryOfADocumentFullOfPairs() throws InterruptedException {
    String[] items =
        IntStream.range(0, RssMemory.CAPACITY)
            .mapToObj(i -> item("guid" + i / 2, "/" + i, "entry " + i))
            .toArray(String[]::new);
    publish(items);
    try (TaskHarness task = start()) {
      offsets.commit(task.await(RssMemory.CAPACITY));
    }
    try (TaskHarness task = start()) {
      assertThat(read(task)).isEmpty();
    }
  }

  private static String item(String guid, String link, String title) {
    return "<item><guid isPermaLink=\"false\">%s</guid><link>%s</link><title>%s</title></item>"
        .formatted(guid, link, title);
  }

  private void publish(String... items) {
    server.answer(
        "/a",
        new MockResponse.Builder()
            .body("<rss><channel>%s</channel></rss>".formatted(String.join("", items)))
            .build());
  }

  private TaskHarness start() {
    return start(offsets);
  }

  private TaskHarness start(StoredOffsets stored) {
    return TaskHarness.start(TaskHarness.config(server.url("/a")), stored, clock);
  }

  /** What one more fetch of the feed brings. */
  private List<SourceRecord> read(TaskHarness task) throws InterruptedException {
    int before = server.requests("/a").size();
    clock.advance(Duration.ofMinutes(1));
    return task.drain(() -> server.requests("/a").size() > before);
  }

  private static List<String> titles(List<SourceRecord> records) {
    return records.stream().map(record -> ((Struct) record.value()).getString("title")).toList();
  }
}
