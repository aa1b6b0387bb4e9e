package io.tributary.connect.rss;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.connect.common.MutableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.statistics.Statistics;
import okhttp3.HttpUrl;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/** Whatever its servers answer, a feed is asked in time, brings each entry once and comes back. */
class RssAnyAnswersTest {
  private static final Duration INTERVAL = Duration.ofSeconds(60);
  private static final Duration LONGEST = Duration.ofDays(1);
  private static final Duration WAIT = Duration.ofMillis(5);
  private static final List<String> PATHS = List.of("/a", "/b", "/c");

  private static final List<String> BROKEN = List.of("404", "410", "500", "cut");

  private static final List<String> OVERLOADED = List.of("429", "503", "503 later");
  private static final List<String> WORKING = List.of("200", "200", "200 for days");
  private static final List<String> REDIRECTS =
      List.of("301 /a", "301 /b", "301 /b", "308 /c", "302 /b", "302 /c", "307 /a");

  @Property(tries = 40)
  void aFeedComesBackAndIsGoneOnlyIfItsOwnPlaceSaysSo(@ForAll long seed) throws Exception {
    try (var play = new Play(new Random(seed))) {
      if (seed % 3 == 0) {
        play.move();
      }
      play.steps();
      reaches("gone", play.known.gone() != null);
      play.recovery();
    }
  }

  /** A property over plays that never come to this would say nothing of it. */
  private static void reaches(String label, boolean reached) {
    Statistics.label(label).collect(reached);
    Statistics.label(label).coverage(all -> all.check(true).count(count -> count > 0));
  }

  @Example
  void aFeedThatHasMovedForGoodIsGoneOnceBothPlacesSaySo() throws Exception {
    for (String old : List.of("301 /b", "410")) {
      try (var play = new Play(new Random(1))) {
        play.move();
        play.answers.put("/a", old);
        play.answers.put("/b", "410");
        play.poll();
        assertThat(play.known.gone()).isNull();
        play.poll();
        assertThat(play.known.gone()).isNotNull();
        play.recovery();
      }
    }
  }

  /** One feed, configured at /a, three places that answer anything, and a clock. */
  private static final class Play implements AutoCloseable {
    private final Random random;
    private final MutableClock clock = new MutableClock();
    private final StoredOffsets offsets = new StoredOffsets();
    private final FeedServer server = FeedServer.start();
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<String> published = new CopyOnWriteArrayList<>();
    private final List<String> delivered = new ArrayList<>();
    private final Map<String, String> last = new HashMap<>();
    private final Map<String, String> config;
    private final RssTiming timing = new RssTiming(INTERVAL, LONGEST, () -> 0.5);
    private final boolean heartbeatsSurvive;
    private TaskHarness task;

    /** What is known after the last poll, by the offset of its last record. */
    private RssPollState known = RssPollState.NONE;

    /** What a task that starts now is told. */
    private RssPollState stored = RssPollState.NONE;

    Play(Random random) {
      this.random = random;
      this.heartbeatsSurvive = random.nextBoolean();
      this.config = TaskHarness.config(server.url("/a"));
      config.put("heartbeat.topic", "heartbeats");
      config.put("poll.interval.max.ms", String.valueOf(LONGEST.toMillis()));
      for (String path : PATHS) {
        answers.put(path, "200");
        server.answer(path, request -> answer(path));
      }
      this.task = TaskHarness.start(config, offsets, clock, WAIT);
    }

    private MockResponse answer(String path) {
      String answer = answers.getOrDefault(path, "404");
      asked.add(path + " " + answer);
      var response = new MockResponse.Builder();
      if (answer.startsWith("200")) {
        if (answer.endsWith("days")) {
          response.addHeader("Cache-Control", "max-age=864000");
        }
        return response.body(Fixture.feed(newestFirst())).build();
      }
      if (answer.equals("cut")) {
        return response.onResponseStart(new SocketEffect.CloseSocket()).build();
      }
      String[] parts = answer.split(" ", 2);
      if (parts.length == 2) {
        boolean redirect = parts[1].startsWith("/");
        response.addHeader(redirect ? "Location" : "Retry-After", redirect ? parts[1] : "7200");
      }
      return response.code(Integer.parseInt(parts[0])).build();
    }

    private String[] newestFirst() {
      List<String> ids = new ArrayList<>(published);
      Collections.reverse(ids);
      return ids.toArray(new String[0]);
    }

    /** For good, from /a to /b. */
    void move() throws InterruptedException {
      published.add("e0");
      answers.put("/a", "301 /b");
      poll();
      clock.advance(RssMove.GRACE);
      poll();
      assertThat(path(known)).isEqualTo("/b");
    }

    void steps() throws InterruptedException {
      for (int step = 0; step < 20 && known.gone() == null; step++) {
        for (String path : PATHS) {
          if (random.nextInt(3) == 0) {
            answers.put(path, any());
          }
        }
        if (random.nextBoolean()) {
          published.add("e" + published.size());
        }
        if (random.nextInt(6) == 0) {
          restart();
        }
        poll();
      }
    }

    private String any() {
      int kind = random.nextInt(8);
      if (kind < 2) {
        return one(WORKING);
      }
      return kind < 5 ? one(REDIRECTS) : one(kind < 7 ? BROKEN : OVERLOADED);
    }

    private String one(List<String> choice) {
      return choice.get(random.nextInt(choice.size()));
    }

    private void restart() {
      task.close();
      known = stored;
      task = TaskHarness.start(config, offsets, clock, WAIT);
    }

    /** Waits until the feed is due, or longer, and polls it once. */
    private void poll() throws InterruptedException {
      Instant due = timing.due(known, clock.instant());
      if (due.isAfter(clock.instant())) {
        Duration wait = Duration.between(clock.instant(), due);
        clock.advance(wait.minusMillis(1));
        assertAskedNothing("before " + due);
        clock.advance(Duration.ofMillis(1));
      }
      if (random.nextInt(5) == 0) {
        clock.advance(RssMove.GRACE);
      }
      asked.clear();
      Instant now = clock.instant();
      String to = path(known);
      List<SourceRecord> records = new ArrayList<>();
      do {
        records.addAll(task.await(1));
        known = state(records);
      } while (!now.equals(known.polled()));
      for (SourceRecord record : records) {
        if (record.topic().equals("entries")) {
          delivered.add(TaskHarness.id(record));
        }
      }
      if (heartbeatsSurvive || records.get(records.size() - 1).topic().equals("entries")) {
        offsets.commit(records);
        stored = known;
      }
      if (known.gone() != null) {
        assertGone(to);
      }
      asked.forEach(it -> last.put(it.substring(0, 2), it.substring(3)));
    }

    private void assertAskedNothing(String when) throws InterruptedException {
      int before = asked.size();
      assertThat(task.poll()).as(when).isNull();
      assertThat(asked).as(when).hasSize(before);
    }

    private void assertGone(@Nullable String to) {
      String end = asked.get(asked.size() - 1);
      String who = end.substring(0, 2);
      assertThat(end).as("%s", asked).endsWith("410");
      assertThat(who).as("%s, moved to %s", asked, to).isIn("/a", to);
      if (to != null && who.equals("/a")) {
        assertThat(last.get(to)).as("%s of %s", to, last).isEqualTo("410");
      }
    }

    /** Where the feed has moved to for good. */
    private static @Nullable String path(RssPollState state) {
      HttpUrl to = state.move().to();
      return to == null ? null : to.encodedPath();
    }

    private static RssPollState state(List<SourceRecord> records) {
      RssPollState state = RssPollState.NONE;
      for (SourceRecord record : records) {
        state = RssOffset.from("f", StoredOffsets.roundTrip(record.sourceOffset())).poll();
      }
      return state;
    }

    /** The old place recovers, or the new one, or all; the others are as bad as can be. */
    void recovery() throws InterruptedException {
      boolean gone = known.gone() != null;
      if (gone) {
        clock.advance(LONGEST.multipliedBy(30));
        assertAskedNothing("gone");
        config.put("http.headers", "X-Key: new");
      }
      if (gone || random.nextInt(3) == 0) {
        restart();
      }
      String to = path(known);
      String well = to != null && !gone && random.nextBoolean() ? to : "/a";
      List<String> bad = new ArrayList<>(BROKEN);
      bad.addAll(OVERLOADED);
      if ("410".equals(last.get(to))) {
        // Once the other place says it too, it is gone.
        bad.remove("410");
      }
      boolean all = random.nextInt(3) == 0;
      for (String path : PATHS) {
        answers.put(path, all || path.equals(well) ? "200" : one(bad));
      }
      published.add("last");
      // A place that is only overloaded is asked alone until it has failed four times.
      for (int polls = 0; polls < 5 && !delivered.contains("last"); polls++) {
        poll();
      }
      assertThat(delivered).doesNotHaveDuplicates().containsAll(published);
    }

    @Override
    public void close() {
      task.close();
      server.close();
    }
  }
}
