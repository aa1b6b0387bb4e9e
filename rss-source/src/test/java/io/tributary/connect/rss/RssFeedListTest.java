package io.tributary.connect.rss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mockwebserver3.MockResponse;
import org.apache.kafka.connect.errors.ConnectException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RssFeedListTest {
  @TempDir Path directory;

  private final AtomicInteger changes = new AtomicInteger();
  @AutoClose private final FeedServer server = FeedServer.start();

  @Test
  void readsOutlinesOfAnyDepthFromAFile() throws Exception {
    Path file = Files.write(directory.resolve("my.opml"), Fixture.bytes("opml/nested.opml"));

    try (RssFeedList list = start("feeds.opml", file.toString())) {
      assertThat(feeds(list))
          .containsExactlyInAnyOrder(
              "https://trains.example/feed.xml",
              "https://harbour.example/rss?a=1&b=2",
              "https://old.example/");
    }
  }

  @Test
  void addsThemToTheListedOnesEachOnce() throws Exception {
    Path file = Files.write(directory.resolve("my.opml"), Fixture.bytes("opml/nested.opml"));

    try (RssFeedList list =
        start(
            "feeds.opml",
            file.toUri().toString(),
            "feeds",
            "https://old.example/,https://a.example/")) {
      assertThat(feeds(list)).hasSize(4).contains("https://old.example/", "https://a.example/");
    }
  }

  @Test
  void leavesOutUrlsThatWouldBreakTheListOfATask() throws Exception {
    publish("https://a.example/", "https://b.example/&#10;x", "https://d.example/&#9;");
    try (RssFeedList list = start("feeds.opml", server.url("/opml"))) {
      assertThat(feeds(list)).containsExactlyInAnyOrder("https://a.example/", "https://d.example/");
    }
  }

  @Test
  void encodesWhatBrowsersEncode() throws Exception {
    publish("https://a.example/my show/\u00e4|{1}.xml?q=a b");
    try (RssFeedList list = start("feeds.opml", server.url("/opml"))) {
      FeedAddress feed = new RssSourceConfig(list.taskConfigs(1).get(0)).feeds().get(0);
      assertThat(feed.name()).isEqualTo("https://a.example/my show/\u00e4|{1}.xml?q=a b");
      assertThat(feed.url())
          .hasToString("https://a.example/my%20show/%C3%A4%7C%7B1%7D.xml?q=a%20b");
    }
  }

  @Test
  void namesOnceWhatItLeavesOutWithoutItsUrl() throws Exception {
    String outline = "<outline text='%s' xmlUrl='%s'/>";
    String bad = outline.formatted("Ferry&#10;talk", "https://u:t0ken@:x/?key=t0ken");
    answer(bad + outline.formatted("Tides", "https://a.example/"));
    try (var log = new CapturedLog();
        RssFeedList list = start("feeds.opml", server.url("/opml"), "opml.refresh.ms", "20")) {
      assertThat(feeds(list)).containsExactly("https://a.example/");
      awaitRefresh();
      assertThat(warnings(log))
          .singleElement()
          .asString()
          .contains(
              "feeds.opml: left out 1 of the outlines: 'Ferry talk' (not an http or https URL)");
      assertThat(log.lines()).noneMatch(line -> line.contains("t0ken"));
    }
  }

  @Test
  void namesByTheirPlaceOutlinesWhoseTitleMayBeTheirUrl() throws Exception {
    answer(
        """
        <outline text='https://u:t0ken@:x/' xmlUrl='https://u:t0ken@:x/'/>
        <outline text='group'><outline text='Tides' xmlUrl='https://a.example/'/></outline>
        <outline title='HTTPS://u:t0ken@:x/' text='Ferry talk' xmlUrl='https://u:t0ken@:x/2'/>
        <outline title='see u:t0ken@:x/3' xmlUrl='u:t0ken@:x/3'/>
        <outline title='t0ken' xmlUrl='https://:x/t0ken'/>
        <outline xmlUrl='https://:x/t0ken/5'/>
        """);
    try (var log = new CapturedLog();
        RssFeedList list = start("feeds.opml", server.url("/opml"))) {
      assertThat(feeds(list)).containsExactly("https://a.example/");
      String why = " (not an http or https URL)";
      assertThat(warnings(log))
          .singleElement()
          .asString()
          .endsWith(
              "left out 5 of the outlines: "
                  + List.of("outline 1", "'Ferry talk'", "outline 4", "outline 5", "outline 6")
                      .stream()
                      .map(name -> name + why)
                      .collect(Collectors.joining(", ")));
      assertThat(log.lines()).noneMatch(line -> line.contains("t0ken"));
    }
  }

  @Test
  void tellsOfAnotherBadOutlineThoughItsTitleIsTheSame() throws Exception {
    String bad = "<outline text='Ferry talk' xmlUrl='https://:x/%d'/>";
    answer(bad.formatted(1));
    try (var log = new CapturedLog();
        RssFeedList list = start("feeds.opml", server.url("/opml"), "opml.refresh.ms", "20")) {
      assertThat(feeds(list)).isEmpty();
      answer(bad.formatted(1) + bad.formatted(2));
      Awaitility.await().until(() -> warnings(log).size() == 2);
      assertThat(warnings(log).get(1)).contains("left out 2 of the outlines");
      answer(bad.formatted(2));
      awaitRefresh();
      assertThat(warnings(log)).hasSize(2);
    }
  }

  @Test
  void keepsWhatItSaysOfABadOutlineShortAndOnOneLine() throws Exception {
    String name = "x&#10;WARN forged&#x85;&#x2028;" + "y".repeat(50_000);
    answer("<outline text='Ferry talk' xmlUrl='" + name + "=https://a.example/'/>");
    try (var log = new CapturedLog();
        RssFeedList list = start("feeds.opml", server.url("/opml"))) {
      assertThat(feeds(list)).isEmpty();
      assertThat(log.lines()).noneMatch(line -> line.startsWith("WARN forged"));
      assertThat(warnings(log))
          .singleElement()
          .asString()
          .contains("'Ferry talk' ('x WARN forged  yyy")
          .doesNotContain("\u0085", "\u2028")
          .hasSizeLessThan(500);
    }
  }

  private static List<String> warnings(CapturedLog log) {
    return log.lines().stream().filter(line -> line.startsWith("WARN")).toList();
  }

  @Test
  void noticesChangesAndKeepsTheOldListWhileTheDocumentCannotBeRead() throws Exception {
    publish("https://a.example/");
    try (var log = new CapturedLog();
        RssFeedList list = start("feeds.opml", server.url("/opml"), "opml.refresh.ms", "20")) {
      assertThat(feeds(list)).containsExactly("https://a.example/");
      awaitRefresh();
      assertThat(changes).hasValue(0);

      publish("https://a.example/", "https://b.example/");
      Awaitility.await().until(() -> changes.get() == 1);
      assertThat(feeds(list)).containsExactlyInAnyOrder("https://a.example/", "https://b.example/");

      server.answer("/opml", FeedServer.status(500));
      awaitRefresh();
      server.answer("/opml", new MockResponse.Builder().body("<html></html>").build());
      awaitRefresh();
      assertThat(feeds(list)).hasSize(2);
      assertThat(warnings(log)).hasSize(1);

      publish();
      Awaitility.await().until(() -> changes.get() == 2);
      assertThat(list.taskConfigs(3)).isEmpty();
    }
  }

  @Test
  void asksConnectToTryAgainWhileAServerIsAway() throws Exception {
    server.answer("/opml", FeedServer.status(503));
    try (RssFeedList list = start("feeds.opml", server.url("/opml"), "opml.refresh.ms", "20")) {
      assertThatThrownBy(() -> list.taskConfigs(1))
          .isInstanceOf(ConnectException.class)
          .hasMessageContaining("feeds.opml")
          .hasStackTraceContaining("HTTP status 503");
      publish("https://a.example/");
      Awaitility.await().until(() -> changes.get() == 1);
      assertThat(feeds(list)).hasSize(1);
    }
  }

  @Test
  void doesNotTellTheTokenInTheUrlOfItsDocument() throws Exception {
    String url = server.url("/t0ken/opml?key=t0ken").replace("http://", "http://u:t0ken@");
    try (var log = new CapturedLog();
        RssFeedList list = start("feeds.opml", url)) {
      assertThatThrownBy(() -> list.taskConfigs(1))
          .isInstanceOf(ConnectException.class)
          .hasMessageContaining(String.valueOf(server.port()))
          .satisfies(e -> assertThat(stackTrace(e)).doesNotContain("t0ken"));
      assertThat(log.lines()).isNotEmpty().noneMatch(line -> line.contains("t0ken"));
    }
  }

  @Test
  void refusesToStartWithoutTheFile() {
    String file = directory.resolve("missing.opml").toString();

    assertThatThrownBy(() -> start("feeds.opml", file))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("feeds.opml")
        .hasMessageContaining(file);
  }

  @Test
  void tellsTasksTheirPrivateFeedsByNameOnly() throws Exception {
    try (RssFeedList list =
        start(
            "feeds",
            "show=https://a.example/token,https://me:sesame@b.example/,https://c.example/")) {
      for (Map<String, String> task : list.taskConfigs(3)) {
        // As Connect does it: the value that may hold a reference comes from elsewhere.
        assertThat(new RssSourceConfig(task).feeds()).hasSize(1);
        FeedAddress feed = new RssSourceConfig(task).feeds().get(0);
        assertThat(task.containsKey("feeds")).isEqualTo(feed.isPrivate());
        assertThat(RssTaskFeeds.read(task.getOrDefault("task.feeds", ""), allFeeds()))
            .containsExactly(feed);
      }
      assertThat(feeds(list))
          .containsExactlyInAnyOrder("show", "https://b.example/", "https://c.example/");
    }
  }

  @Test
  void keepsLongListsFarBelowWhatKafkaTakes() throws Exception {
    var random = new Random(1);
    String urls =
        IntStream.range(0, 10_000)
            .mapToObj(
                i -> "https://feeds%d.example/shows/%016x/rss.xml".formatted(i, random.nextLong()))
            .collect(Collectors.joining(","));
    try (RssFeedList list = start("feeds", urls)) {
      Map<String, String> only = list.taskConfigs(1).get(0);
      assertThat(only.values().stream().mapToInt(String::length).sum()).isLessThan(300_000);
      assertThat(new RssSourceConfig(only).feeds()).hasSize(10_000);
    }
  }

  private static String stackTrace(Throwable error) {
    var text = new StringWriter();
    error.printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  private static List<FeedAddress> allFeeds() {
    return List.of(
        FeedAddress.parse("show=https://a.example/token"),
        FeedAddress.parse("https://me:sesame@b.example/"));
  }

  private void publish(String... urls) {
    String outlines =
        List.of(urls).stream()
            .map("<outline xmlUrl='%s'/>"::formatted)
            .collect(Collectors.joining());
    answer(outlines);
  }

  private void answer(String outlines) {
    server.answer(
        "/opml",
        new MockResponse.Builder()
            .body("<opml version='2.0'><body>" + outlines + "</body></opml>")
            .build());
  }

  /** Waits until a request that started after this call was answered and dealt with. */
  private void awaitRefresh() {
    int requests = server.requests("/opml").size();
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> server.requests("/opml").size() >= requests + 3);
  }

  private RssFeedList start(String... properties) {
    Map<String, String> config = new HashMap<>(Map.of("topic", "entries"));
    for (int i = 0; i < properties.length; i += 2) {
      config.put(properties[i], properties[i + 1]);
    }
    var list = new RssFeedList(config);
    try {
      list.start(changes::incrementAndGet);
    } catch (ConnectException e) {
      list.close();
      throw e;
    }
    return list;
  }

  private static List<String> feeds(RssFeedList list) {
    return list.taskConfigs(3).stream()
        .flatMap(task -> new RssSourceConfig(task).feeds().stream())
        .map(FeedAddress::name)
        .toList();
  }
}
