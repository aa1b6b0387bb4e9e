package io.tributary.connect.rss;

import static io.tributary.connect.rss.TaskHarness.ids;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.connect.common.MutableClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import mockwebserver3.MockResponse;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RssSourceTaskTest {
  private static final Duration INTERVAL = Duration.ofSeconds(60);

  private final MutableClock clock = new MutableClock();
  private final StoredOffsets offsets = new StoredOffsets();
  @AutoClose private final FeedServer server = FeedServer.start();

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
    clock.advance(INTERVAL);
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
  void sendsBackAnETagThatIsNoAscii() throws InterruptedException {
    server.answer(
        "/a",
        new MockResponse.Builder()
            .addHeaderLenient("ETag", "\"größe\"")
            .body(Fixture.feed("1"))
            .build());
    try (TaskHarness task = start("/a")) {
      task.await(1);
      clock.advance(INTERVAL);
      assertThat(task.drain(() -> tried("/a") == 2)).isEmpty();
    }
    assertThat(server.requests("/a").get(1).getHeaders().get("If-None-Match"))
        .isEqualTo("\"größe\"");
  }

  @Test
  void goesOnFromAnOffsetWhoseETagCannotBeSent() throws InterruptedException {
    server.publish("/a", Fixture.feed("1"));
    Map<String, Object> poisoned = new HashMap<>(RssOffset.START.toMap());
    poisoned.put("etag", "\"a\u0000b\"");
    poisoned.put("last_modified", "a\ufffdb");
    offsets.put(RssOffset.partition(server.url("/a")), poisoned);
    try (TaskHarness task = start("/a")) {
      assertThat(ids(task.await(1))).containsExactly("1");
    }
    assertThat(server.requests("/a").get(0).getHeaders().names())
        .doesNotContain("If-None-Match", "If-Modified-Since");
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
      clock.advance(INTERVAL);
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
      clock.advance(INTERVAL);
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
    clock.advance(INTERVAL);
    try (TaskHarness task = start("/a", "/b")) {
      assertThat(
              task.drain(
                  () -> server.requests("/a").size() == 2 && server.requests("/b").size() == 2))
          .isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void losesAndDoublesNothingWhateverTheFeedDoes(long seed) throws InterruptedException {
    var random = new Random(seed);
    List<String> document = new ArrayList<>();
    Set<String> wanted = new HashSet<>();
    List<String> delivered = new ArrayList<>();
    int next = 0;
    TaskHarness task = start("/a");
    for (int round = 0; round < 12; round++) {
      for (int i = random.nextInt(5); i > 0; i--) {
        document.add(0, "e" + next++);
      }
      if (random.nextInt(3) == 0) {
        document.removeIf(id -> random.nextInt(4) == 0);
      }
      String body = Fixture.feed(document.toArray(new String[0]));
      boolean fails = random.nextInt(4) == 0;
      if (fails) {
        server.answer(
            "/a",
            random.nextBoolean()
                ? FeedServer.status(500)
                : new MockResponse.Builder().body(body.substring(0, body.length() / 2)).build());
      } else if (random.nextBoolean()) {
        server.publish("/a", body);
      } else {
        server.answer("/a", new MockResponse.Builder().body(body).build());
      }
      int requests = server.requests("/a").size();
      clock.advance(Duration.ofHours(24));
      List<SourceRecord> records = task.drain(() -> server.requests("/a").size() > requests);
      boolean crash = random.nextBoolean();
      int stored = crash ? random.nextInt(records.size() + 1) : records.size();
      offsets.commit(records.subList(0, stored));
      delivered.addAll(ids(records.subList(0, stored)));
      if (!fails && !crash) {
        wanted.addAll(document);
      }
      if (crash || random.nextInt(3) == 0) {
        task.stop();
        task = start("/a");
      }
    }
    task.close();
    assertThat(delivered).doesNotHaveDuplicates().containsAll(wanted);
    assertThat(delivered).isNotEmpty();
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
    server.answer("/old", FeedServer.redirect("/new/feed.xml"));
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
  void knowsEntriesWithoutGuidAgainWhenTheFeedMovesToAnotherHost() throws InterruptedException {
    String document =
        """
        <rss><channel>
          <item><title>A</title><link> /a </link></item>
          <item><title>B</title><enclosure url="b.mp3"/></item>
        </channel></rss>""";
    server.answer("/new", new MockResponse.Builder().body(document).build());
    server.answer("/old", FeedServer.redirect(server.url("/new")));
    try (TaskHarness task = start("/old")) {
      List<SourceRecord> records = task.await(2);
      assertThat(ids(records)).contains("/a");
      assertThat(records)
          .extracting(record -> ((Struct) record.value()).getString("url"))
          .contains(server.url("/a"));
      String moved = server.url("/new").replace("localhost", "127.0.0.1");
      // Not the same bytes, which would not be read at all.
      server.answer("/new", new MockResponse.Builder().body(document + "<!-- moved -->").build());
      server.answer("/old", FeedServer.redirect(moved));
      clock.advance(INTERVAL);
      assertThat(task.drain(() -> tried("/new") == 2)).isEmpty();
    }
  }

  @Test
  void survivesBeingStartedTwice() throws InterruptedException {
    server.publish("/a", Fixture.feed("1"));
    try (TaskHarness task = start("/a")) {
      task.restart();
      assertThat(ids(task.await(1))).containsExactly("1");
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
}
