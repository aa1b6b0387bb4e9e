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

/** Feeds that are elsewhere for good, for a while, or nowhere. */
class RssMovedFeedsTest {
  private static final Duration INTERVAL = Duration.ofSeconds(60);

  private final MutableClock clock = new MutableClock();
  private final StoredOffsets offsets = new StoredOffsets();
  @AutoClose private final FeedServer server = FeedServer.start();

  @Test
  void goesWhereAFeedHasMovedForGoodAfterAWeek() throws InterruptedException {
    server.answer("/old", FeedServer.redirect(301, "/new"));
    answer("/new", "1");
    try (TaskHarness task = start("/old")) {
      offsets.commit(task.await(1));
      clock.advance(RssMove.GRACE);
      answer("/new", "2");
      List<SourceRecord> records = task.await(1);
      assertThat(records.get(0).key()).isEqualTo(server.url("/old") + "#2");
      offsets.commit(records);
      assertThat(server.requests("/old")).hasSize(2);
    }
    clock.advance(INTERVAL);
    try (TaskHarness task = start("/old")) {
      task.drain(() -> server.requests("/new").size() == 3);
      assertThat(server.requests("/old")).hasSize(2);

      server.answer("/new", FeedServer.status(404));
      askAgain(task, "/new");
      clock.advance(INTERVAL.multipliedBy(2));
      task.drain(() -> server.requests("/old").size() == 3);

      // One failure is not enough to forget what took a week to learn.
      answer("/new", "3");
      clock.advance(INTERVAL.multipliedBy(5));
      assertThat(task.await(1).get(0).key()).isEqualTo(server.url("/old") + "#3");
      askAgain(task, "/new");
      assertThat(server.requests("/old")).hasSize(3);

      server.answer("/new", FeedServer.status(404));
      askAgain(task, "/new");
      answer("/old", "4");
      clock.advance(INTERVAL.multipliedBy(2));
      task.await(1);
      answer("/new", "5");
      clock.advance(INTERVAL);
      task.drain(() -> server.requests("/old").size() == 5);
    }
  }

  @Test
  void neverStopsAskingTheOldPlaceForARedirectThatIsNotForGood() throws InterruptedException {
    server.answer("/old", FeedServer.redirect(302, "/new"));
    answer("/new", "1");
    try (TaskHarness task = start("/old")) {
      task.await(1);
      for (int week = 1; week <= 3; week++) {
        clock.advance(RssMove.GRACE);
        int wanted = week + 1;
        task.drain(() -> server.requests("/new").size() == wanted);
      }
    }
    assertThat(server.requests("/old")).hasSize(4);
  }

  @Test
  void stopsAskingForAFeedThatIsGone() throws InterruptedException {
    server.publish("/a", Fixture.feed("1"));
    Map<String, String> config = config("/a");
    config.put("heartbeat.topic", "heartbeats");
    try (var log = new CapturedLog();
        TaskHarness task = TaskHarness.start(config, offsets, clock)) {
      offsets.commit(task.await(1));
      server.answer("/a", FeedServer.status(410));
      clock.advance(INTERVAL);
      List<SourceRecord> records = task.await(1);
      assertThat(((Struct) records.get(0).value()).get("next_poll")).isNull();
      offsets.commit(records);
      clock.advance(Duration.ofDays(100));
      assertThat(task.poll()).isNull();
      assertThat(log.about(server.url("/a"))).hasSize(1).first().asString().contains("is gone");
    }
    try (TaskHarness task = TaskHarness.start(config, offsets, clock)) {
      assertThat(task.poll()).isNull();
    }
    assertThat(server.requests("/a")).hasSize(2);
  }

  @Test
  void doesNotTakeTheEndOfADetourForTheEndOfAFeed() throws InterruptedException {
    server.answer("/a", FeedServer.redirect(302, "/b"));
    server.answer("/b", FeedServer.status(410));
    try (TaskHarness task = start("/a")) {
      task.drain(() -> server.requests("/b").size() == 1);
      server.publish("/a", Fixture.feed("1"));
      clock.advance(INTERVAL.multipliedBy(2));
      assertThat(task.await(1)).hasSize(1);
    }
  }

  @Test
  void doesNotTakeAMoveInItsGraceForTheEndOfAFeed() throws InterruptedException {
    server.answer("/a", FeedServer.redirect(301, "/b"));
    server.answer("/b", FeedServer.status(410));
    try (TaskHarness task = start("/a")) {
      task.drain(() -> server.requests("/b").size() == 1);
      server.publish("/a", Fixture.feed("1"));
      clock.advance(INTERVAL.multipliedBy(2));
      assertThat(task.await(1)).hasSize(1);
    }
  }

  @Test
  void isNotGoneBecauseOnlyTheOldPlaceSaysSo() throws InterruptedException {
    try (TaskHarness task = startMoved()) {
      server.answer("/old", FeedServer.status(410));
      server.answer("/new", FeedServer.status(500));
      askAgain(task, "/new");
      clock.advance(INTERVAL.multipliedBy(2));
      task.drain(() -> server.requests("/old").size() == 3);
      answer("/new", "3");
      clock.advance(INTERVAL.multipliedBy(4));
      assertThat(task.await(1).get(0).key()).isEqualTo(server.url("/old") + "#3");
    }
  }

  @Test
  void isGoneWhenBothPlacesSaySoOrTheOldOneStillLeadsToTheNewOne() throws InterruptedException {
    for (int old : List.of(410, 301)) {
      clock.advance(INTERVAL);
      try (var log = new CapturedLog();
          TaskHarness task = startMoved()) {
        server.answer("/new", FeedServer.status(410));
        if (old == 410) {
          server.answer("/old", FeedServer.status(410));
        }
        askAgain(task, "/new");
        assertThat(log.about(server.url("/old"))).hasSize(1).noneMatch(it -> it.contains("gone"));
        int requests = server.requests("/old").size();
        clock.advance(INTERVAL.multipliedBy(2));
        task.drain(() -> log.about(server.url("/old")).size() == 2);
        assertThat(log.about(server.url("/old")).get(1)).contains("is gone");
        assertThat(server.requests("/old")).hasSize(requests + 1);
        clock.advance(Duration.ofDays(100));
        assertThat(task.poll()).isNull();
      }
    }
  }

  @Test
  void asksTheNewPlaceAgainThoughTheOldOneIsOverloaded() throws InterruptedException {
    try (TaskHarness task = startMoved()) {
      server.answer("/old", FeedServer.status(503));
      server.answer("/new", FeedServer.status(500));
      askAgain(task, "/new");
      clock.advance(INTERVAL.multipliedBy(2));
      task.drain(() -> server.requests("/old").size() == 3);
      answer("/new", "3");
      clock.advance(INTERVAL.multipliedBy(4));
      assertThat(task.await(1).get(0).key()).isEqualTo(server.url("/old") + "#3");
    }
  }

  @Test
  void asksTheOldPlaceAgainThoughTheNewOneIsOnlyOverloaded() throws InterruptedException {
    try (TaskHarness task = startMoved()) {
      server.answer("/new", FeedServer.status(503));
      answer("/old", "3");
      askAgain(task, "/new");
      for (int failures = 1; failures <= 3; failures++) {
        clock.advance(INTERVAL.multipliedBy(1L << (failures - 1)).minusMillis(1));
        assertThat(task.poll()).isNull();
        clock.advance(Duration.ofMillis(1));
        int wanted = 3 + failures;
        assertThat(task.drain(() -> server.requests("/new").size() == wanted)).isEmpty();
      }
      assertThat(server.requests("/new")).hasSize(6);
      assertThat(server.requests("/old")).hasSize(2);

      clock.advance(INTERVAL.multipliedBy(8));
      assertThat(task.await(1).get(0).key()).isEqualTo(server.url("/old") + "#3");
      assertThat(server.requests("/new")).hasSize(6);
    }
  }

  @Test
  void remembersNoMoveOfAPrivateFeedBeyondARestart() throws InterruptedException {
    server.answer("/t0ken", FeedServer.redirect(301, "/t0ken/new"));
    answer("/t0ken/new", "1");
    Map<String, String> config = TaskHarness.config("show=" + server.url("/t0ken"));
    config.put("heartbeat.topic", "heartbeats");
    for (int start = 1; start <= 2; start++) {
      try (TaskHarness task = TaskHarness.start(config, offsets, clock)) {
        List<SourceRecord> records = task.await(1);
        assertThat(records).allMatch(it -> !it.sourceOffset().toString().contains("t0ken"));
        offsets.commit(records);
        clock.advance(RssMove.GRACE);
        offsets.commit(task.await(1));
        clock.advance(INTERVAL);
        offsets.commit(task.await(1));
      }
      // Its week began with the start, and only then was it over.
      assertThat(server.requests("/t0ken")).hasSize(2 * start);
      assertThat(server.requests("/t0ken/new")).hasSize(3 * start);
      clock.advance(INTERVAL);
    }
  }

  /** A task whose feed has moved from /old to /new for good. */
  private TaskHarness startMoved() throws InterruptedException {
    server.answer("/old", FeedServer.redirect(301, "/new"));
    answer("/new", "1");
    var stored = new StoredOffsets();
    TaskHarness task = TaskHarness.start(config("/old"), stored, clock);
    task.await(1);
    clock.advance(RssMove.GRACE);
    answer("/new", "2");
    task.await(1);
    return task;
  }

  @Test
  void asksForAGoneFeedAgainWhenItsUrlIsChanged() throws InterruptedException {
    server.answer("/a", FeedServer.status(410));
    server.publish("/b", Fixture.feed("1"));
    Map<String, String> config = TaskHarness.config("show=" + server.url("/a"));
    config.put("heartbeat.topic", "heartbeats");
    try (TaskHarness task = TaskHarness.start(config, offsets, clock)) {
      offsets.commit(task.await(1));
    }
    config.put("feeds", "show=" + server.url("/b"));
    try (TaskHarness task = TaskHarness.start(config, offsets, clock)) {
      assertThat(task.await(1).get(0).key()).isEqualTo("show#1");
    }
  }

  @Test
  void asksForAGoneFeedAgainWhenItsCredentialsAreChanged() throws InterruptedException {
    server.answer("/a", FeedServer.status(410));
    Map<String, String> config = config("/a");
    config.put("heartbeat.topic", "heartbeats");
    config.put("http.headers", "X-Token: 1");
    try (TaskHarness task = TaskHarness.start(config, offsets, clock)) {
      offsets.commit(task.await(1));
    }
    clock.advance(Duration.ofDays(1));
    try (TaskHarness task = TaskHarness.start(config, offsets, clock)) {
      assertThat(task.poll()).isNull();
    }
    config.put("http.headers", "X-Token: 2");
    try (TaskHarness task = TaskHarness.start(config, offsets, clock)) {
      offsets.commit(task.await(1));
    }
    config.put("feeds", server.url("/a").replace("http://", "http://u:p@"));
    try (TaskHarness task = TaskHarness.start(config, offsets, clock)) {
      task.await(1);
    }
    assertThat(server.requests("/a")).hasSize(3);
  }

  private void askAgain(TaskHarness task, String path) throws InterruptedException {
    int requests = server.requests(path).size();
    clock.advance(INTERVAL);
    assertThat(task.drain(() -> server.requests(path).size() == requests + 1)).isEmpty();
  }

  private void answer(String path, String id) {
    server.answer(path, new MockResponse.Builder().body(Fixture.feed(id)).build());
  }

  private TaskHarness start(String... paths) {
    return TaskHarness.start(config(paths), offsets, clock);
  }

  private Map<String, String> config(String... paths) {
    return TaskHarness.config(List.of(paths).stream().map(server::url).toArray(String[]::new));
  }
}
