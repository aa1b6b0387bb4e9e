package io.tributary.connect.rss;

import static io.tributary.connect.rss.TaskHarness.ids;
import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.connect.common.MutableClock;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
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
import org.apache.kafka.connect.source.SourceRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What bad feeds and slow servers do to a task, and above all to its other feeds. */
class RssFailingFeedsTest {
  private static final Duration INTERVAL = Duration.ofSeconds(60);
  private static final int HUGE = 100 << 20;

  private final MutableClock clock = new MutableClock();
  private final StoredOffsets offsets = new StoredOffsets();
  @AutoClose private final FeedServer server = FeedServer.start();

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
        "/crowd",
        new MockResponse.Builder().addHeader("Content-Encoding", "gzip").body(crowd()).build());
    server.answer(
        "/hangup",
        new MockResponse.Builder()
            .body(Fixture.feed("1"))
            .onResponseBody(new SocketEffect.CloseSocket())
            .build());
    server.answer("/stalled", stalled());
    server.answer("/loop", FeedServer.redirect("/loop"));
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
            "/crowd",
            "/hangup",
            "/stalled",
            "/loop");
    List<String> bad = new ArrayList<>(paths.stream().map(server::url).toList());
    bad.add(unreachable);
    List<String> all = new ArrayList<>(bad);
    all.add(server.url("/good"));
    Map<String, String> config = TaskHarness.config(all.toArray(new String[0]));
    config.put("http.timeout.ms", "4000");
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
      assertThat(log.about(server.url("/crowd")).get(0)).contains("more than 500000 elements");
      assertThat(log.about(server.url("/stalled")).get(0)).contains("no answer within 4000 ms");
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
  void handsOutWhatItHasWhenEntriesAreSlowToMap() throws InterruptedException {
    var items = new StringBuilder();
    for (int i = 0; i < 30; i++) {
      items.append("<item><guid>%d</guid><description><![CDATA[".formatted(i));
      items.append("<b><a href=x>".repeat(60_000)).append("]]></description></item>");
    }
    String document = "<rss><channel>%s</channel></rss>".formatted(items);
    server.answer("/a", new MockResponse.Builder().body(document).build());
    try (TaskHarness task = start("/a")) {
      // One poll would have to work through 23 million characters of unclosed markup.
      assertThat(task.await(1)).hasSizeLessThan(30);
    }
  }

  @Test
  void leavesOutAnEntryThatIsTooLargeToSend() throws InterruptedException {
    String item = "<item><guid>%s</guid><description>%s</description></item>";
    // Each is counted in the summary and again in the text, so the large one just passes the limit.
    String document =
        item.formatted("small", "ä".repeat(249_000))
            + item.formatted("large", "ä".repeat(250_000))
            + item.formatted("g".repeat(1_000_000), "an id beyond all bounds")
            + item.formatted("first", "");
    server.answer(
        "/a",
        new MockResponse.Builder()
            .body("<rss><channel>%s</channel></rss>".formatted(document))
            .build());
    try (var log = new CapturedLog();
        TaskHarness task = start("/a")) {
      assertThat(ids(task.await(2))).containsExactly("first", "small");
      assertThat(log.about(server.url("/a")))
          .hasSize(2)
          .allMatch(line -> line.contains("entry.max.bytes") && line.length() < 400);
      clock.advance(INTERVAL);
      assertThat(task.drain(() -> tried("/a") == 2)).isEmpty();
      assertThat(log.about(server.url("/a"))).hasSize(2);
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
    try (TaskHarness task = startPatient("/a")) {
      FutureTask<List<SourceRecord>> polling = startPoll(task);
      Awaitility.await().until(() -> server.requests("/a").size() == 1);
      assertThat(fetchesUnderWay()).isEqualTo(1);
      stopDuring(polling, task);
      Awaitility.await()
          .atMost(Duration.ofSeconds(2))
          .untilAsserted(() -> assertThat(fetchesUnderWay()).isZero());
    }
  }

  @Test
  void endsAPollThatHasNothingToWaitForWhenItIsStopped() throws Exception {
    server.publish("/a", Fixture.feed("1"));
    try (TaskHarness task = startPatient("/a")) {
      task.await(1);
      stopDuring(startPoll(task), task);
    }
  }

  private static FutureTask<List<SourceRecord>> startPoll(TaskHarness task) {
    var polling = new FutureTask<>(task::poll);
    var thread = new Thread(polling);
    thread.start();
    Awaitility.await()
        .pollInterval(Duration.ofMillis(1))
        .until(() -> thread.getState() == Thread.State.TIMED_WAITING);
    return polling;
  }

  /** By itself the poll would wait for an hour. */
  private static void stopDuring(FutureTask<List<SourceRecord>> polling, TaskHarness task)
      throws Exception {
    task.stop();
    assertThat(polling.get(10, TimeUnit.SECONDS)).isNull();
    assertThat(task.poll()).isNull();
  }

  @Test
  void resolvesNothingExternal() throws Exception {
    String secret = RssFailingFeedsTest.class.getResource("/broken/other.xml").toString();
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

  private TaskHarness start(String... paths) {
    String[] urls = List.of(paths).stream().map(server::url).toArray(String[]::new);
    return TaskHarness.start(TaskHarness.config(urls), offsets, clock);
  }

  private TaskHarness startPatient(String path) {
    Map<String, String> config = TaskHarness.config(server.url(path));
    return TaskHarness.start(config, offsets, clock, Duration.ofHours(1));
  }

  private int tried(String path) {
    return server.requests(path).size();
  }

  /** OkHttp names a thread after the URL for as long as it works on a call. */
  private long fetchesUnderWay() {
    String name = "OkHttp http://localhost:" + server.port();
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith(name))
        .count();
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
        byte[] spaces = " ".repeat(1 << 20).getBytes(StandardCharsets.UTF_8);
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

  /** As many items as fit into a document of the largest size. */
  private static Buffer crowd() throws IOException {
    var packed = new Buffer();
    try (BufferedSink sink = Okio.buffer(new GzipSink(packed))) {
      sink.writeUtf8("<rss><channel>" + "<item/>".repeat((32 << 20) / 7 - 10));
      sink.writeUtf8("</channel></rss>");
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
