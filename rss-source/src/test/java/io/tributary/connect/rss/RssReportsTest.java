package io.tributary.connect.rss;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.connect.common.MutableClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import mockwebserver3.MockResponse;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What a task tells of its feeds beside their entries. */
class RssReportsTest {
  private static final Duration INTERVAL = Duration.ofSeconds(60);

  private final MutableClock clock = new MutableClock();
  private final StoredOffsets offsets = new StoredOffsets();
  @AutoClose private final FeedServer server = FeedServer.start();

  @Test
  void publishesEachChangeOfStateOnce() throws InterruptedException {
    server.publish("/a", Fixture.feed("1"));
    try (TaskHarness task = start()) {
      List<SourceRecord> records = task.await(2);
      assertThat(records).extracting(SourceRecord::topic).containsExactly("entries", "status");
      assertThat(records.get(1).key()).isEqualTo(server.url("/a"));
      Struct ok = status(records.get(1));
      assertThat(ok.getString("state")).isEqualTo("ok");
      assertThat(ok.get("error")).isNull();
      assertThat(ok.getString("last_success")).isEqualTo(clock.instant().toString());
      assertThat(ok.getString("next_poll")).isEqualTo(clock.instant().plus(INTERVAL).toString());
      offsets.commit(records);
      String worked = clock.instant().toString();

      clock.advance(INTERVAL);
      assertThat(task.drain(() -> requests() == 2)).isEmpty();
      server.answer("/a", FeedServer.status(500));
      clock.advance(INTERVAL);
      records = task.await(1);
      Struct failing = status(records.get(0));
      assertThat(failing.getString("state")).isEqualTo("failing");
      assertThat(failing.getInt32("http_status")).isEqualTo(500);
      assertThat(failing.getString("error")).isEqualTo("HTTP status 500");
      assertThat(failing.getInt32("consecutive_failures")).isEqualTo(1);
      assertThat(failing.getString("last_success")).isNotEqualTo(worked);
      offsets.commit(records);

      clock.advance(INTERVAL);
      assertThat(task.drain(() -> requests() == 4)).isEmpty();
      server.answer("/a", FeedServer.status(410));
      clock.advance(INTERVAL.multipliedBy(2));
      Struct gone = status(task.await(1).get(0));
      assertThat(gone.getString("state")).isEqualTo("gone");
      assertThat(gone.getInt32("http_status")).isEqualTo(410);
      assertThat(gone.get("next_poll")).isNull();
    }
  }

  @Test
  void cutsAReasonThatAServerMakesLong() throws InterruptedException {
    server.answer("/a", new MockResponse.Builder().status("x".repeat(5_000)).build());
    try (var log = new CapturedLog();
        TaskHarness task = start()) {
      assertThat(status(task.await(1).get(0)).getString("error"))
          .hasSize(300)
          .startsWith("a broken answer: ")
          .endsWith("xxx...");
      assertThat(log.about(server.url("/a"))).hasSize(1).first().asString().hasSizeLessThan(500);
    }
  }

  @Test
  void doesNotRepeatAStateAfterARestart() throws InterruptedException {
    server.answer("/a", FeedServer.status(500));
    try (TaskHarness task = start()) {
      offsets.commit(task.await(1));
    }
    clock.advance(INTERVAL);
    try (TaskHarness task = start()) {
      assertThat(task.drain(() -> requests() == 2)).isEmpty();
      server.publish("/a", Fixture.feed("1"));
      clock.advance(INTERVAL.multipliedBy(4));
      assertThat(status(task.await(2).get(1)).getString("state")).isEqualTo("ok");
    }
  }

  @Test
  void claimsNoMoreThanWasEmitted() throws InterruptedException {
    server.publish("/a", Fixture.feed("2", "1"));
    try (TaskHarness task = start()) {
      List<SourceRecord> records = task.await(3);
      assertThat(records.get(2).topic()).isEqualTo("status");
      for (int stored = 0; stored <= 3; stored++) {
        var survived = new StoredOffsets();
        survived.commit(records.subList(0, stored));
        RssOffset offset =
            RssOffset.from(
                server.url("/a"), survived.offset(RssOffset.partition(server.url("/a"))));
        assertThat(offset.memory().size()).isEqualTo(Math.min(stored, 2));
        assertThat(offset.poll().validators().etag() != null).isEqualTo(stored >= 2);
      }
    }
  }

  @Test
  void countsWhatItDoes() throws InterruptedException {
    server.publish("/a", Fixture.feed("2", "1"));
    server.answer("/b", FeedServer.status(500));
    server.answer("/c", FeedServer.status(410));
    Map<String, String> config =
        TaskHarness.config(server.url("/a"), server.url("/b"), server.url("/c"));
    try (TaskHarness task = TaskHarness.start(config, offsets, clock)) {
      task.drain(() -> server.requestedTargets().size() == 3);
      clock.advance(INTERVAL);
      task.drain(() -> requests() == 2);

      assertThat(task.metric("feeds")).isEqualTo(3);
      assertThat(task.metric("feeds-ok")).isEqualTo(1);
      assertThat(task.metric("feeds-failing")).isEqualTo(1);
      assertThat(task.metric("feeds-gone")).isEqualTo(1);
      assertThat(task.metric("not-modified-total")).isEqualTo(1);
      assertThat(task.metric("polls-failed-total")).isGreaterThanOrEqualTo(2);
      assertThat(task.metric("bytes-total")).isEqualTo(Fixture.feed("2", "1").length());
      assertThat(task.metric("records-total")).isEqualTo(2);
      assertThat(task.metric("entries-total")).isEqualTo(2);
      assertThat(task.metric("entries-failed-total")).isZero();
      assertThat(task.metric("lag-ms")).isZero();
    }
  }

  private TaskHarness start() {
    Map<String, String> config = TaskHarness.config(server.url("/a"));
    config.put("status.topic", "status");
    return TaskHarness.start(config, offsets, clock);
  }

  private int requests() {
    return server.requests("/a").size();
  }

  private static Struct status(SourceRecord record) {
    assertThat(record.topic()).isEqualTo("status");
    Struct value = (Struct) record.value();
    value.validate();
    return value;
  }
}
