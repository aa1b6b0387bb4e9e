package io.tributary.connect.rss;

import static io.tributary.connect.rss.TaskHarness.ids;
import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.connect.common.MutableClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import mockwebserver3.MockResponse;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** When a task asks for a feed, where, and what it remembers of the answers. */
class RssPollingTest {
  private static final Duration INTERVAL = Duration.ofSeconds(60);
  private static final Duration MILLISECOND = Duration.ofMillis(1);

  private final MutableClock clock = new MutableClock();
  private final StoredOffsets offsets = new StoredOffsets();
  @AutoClose private final FeedServer server = FeedServer.start();

  @Test
  void doesNotAskForAFeedThatIsNotDueAfterARestart() throws InterruptedException {
    server.publish("/a", Fixture.feed("1"));
    try (TaskHarness task = start("/a")) {
      offsets.commit(task.await(1));
    }
    clock.advance(INTERVAL.minus(MILLISECOND));
    try (TaskHarness task = start("/a")) {
      assertThat(task.poll()).isNull();
      assertThat(server.requests("/a")).hasSize(1);
      clock.advance(MILLISECOND);
      task.drain(() -> server.requests("/a").size() == 2);
    }
  }

  @Test
  void comesBackNoEarlierThanTheServerSays() throws InterruptedException {
    answer("/a", "1", "Cache-Control", "max-age=300");
    try (TaskHarness task = start("/a")) {
      offsets.commit(task.await(1));
      assertNextAfter(task, "/a", Duration.ofMinutes(5));
    }
  }

  @Test
  void goesOnForAsLongAsTheServerSaidThoughTheNextAnswersDoNot() throws InterruptedException {
    answer("/a", "1", "ETag", "\"1\"", "Cache-Control", "max-age=600", "Age", "300");
    try (TaskHarness task = start("/a")) {
      offsets.commit(task.await(1));
      server.answer("/a", FeedServer.status(304));
      assertNextAfter(task, "/a", Duration.ofMinutes(5));
      assertNextAfter(task, "/a", Duration.ofMinutes(10));
    }
    clock.advance(Duration.ofMinutes(10));
    try (TaskHarness task = start("/a")) {
      task.drain(() -> server.requests("/a").size() == 4);
      server.answer(
          "/a",
          new MockResponse.Builder().code(304).addHeader("Cache-Control", "no-cache").build());
      assertNextAfter(task, "/a", Duration.ofMinutes(10));
      server.answer("/a", FeedServer.status(304));
      assertNextAfter(task, "/a", INTERVAL);
    }
  }

  @Test
  void readsWhatAnotherPlaceCallsByTheSameETag() throws InterruptedException {
    answer("/a", "1", "ETag", "\"1\"");
    server.answer(
        "/b",
        request ->
            request.getHeaders().get("If-None-Match") == null
                ? new MockResponse.Builder().body(Fixture.feed("2")).build()
                : FeedServer.status(304));
    try (TaskHarness task = start("/a")) {
      offsets.commit(task.await(1));
    }
    server.answer("/a", FeedServer.redirect("/b"));
    clock.advance(INTERVAL);
    try (TaskHarness task = start("/a")) {
      assertThat(ids(task.await(1))).containsExactly("2");
    }
  }

  @Test
  void comesBackNoEarlierThanTheFeedSaysThoughTheNextAnswerHasNoBody() throws InterruptedException {
    String document =
        Fixture.feed("1").replace("<channel>", "<channel><ttl>10</ttl><generator>g</generator>");
    server.publish("/a", document);
    try (TaskHarness task = start("/a")) {
      offsets.commit(task.await(1));
      assertNextAfter(task, "/a", Duration.ofMinutes(10));
      assertNextAfter(task, "/a", Duration.ofMinutes(10));
    }
    clock.advance(Duration.ofMinutes(10));
    try (TaskHarness task = start("/a")) {
      task.drain(() -> server.requests("/a").size() == 4);
      assertNextAfter(task, "/a", Duration.ofMinutes(10));
    }
  }

  @Test
  void waitsNoLongerThanTheOperatorAllows() throws InterruptedException {
    answer("/a", "1", "Cache-Control", "max-age=31536000");
    Map<String, String> config = config("/a");
    config.put("poll.interval.max.ms", "120000");
    try (TaskHarness task = TaskHarness.start(config, offsets, clock)) {
      task.await(1);
      assertNextAfter(task, "/a", INTERVAL.multipliedBy(2));
    }
  }

  @Test
  void leavesAnOverloadedServerAloneForAsLongAsItWants() throws InterruptedException {
    server.answer(
        "/a", new MockResponse.Builder().code(429).addHeader("Retry-After", "600").build());
    try (TaskHarness task = start("/a")) {
      task.drain(() -> server.requests("/a").size() == 1);
      assertNextAfter(task, "/a", Duration.ofMinutes(10));
    }
  }

  @Test
  void doesNotAskForEveryFeedAtOnceAfterAStart() throws InterruptedException {
    String[] paths = IntStream.range(0, 60).mapToObj(i -> "/" + i).toArray(String[]::new);
    for (String path : paths) {
      server.publish(path, Fixture.feed("1"));
    }
    try (TaskHarness task = start(paths)) {
      assertThat(task.drain(() -> server.requestedTargets().size() >= 32)).hasSize(32);
      clock.advance(Duration.ofMillis(100));
      assertThat(task.await(2)).hasSize(2);
      clock.advance(Duration.ofSeconds(2));
      assertThat(task.await(26)).hasSize(26);
    }
  }

  @Test
  void takesOverTheValidatorsOfA304() throws InterruptedException {
    answer("/a", "1", "ETag", "\"1\"", "Last-Modified", "first");
    try (TaskHarness task = start("/a")) {
      task.await(1);
      server.answer("/a", new MockResponse.Builder().code(304).addHeader("ETag", "\"2\"").build());
      askAgain(task, "/a");
      askAgain(task, "/a");
    }
    var headers = server.requests("/a").get(2).getHeaders();
    assertThat(headers.get("If-None-Match")).isEqualTo("\"2\"");
    assertThat(headers.get("If-Modified-Since")).isEqualTo("first");
  }

  @Test
  void takesOverTheNewETagOfTheSameDocument() throws InterruptedException {
    answer("/a", "1", "ETag", "\"1\"");
    try (TaskHarness task = start("/a")) {
      offsets.commit(task.await(1));
    }
    answer("/a", "1", "ETag", "\"2\"");
    clock.advance(INTERVAL);
    try (TaskHarness task = start("/a")) {
      task.drain(() -> server.requests("/a").size() == 2);
      askAgain(task, "/a");
    }
    assertThat(server.requests("/a").get(2).getHeaders().get("If-None-Match")).isEqualTo("\"2\"");
  }

  @Test
  void survivesAnETagThatIsNotAscii() throws InterruptedException {
    server.answer(
        "/a",
        new MockResponse.Builder()
            .addHeaderLenient("ETag", "\"caf\u00e9\"")
            .body(Fixture.feed("1"))
            .build());
    try (TaskHarness task = start("/a")) {
      offsets.commit(task.await(1));
      askAgain(task, "/a");
    }
    assertThat(server.requests("/a").get(1).getHeaders().get("If-None-Match"))
        .isEqualTo("\"caf\u00e9\"");
  }

  @Test
  void tellsNothingOfThePrivateUrlOfANamedFeed() throws InterruptedException {
    server.answer("/token-1", FeedServer.redirect(301, "/token-2"));
    answer("/token-2", "1");
    server.answer("/token-3", FeedServer.status(500));
    Map<String, String> config =
        TaskHarness.config("show=" + server.url("/token-1"), "bad=" + server.url("/token-3"));
    config.put("heartbeat.topic", "heartbeats");
    try (var log = new CapturedLog();
        TaskHarness task = TaskHarness.start(config, offsets, clock)) {
      List<SourceRecord> records = task.await(2);
      clock.advance(RssMove.GRACE.plusDays(1));
      answer("/token-2", "2");
      records.addAll(task.await(2));
      assertThat(records).extracting(SourceRecord::key).contains("show#1", "show#2", "bad");
      for (SourceRecord record : records) {
        assertThat(
                record + " " + record.value() + record.headers() + record.sourceOffset().entrySet())
            .doesNotContain("token");
      }
      assertThat(log.lines()).isNotEmpty().noneMatch(line -> line.contains("token"));
    }
  }

  @Test
  void refusesARedirectToAPrivateAddress() throws InterruptedException {
    server.answer("/a", FeedServer.redirect("/b"));
    server.publish("/b", Fixture.feed("1"));
    Map<String, String> config = config("/a");
    config.remove("http.private.addresses");
    try (var log = new CapturedLog();
        TaskHarness task = TaskHarness.start(config, offsets, clock)) {
      task.drain(() -> !log.about(server.url("/a")).isEmpty());
      assertThat(log.about(server.url("/a")).get(0)).contains("http.private.addresses");
    }
    assertThat(server.requests("/b")).isEmpty();
  }

  @Test
  void storesWhatAQuietPollTaughtWithAHeartbeat() throws InterruptedException {
    server.publish("/a", Fixture.feed("1"));
    Map<String, String> config = config("/a");
    config.put("heartbeat.topic", "heartbeats");
    try (TaskHarness task = TaskHarness.start(config, offsets, clock)) {
      offsets.commit(task.await(1));
      clock.advance(INTERVAL);
      SourceRecord heartbeat = task.await(1).get(0);
      assertThat(heartbeat.topic()).isEqualTo("heartbeats");
      assertThat(heartbeat.key()).isEqualTo(server.url("/a"));
      assertThat(((Struct) heartbeat.value()).getString("next_poll"))
          .isEqualTo(clock.instant().plus(INTERVAL).toString());
      offsets.commit(List.of(heartbeat));
    }
    clock.advance(INTERVAL.minus(MILLISECOND));
    try (TaskHarness task = TaskHarness.start(config, offsets, clock)) {
      assertThat(task.poll()).isNull();
      assertThat(server.requests("/a")).hasSize(2);
      server.publish("/a", Fixture.feed("2", "1"));
      clock.advance(MILLISECOND);
      assertThat(ids(task.await(1))).containsExactly("2");
    }
  }

  @Test
  void goesOnBackingOffAfterARestartIfItCouldStoreThat() throws InterruptedException {
    server.answer("/a", FeedServer.status(500));
    Map<String, String> config = config("/a");
    config.put("heartbeat.topic", "heartbeats");
    try (TaskHarness task = TaskHarness.start(config, offsets, clock)) {
      offsets.commit(task.await(1));
      clock.advance(INTERVAL);
      offsets.commit(task.await(1));
    }
    try (TaskHarness task = TaskHarness.start(config, offsets, clock)) {
      clock.advance(INTERVAL.multipliedBy(2).minus(MILLISECOND));
      assertThat(task.poll()).isNull();
      clock.advance(MILLISECOND);
      assertThat(task.await(1)).hasSize(1);
    }
  }

  private void assertNextAfter(TaskHarness task, String path, Duration wait)
      throws InterruptedException {
    int requests = server.requests(path).size();
    clock.advance(wait.minus(MILLISECOND));
    assertThat(task.poll()).isNull();
    assertThat(server.requests(path)).hasSize(requests);
    clock.advance(MILLISECOND);
    assertThat(task.drain(() -> server.requests(path).size() == requests + 1)).isEmpty();
  }

  private void askAgain(TaskHarness task, String path) throws InterruptedException {
    int requests = server.requests(path).size();
    clock.advance(INTERVAL);
    assertThat(task.drain(() -> server.requests(path).size() == requests + 1)).isEmpty();
  }

  private void answer(String path, String id, String... headers) {
    var response = new MockResponse.Builder().body(Fixture.feed(id));
    for (int i = 0; i < headers.length; i += 2) {
      response.addHeader(headers[i], headers[i + 1]);
    }
    server.answer(path, response.build());
  }

  private TaskHarness start(String... paths) {
    return TaskHarness.start(config(paths), offsets, clock);
  }

  private Map<String, String> config(String... paths) {
    return TaskHarness.config(List.of(paths).stream().map(server::url).toArray(String[]::new));
  }
}
