package io.tributary.connect.rss;

import static io.tributary.connect.rss.TaskHarness.ids;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import mockwebserver3.MockResponse;
import mockwebserver3.MockResponseBody;
import mockwebserver3.SocketEffect;
import okio.Buffer;
import okio.BufferedSink;
import okio.GzipSink;
import okio.Okio;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RssSourceTaskTest {
  private static final Duration INTERVAL = Duration.ofSeconds(60);
  private static final int HUGE = 100 << 20;

  private final MutableClock clock = new MutableClock();
  private final StoredOffsets offsets = new StoredOffsets();
  private FeedServer server;

  @BeforeEach
  void startServer() throws IOException {
    server = FeedServer.start();
  }

  @AfterEach
  void stopServer() {
    server.close();
  }

  @Test
  void emitsNewEntriesOldestFirst() throws InterruptedException {
    server.publish("/a", Fixture.feed("2", "1"));
    try (TaskHarness task = start("/a")) {
      List<SourceRecord> first = task.await(2);
      assertThat(ids(first)).containsExactly("1", "2");
      assertThat(first.get(0).topic()).isEqualTo("entries");
      assertThat(first.get(0).key()).isEqualTo(server.url("/a") + "#1");
      assertThat(((Struct) first.get(0).value()).getString("feed_url")).isEqualTo(server.url("/a"));

      server.publish("/a", Fixture.feed("4", "3", "2"));
      clock.advance(INTERVAL);
      assertThat(ids(task.await(2))).containsExactly("3", "4");
    }
  }

  @Test
  void waitsForTheIntervalAndThenAsksOnlyForChanges() throws InterruptedException {
    server.publish("/a", Fixture.feed("1"));
    try (TaskHarness task = start("/a")) {
      task.await(1);
      clock.advance(INTERVAL.minusMillis(1));
      assertThat(task.poll()).isNull();
      assertThat(server.requests("/a")).hasSize(1);

      clock.advance(Duration.ofMillis(1));
      assertThat(task.drain(() -> server.requests("/a").size() == 2)).isEmpty();
      assertThat(server.requests("/a").get(1).getHeaders().get("If-None-Match")).isNotNull();
    }
  }

  @Test
  void sendsBothValidatorsVerbatimAndNamesItself() throws InterruptedException {
    server.answer(
        "/a",
        new MockResponse.Builder()
            .addHeader("ETag", "W/\"odd, one\"")
            .addHeader("Last-Modified", "some time last week")
            .body(Fixture.feed("1"))
            .build());
    try (TaskHarness task = start("/a")) {
      offsets.commit(task.await(1));
    }
    try (TaskHarness task = start("/a")) {
      assertThat(task.drain(() -> server.requests("/a").size() == 2)).isEmpty();
    }
    var headers = server.requests("/a").get(1).getHeaders();
    assertThat(headers.get("If-None-Match")).isEqualTo("W/\"odd, one\"");
    assertThat(headers.get("If-Modified-Since")).isEqualTo("some time last week");
    assertThat(headers.get("User-Agent")).startsWith("Tributary-RSS-Source/");
    assertThat(headers.get("Accept-Encoding")).contains("gzip");
  }

  @Test
  void losesAndDoublesNothingWhenItCrashesAfterAnyRecord() throws InterruptedException {
    List<String> expected = IntStream.rangeClosed(1, 7).mapToObj(Integer::toString).toList();
    server.publish("/a", Fixture.feed("7", "6", "5", "4", "3", "2", "1"));
    for (int stored = 0; stored <= 7; stored++) {
      var survived = new StoredOffsets();
      List<SourceRecord> delivered = new ArrayList<>();
      try (TaskHarness task = TaskHarness.start(config("/a"), survived, clock)) {
        delivered.addAll(task.await(7).subList(0, stored));
      }
      survived.commit(delivered);
      int requests = server.requests("/a").size();
      try (TaskHarness task = TaskHarness.start(config("/a"), survived, clock)) {
        delivered.addAll(task.drain(() -> server.requests("/a").size() > requests));
      }
      assertThat(ids(delivered)).as("crash after %d", stored).isEqualTo(expected);
    }
  }

  @Test
  void losesAndDoublesNothingWhenItCrashesWithinAnUpdate() throws InterruptedException {
    for (int stored = 0; stored <= 3; stored++) {
      server.publish("/a", Fixture.feed("2", "1"));
      var survived = new StoredOffsets();
      List<SourceRecord> delivered = new ArrayList<>();
      try (TaskHarness task = TaskHarness.start(config("/a"), survived, clock)) {
        delivered.addAll(task.await(2));
        server.publish("/a", Fixture.feed("5", "2", "4", "3"));
        clock.advance(INTERVAL);
        delivered.addAll(task.await(3).subList(0, stored));
      }
      survived.commit(delivered);
      int requests = server.requests("/a").size();
      try (TaskHarness task = TaskHarness.start(config("/a"), survived, clock)) {
        delivered.addAll(task.drain(() -> server.requests("/a").size() > requests));
      }
      assertThat(ids(delivered))
          .as("crash after %d", stored)
          .containsExactly("1", "2", "3", "4", "5");
    }
  }

  @Test
  void emitsNothingTwiceAfterACleanRestart() throws InterruptedException {
    server.publish("/a", Fixture.feed("2", "1"));
    server.answer("/b", new MockResponse.Builder().body(Fixture.feed("4", "3")).build());
    try (TaskHarness task = start("/a", "/b")) {
      offsets.commit(task.await(4));
    }
    try (TaskHarness task = start("/a", "/b")) {
      assertThat(
              task.drain(
                  () -> server.requests("/a").size() == 2 && server.requests("/b").size() == 2))
          .isEmpty();
    }
  }

  @Test
  void keepsTheOldValidatorsUntilTheLastRecordOfADocument() throws InterruptedException {
    server.publish("/a", Fixture.feed("3", "2", "1"));
    try (TaskHarness task = start("/a")) {
      List<SourceRecord> records = task.await(3);
      assertThat(records.get(0).sourceOffset()).doesNotContainKey("etag");
      assertThat(records.get(1).sourceOffset()).doesNotContainKey("etag");
      assertThat(records.get(2).sourceOffset().get("etag")).isNotNull();
    }
  }

  @Test
  void storesNoValidatorsOfAnAnswerThatIsNoFeed() throws InterruptedException {
    server.answer(
        "/a",
        new MockResponse.Builder().addHeader("ETag", "\"poison\"").body("<html></html>").build());
    try (TaskHarness task = start("/a")) {
      task.drain(() -> server.requests("/a").size() == 1);
      server.publish("/a", Fixture.feed("1"));
      clock.advance(INTERVAL.multipliedBy(2));
      task.await(1);
    }
    assertThat(server.requests("/a").get(1).getHeaders().get("If-None-Match")).isNull();
  }

  @Test
  void oneFailingFeedOfAnyKindLeavesTheOthersAlone() throws Exception {
    server.answer("/missing", FeedServer.status(404));
    server.answer("/broken", FeedServer.status(500));
    server.answer(
        "/page", new MockResponse.Builder().body(Fixture.text("broken/page.html")).build());
    server.answer(
        "/cut", new MockResponse.Builder().body(Fixture.text("broken/truncated.xml")).build());
    server.answer("/huge", new MockResponse.Builder().body(huge()).build());
    server.answer(
        "/bomb",
        new MockResponse.Builder().addHeader("Content-Encoding", "gzip").body(bomb()).build());
    server.answer(
        "/hangup",
        new MockResponse.Builder()
            .body(Fixture.feed("1"))
            .onResponseBody(new SocketEffect.CloseSocket())
            .build());
    server.answer("/stalled", stalled());
    server.answer("/loop", redirect("/loop"));
    server.publish("/good", Fixture.feed("1"));
    String unreachable = "http://127.0.0.1:" + unusedPort() + "/feed";
    List<String> paths =
        List.of(
            "/missing",
            "/broken",
            "/page",
            "/cut",
            "/huge",
            "/bomb",
            "/hangup",
            "/stalled",
            "/loop");
    List<String> bad = new ArrayList<>(paths.stream().map(server::url).toList());
    bad.add(unreachable);
    List<String> all = new ArrayList<>(bad);
    all.add(server.url("/good"));
    Map<String, String> config = TaskHarness.config(all.toArray(new String[0]));
    config.put("http.timeout.ms", "1500");
    try (var log = new CapturedLog();
        TaskHarness task = TaskHarness.start(config, offsets, clock)) {
      List<SourceRecord> records = task.drain(() -> allFailed(log, bad));
      assertThat(ids(records)).containsExactly("1");

      // Until twice the interval has passed once more, each is tried again and fails silently.
      server.publish("/good", Fixture.feed("2", "1"));
      clock.advance(INTERVAL);
      clock.advance(INTERVAL.dividedBy(5));
      records = task.drain(() -> paths.stream().allMatch(path -> tried(path) >= 2));
      assertThat(ids(records)).containsExactly("2");
      assertThat(bad).allSatisfy(feed -> assertThat(log.about(feed)).hasSize(1));
      assertThat(log.about(server.url("/good"))).isEmpty();
      assertThat(log.about(server.url("/missing")).get(0)).contains("HTTP status 404");
      assertThat(log.about(server.url("/broken")).get(0)).contains("HTTP status 500");
      assertThat(log.about(server.url("/page")).get(0)).contains("an HTML page, not a feed");
      assertThat(log.about(server.url("/cut")).get(0)).contains("broken XML at line");
      assertThat(log.about(server.url("/huge")).get(0)).contains("http.max.body.bytes");
      assertThat(log.about(server.url("/bomb")).get(0)).contains("http.max.body.bytes");
      assertThat(log.about(server.url("/stalled")).get(0)).contains("no answer within 1500 ms");
      assertThat(log.about(unreachable).get(0)).contains("cannot connect");
    }
  }

  @Test
  void saysOnceThatAFeedFailedAndOnceThatItIsBack() throws InterruptedException {
    server.answer("/a", FeedServer.status(503));
    try (var log = new CapturedLog();
        TaskHarness task = start("/a")) {
      for (int failures = 1; failures <= 4; failures++) {
        int wanted = failures;
        task.drain(() -> server.requests("/a").size() == wanted);
        // After the first failure one interval, then two, then four.
        Duration wait = INTERVAL.multipliedBy(1L << (failures - 1));
        clock.advance(wait.minusMillis(1));
        assertThat(task.poll()).isNull();
        assertThat(server.requests("/a")).hasSize(failures);
        clock.advance(Duration.ofMillis(1));
      }
      server.publish("/a", Fixture.feed("1"));
      clock.advance(INTERVAL.multipliedBy(8));
      task.await(1);

      assertThat(log.about(server.url("/a"))).hasSize(2);
      assertThat(log.about(server.url("/a")).get(0)).startsWith("WARN").contains("503");
      assertThat(log.about(server.url("/a")).get(1)).startsWith("INFO").contains("works again");
    }
  }

  @Test
  void aSlowFeedDelaysNoOther() throws InterruptedException {
    server.answer("/slow", stalled());
    String[] paths = IntStream.range(0, 20).mapToObj(i -> "/" + i).toArray(String[]::new);
    for (String path : paths) {
      server.publish(path, Fixture.feed("1"));
    }
    List<String> feeds = new ArrayList<>(List.of(server.url("/slow")));
    for (String path : paths) {
      feeds.add(server.url(path));
    }
    Map<String, String> config = TaskHarness.config(feeds.toArray(new String[0]));
    config.put("http.timeout.ms", "60000");
    try (TaskHarness task = TaskHarness.start(config, offsets, clock)) {
      assertThat(task.await(20)).hasSize(20);
    }
  }

  @Test
  void neverAsksOneHostForMoreThanTwoFeedsAtOnce() throws InterruptedException {
    var release = new CountDownLatch(1);
    List<String> feeds = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      server.answer(
          "/" + i,
          request -> {
            awaitLatch(release);
            return new MockResponse.Builder().body(Fixture.feed("1")).build();
          });
      feeds.add(server.url("/" + i));
    }
    server.publish("/other", Fixture.feed("1"));
    // The same server by another name.
    feeds.add("http://127.0.0.1:%d/other".formatted(server.port()));
    assertThat(server.url("/")).startsWith("http://localhost:");
    try (TaskHarness task =
        TaskHarness.start(TaskHarness.config(feeds.toArray(new String[0])), offsets, clock)) {
      assertThat(task.await(1)).hasSize(1);
      assertThat(task.poll()).isNull();
      assertThat(feeds.stream().filter(feed -> tried(feed.substring(feed.lastIndexOf('/'))) > 0))
          .hasSize(3);
      release.countDown();
      assertThat(task.await(6)).hasSize(6);
    }
  }

  @Test
  void endsAPollThatWaitsAndTheFetchBehindItWhenItIsStopped() throws Exception {
    server.answer("/a", stalled());
    try (TaskHarness task = start("/a")) {
      task.drain(() -> server.requests("/a").size() == 1);
      assertThat(fetchesUnderWay()).isEqualTo(1);
      var polling = new FutureTask<>(task::poll);
      var thread = new Thread(polling);
      thread.start();
      Awaitility.await()
          .pollInterval(Duration.ofMillis(1))
          .until(() -> thread.getState() == Thread.State.TIMED_WAITING);
      long told = System.nanoTime();
      task.stop();
      assertThat(polling.get(5, TimeUnit.SECONDS)).isNull();
      // Well before the half second that a poll waits by itself.
      assertThat(Duration.ofNanos(System.nanoTime() - told)).isLessThan(Duration.ofMillis(350));
      assertThat(task.poll()).isNull();
      Awaitility.await()
          .atMost(Duration.ofSeconds(2))
          .untilAsserted(() -> assertThat(fetchesUnderWay()).isZero());
    }
  }

  /** OkHttp names a thread after the URL for as long as it works on a call. */
  private long fetchesUnderWay() {
    String name = "OkHttp http://localhost:" + server.port();
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith(name))
        .count();
  }

  @Test
  void readsTheNewestEntriesOfADocumentThatIsTooLong() throws InterruptedException {
    int count = RssMemory.CAPACITY + 100;
    String[] ids =
        IntStream.range(0, count)
            .map(i -> count - i)
            .mapToObj(Integer::toString)
            .toArray(String[]::new);
    server.answer("/a", new MockResponse.Builder().body(Fixture.feed(ids)).build());
    try (var log = new CapturedLog();
        TaskHarness task = start("/a")) {
      List<SourceRecord> records = task.await(RssMemory.CAPACITY);
      assertThat(ids(records)).hasSize(RssMemory.CAPACITY).startsWith("101").endsWith("5100");
      clock.advance(INTERVAL);
      assertThat(task.drain(() -> tried("/a") == 2)).isEmpty();
      assertThat(log.about(server.url("/a"))).hasSize(1);
      assertThat((String) records.get(count - 101).sourceOffset().get("entries"))
          .hasSizeLessThan(90_000);
    }
  }

  @Test
  void resolvesNothingExternal() throws Exception {
    String secret = RssSourceTaskTest.class.getResource("/broken/other.xml").toString();
    for (String name : List.of("external-entities", "external-dtd")) {
      server.publish(
          "/" + name,
          Fixture.text("hostile/" + name + ".xml")
              .replace("{{file}}", secret)
              .replace("{{web}}", server.url("/leak/")));
    }
    try (TaskHarness task = start("/external-entities", "/external-dtd")) {
      List<SourceRecord> records = task.await(2);
      assertThat(records)
          .extracting(record -> ((Struct) record.value()).getString("title"))
          .containsExactlyInAnyOrder("Inside out", "Read all the same");
      assertThat(records)
          .noneSatisfy(r -> assertThat(r.value().toString()).contains("other.example"));
    }
    assertThat(server.requestedTargets()).noneMatch(target -> target.startsWith("/leak"));
  }

  @Test
  void keepsUserInfoOutOfEverythingButTheRequest() throws InterruptedException {
    server.publish("/a", Fixture.feed("1"));
    String url = server.url("/a").replace("http://", "http://reader:sesame@");
    Map<String, String> config = TaskHarness.config(url, server.url("/b"));
    config.put("feeds", url + "," + server.url("/gone").replace("http://", "http://u:sesame@"));
    try (var log = new CapturedLog();
        TaskHarness task = TaskHarness.start(config, offsets, clock)) {
      List<SourceRecord> records = task.drain(() -> log.lines().size() == 1);
      assertThat(records).hasSize(1);
      assertThat(server.requests("/a").get(0).getHeaders().get("Authorization"))
          .isEqualTo("Basic cmVhZGVyOnNlc2FtZQ==");
      assertThat(records.get(0).key()).isEqualTo(server.url("/a") + "#1");
      assertThat(records.get(0) + " " + records.get(0).sourceOffset().entrySet())
          .doesNotContain("sesame");
      assertThat(log.lines()).noneMatch(line -> line.contains("sesame"));
    }
  }

  @Test
  void resolvesLinksAgainstWhereTheFeedWasFoundButKeepsItsConfiguredName()
      throws InterruptedException {
    server.answer("/old", redirect("/new/feed.xml"));
    server.publish(
        "/new/feed.xml",
        "<rss><channel><item><guid isPermaLink=\"false\">1</guid><link>page</link></item></channel></rss>");
    try (TaskHarness task = start("/old")) {
      SourceRecord record = task.await(1).get(0);
      assertThat(record.key()).isEqualTo(server.url("/old") + "#1");
      assertThat(((Struct) record.value()).getString("url")).isEqualTo(server.url("/new/page"));
    }
  }

  @Test
  void refusesToStartFromAnOffsetItCannotRead() {
    server.publish("/a", Fixture.feed("1"));
    offsets.put(RssOffset.partition(server.url("/a")), Map.of("position", 3));

    assertThatThrownBy(() -> start("/a"))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("To start this feed over");
  }

  private TaskHarness start(String... paths) {
    return TaskHarness.start(config(paths), offsets, clock);
  }

  private Map<String, String> config(String... paths) {
    String[] urls = List.of(paths).stream().map(server::url).toArray(String[]::new);
    return TaskHarness.config(urls);
  }

  private int tried(String path) {
    return server.requests(path).size();
  }

  private static boolean allFailed(CapturedLog log, List<String> feeds) {
    return feeds.stream().noneMatch(feed -> log.about(feed).isEmpty());
  }

  private static MockResponse stalled() {
    return new MockResponse.Builder()
        .body(Fixture.feed("1"))
        .onResponseBody(SocketEffect.Stall.INSTANCE)
        .build();
  }

  private static MockResponse redirect(String target) {
    return new MockResponse.Builder().code(302).addHeader("Location", target).build();
  }

  /** A well-formed beginning and then spaces, without a length header. */
  private static MockResponseBody huge() {
    return new MockResponseBody() {
      @Override
      public long getContentLength() {
        return -1;
      }

      @Override
      public void writeTo(BufferedSink sink) throws IOException {
        sink.writeUtf8("<rss><channel><item><guid>1</guid></item>");
        byte[] spaces = " ".repeat(1 << 20).getBytes(java.nio.charset.StandardCharsets.UTF_8);
        for (int written = 0; written < HUGE; written += spaces.length) {
          sink.write(spaces);
        }
        sink.writeUtf8("</channel></rss>");
      }
    };
  }

  private static Buffer bomb() throws IOException {
    var packed = new Buffer();
    try (BufferedSink sink = Okio.buffer(new GzipSink(packed))) {
      huge().writeTo(sink);
    }
    return packed;
  }

  private static int unusedPort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
