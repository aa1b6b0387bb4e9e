package io.tributary.connect.rss;

import static io.tributary.connect.rss.TaskHarness.ids;
import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.connect.common.MutableClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import mockwebserver3.MockResponse;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which entries a task emits: changed ones, and those of a feed it has never read. */
class RssUpdatesTest {
  private static final Duration INTERVAL = Duration.ofSeconds(60);

  private final MutableClock clock = new MutableClock();
  private final StoredOffsets offsets = new StoredOffsets();
  @AutoClose private final FeedServer server = FeedServer.start();

  @Test
  void emitsAChangedEntryAgainOnce() throws InterruptedException {
    server.publish("/a", Fixture.feed("2", "1"));
    try (TaskHarness task = start()) {
      offsets.commit(task.await(2));
      server.publish("/a", Fixture.feed("2", "1").replace("Entry 1", "Entry one"));
      clock.advance(INTERVAL);
      List<SourceRecord> records = task.await(1);
      assertThat(ids(records)).containsExactly("1");
      Struct value = (Struct) records.get(0).value();
      assertThat(value.getString("title")).isEqualTo("Entry one");
      assertThat(value.getString("change")).isEqualTo("updated");
      assertThat(records.get(0).headers().lastWithName("operation").value()).isEqualTo("update");
      offsets.commit(records);
    }
    server.publish("/a", Fixture.feed("3", "2", "1").replace("Entry 1", "Entry one"));
    clock.advance(INTERVAL);
    try (TaskHarness task = start()) {
      assertThat(ids(task.await(1))).containsExactly("3");
    }
  }

  @Test
  void takesANewDateForNoChange() throws InterruptedException {
    String entry =
        "<feed xmlns='http://www.w3.org/2005/Atom'><entry><id>1</id><title>t</title>"
            + "<updated>2024-01-0%d</updated></entry></feed>";
    server.publish("/a", entry.formatted(1));
    try (TaskHarness task = start()) {
      task.await(1);
      server.publish("/a", entry.formatted(2));
      clock.advance(INTERVAL);
      assertThat(task.drain(() -> server.requests("/a").size() == 2)).isEmpty();
    }
  }

  @Test
  void emitsNoUpdatesIfNoneAreWanted() throws InterruptedException {
    server.publish("/a", Fixture.feed("1"));
    Map<String, String> config = config();
    config.put("emit.updates", "false");
    try (TaskHarness task = TaskHarness.start(config, offsets, clock)) {
      task.await(1);
      server.publish("/a", Fixture.feed("2", "1").replace("Entry 1", "Entry one"));
      clock.advance(INTERVAL);
      assertThat(ids(task.await(1))).containsExactly("2");
    }
  }

  @Test
  void losesAndDoublesNoUpdateWhenItCrashesAfterAnyRecord() throws InterruptedException {
    String changed =
        Fixture.feed("4", "3", "2", "1").replace("Entry 3", "Three").replace("Entry 1", "One");
    for (int stored = 0; stored <= 3; stored++) {
      server.publish("/a", Fixture.feed("3", "2", "1"));
      var survived = new StoredOffsets();
      List<SourceRecord> delivered = new ArrayList<>();
      try (TaskHarness task = TaskHarness.start(config(), survived, clock)) {
        survived.commit(task.await(3));
        server.publish("/a", changed);
        clock.advance(INTERVAL);
        delivered.addAll(task.await(3).subList(0, stored));
      }
      survived.commit(delivered);
      clock.advance(INTERVAL);
      int requests = server.requests("/a").size();
      try (TaskHarness task = TaskHarness.start(config(), survived, clock)) {
        delivered.addAll(task.drain(() -> server.requests("/a").size() > requests));
      }
      assertThat(delivered)
          .as("crash after %d", stored)
          .extracting(record -> ((Struct) record.value()).getString("title"))
          .containsExactly("One", "Three", "Entry 4");
    }
  }

  @ParameterizedTest
  @CsvSource({"all, 3", "2, 2", "1, 1", "9, 3"})
  void emitsTheNewestEntriesOfAFeedItHasNeverRead(String wanted, int count)
      throws InterruptedException {
    server.publish("/a", Fixture.feed("3", "2", "1"));
    Map<String, String> config = config();
    config.put("initial.entries", wanted);
    try (TaskHarness task = TaskHarness.start(config, offsets, clock)) {
      List<SourceRecord> records = task.await(count);
      assertThat(ids(records)).isEqualTo(List.of("1", "2", "3").subList(3 - count, 3));
      // Even the first record says that what came before is not to be read.
      offsets.commit(records.subList(0, 1));
    }
    server.publish("/a", Fixture.feed("4", "3", "2", "1"));
    clock.advance(INTERVAL);
    try (TaskHarness task = TaskHarness.start(config, offsets, clock)) {
      assertThat(ids(task.await(count))).isEqualTo(List.of("2", "3", "4").subList(3 - count, 3));
    }
  }

  @Test
  void startsAfterWhatAFeedHoldsIfNothingOfItIsWanted() throws InterruptedException {
    server.answer("/a", new MockResponse.Builder().body(Fixture.feed("1")).build());
    Map<String, String> config = config();
    config.put("initial.entries", "none");
    config.put("heartbeat.topic", "heartbeats");
    try (TaskHarness task = TaskHarness.start(config, offsets, clock)) {
      List<SourceRecord> records = task.await(1);
      assertThat(records.get(0).topic()).isEqualTo("heartbeats");
      offsets.commit(records);
    }
    server.answer("/a", new MockResponse.Builder().body(Fixture.feed("2", "1")).build());
    clock.advance(INTERVAL);
    try (TaskHarness task = TaskHarness.start(config, offsets, clock)) {
      assertThat(ids(task.await(1))).containsExactly("2");
    }
  }

  private TaskHarness start() {
    return TaskHarness.start(config(), offsets, clock);
  }

  private Map<String, String> config() {
    return TaskHarness.config(server.url("/a"));
  }
}
