package io.tributary.connect.rss;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.connect.common.MutableClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mockwebserver3.MockResponse;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** How a task gets the transcripts of new episodes, whatever happens in between. */
class RssTranscriptsTest {
  private static final Duration INTERVAL = Duration.ofSeconds(60);

  private final MutableClock clock = new MutableClock();
  private final StoredOffsets offsets = new StoredOffsets();
  @AutoClose private final FeedServer server = FeedServer.start();

  @Test
  void emitsTheTranscriptAfterItsEpisode() throws InterruptedException {
    publish("1");
    server.publish("/1.vtt", Fixture.text("transcript/ferry.vtt"));
    try (TaskHarness task = start()) {
      List<SourceRecord> records = task.await(2);

      assertThat(records).extracting(SourceRecord::topic).containsExactly("entries", "transcripts");
      SourceRecord transcript = records.get(1);
      assertThat(transcript.key()).isEqualTo(server.url("/a") + "#1");
      assertThat(transcript.headers().lastWithName("source").value()).isEqualTo(server.url("/a"));
      Struct value = (Struct) transcript.value();
      value.validate();
      assertThat(value.schema().name()).isEqualTo("io.tributary.rss.Transcript");
      assertThat(value.getString("feed_url")).isEqualTo(server.url("/a"));
      assertThat(value.getString("entry_id")).isEqualTo("1");
      assertThat(value.getString("episode_title")).isEqualTo("Episode 1");
      assertThat(value.getString("episode_url")).isEqualTo("https://trains.example/1");
      assertThat(value.getString("audio_url")).isEqualTo("https://cdn.example/1.mp3");
      assertThat(value.getString("url")).isEqualTo(server.url("/1.vtt"));
      assertThat(value.getString("language")).isEqualTo("en");
      assertThat(value.getString("mime_type")).isEqualTo("text/vtt");
      assertThat(value.getString("text")).startsWith("The ferry is late again,");
      assertThat(value.get("start_ms")).isNull();
      Struct segment = (Struct) value.getArray("segments").get(0);
      assertThat(segment.getInt64("start_ms")).isEqualTo(500);
      assertThat(segment.getString("speaker")).isEqualTo("Mo Adeyemi");
      assertThat(transcript.sourceOffset()).doesNotContainKey("transcripts");
    }
  }

  @Test
  void fetchesNoneWithoutATopicForThem() throws InterruptedException {
    publish("1");
    try (TaskHarness task =
        TaskHarness.start(TaskHarness.config(server.url("/a")), offsets, clock)) {
      assertThat(task.drain(() -> tried("/a") == 1)).hasSize(1);
    }
    assertThat(tried("/1.vtt")).isZero();
  }

  @Test
  void losesAndDoublesNothingWhenItCrashesAfterAnyRecord() throws InterruptedException {
    publish("3", "2", "1");
    for (String id : List.of("1", "2", "3")) {
      server.publish("/" + id + ".vtt", vtt(4));
    }
    List<String> expected = expected("1", "2", "3");
    int total = expected.size();
    for (int stored = 0; stored <= total; stored++) {
      var survived = new StoredOffsets();
      List<SourceRecord> delivered = new ArrayList<>();
      try (TaskHarness task = TaskHarness.start(passages(), survived, clock)) {
        delivered.addAll(task.await(total).subList(0, stored));
      }
      survived.commit(delivered);
      clock.advance(INTERVAL);
      int requests = tried("/a");
      int wanted = total - stored;
      try (TaskHarness task = TaskHarness.start(passages(), survived, clock)) {
        List<SourceRecord> more = task.await(wanted);
        more.addAll(task.drain(() -> tried("/a") > requests));
        delivered.addAll(more);
      }
      assertThat(keys(delivered))
          .as("crash after %d", stored)
          .containsExactlyInAnyOrderElementsOf(expected);
    }
  }

  @Test
  void fetchesAfterARestartThoughTheEpisodeHasLeftTheFeed() throws InterruptedException {
    publish("1");
    server.answer("/1.vtt", FeedServer.status(404));
    try (TaskHarness task = start()) {
      List<SourceRecord> records = task.drain(() -> tried("/1.vtt") == 1);
      assertThat(records).hasSize(1);
      offsets.commit(records);
    }
    publish("2");
    server.publish("/1.vtt", vtt(1));
    server.publish("/2.vtt", vtt(1));
    clock.advance(INTERVAL);
    try (TaskHarness task = start()) {
      List<SourceRecord> records = task.await(3);
      assertThat(keys(records))
          .containsExactlyInAnyOrder("transcripts 1", "entries 2", "transcripts 2");
      assertThat(records)
          .filteredOn(record -> keys(List.of(record)).equals(List.of("transcripts 1")))
          .extracting(record -> ((Struct) record.value()).getString("episode_title"))
          .containsExactly("Episode 1");
    }
  }

  @Test
  void triesALateFileAgainUntilItsPatienceEnds() throws InterruptedException {
    publish("1");
    server.answer("/1.vtt", FeedServer.status(404));
    Map<String, String> config = config();
    config.put("transcripts.retry.ms", "600000");
    try (var log = new CapturedLog();
        TaskHarness task = TaskHarness.start(config, offsets, clock)) {
      task.drain(() -> tried("/1.vtt") == 1);
      // After one minute, two more and four more; then three more, when its time is up.
      for (int tries = 2; tries <= 5; tries++) {
        int wanted = tries;
        clock.advance(INTERVAL.multipliedBy(tries == 5 ? 3 : 1L << (tries - 2)));
        task.drain(() -> tried("/1.vtt") == wanted);
      }
      clock.advance(Duration.ofDays(2));
      assertThat(task.drain(() -> tried("/a") > 5)).isEmpty();
      assertThat(tried("/1.vtt")).isEqualTo(5);
      assertThat(log.about(server.url("/a")))
          .hasSize(1)
          .first()
          .asString()
          .contains("no transcript of 1")
          .contains("HTTP status 404");
      publish("2", "1");
      server.publish("/2.vtt", vtt(1));
      clock.advance(INTERVAL);
      assertThat(task.await(2).get(1).sourceOffset()).doesNotContainKey("transcripts");
    }
  }

  @Test
  void waitsNoLongerThanItsPatienceThoughTheServerWantsItTo() throws InterruptedException {
    publish("1");
    server.answer(
        "/1.vtt", new MockResponse.Builder().code(503).addHeader("Retry-After", "604800").build());
    try (TaskHarness task = start()) {
      task.drain(() -> tried("/1.vtt") == 1);
      server.publish("/1.vtt", vtt(1));
      clock.advance(Duration.ofDays(1));
      assertThat(keys(task.await(1))).containsExactly("transcripts 1");
    }
  }

  @Test
  void handsOutTheManyPassagesOfATranscriptBitByBit() throws InterruptedException {
    publish("1");
    server.publish(
        "/1.vtt",
        IntStream.range(0, 1_200)
            .mapToObj(i -> "%d:00.000 --> %d:01.000\nword\n\n".formatted(i, i))
            .collect(Collectors.joining("", "WEBVTT\n\n", "")));
    try (TaskHarness task = TaskHarness.start(passages(), offsets, clock)) {
      List<SourceRecord> records = new ArrayList<>();
      while (records.size() < 1_201) {
        List<SourceRecord> more = task.poll();
        if (more != null) {
          assertThat(more).hasSizeLessThanOrEqualTo(500);
          records.addAll(more);
        }
      }
      assertThat(keys(records)).doesNotHaveDuplicates();
      assertThat(records.get(1_199).sourceOffset()).containsKey("transcripts");
      assertThat(records.get(1_200).sourceOffset()).doesNotContainKey("transcripts");
    }
  }

  @Test
  void skipsABrokenFileAndSaysSo() throws InterruptedException {
    publish("2", "1");
    server.answer("/1.vtt", new MockResponse.Builder().body("<html>sorry</html>").build());
    server.publish("/2.vtt", vtt(1));
    try (var log = new CapturedLog();
        TaskHarness task = start()) {
      assertThat(keys(task.await(3)))
          .containsExactlyInAnyOrder("entries 1", "entries 2", "transcripts 2");
      clock.advance(Duration.ofDays(1));
      assertThat(task.drain(() -> tried("/a") == 2)).isEmpty();
      assertThat(tried("/1.vtt")).isEqualTo(1);
      assertThat(log.about(server.url("/a")).get(0)).contains("without a single cue");
    }
  }

  @Test
  void doesNotLeadToPrivateAddresses() throws InterruptedException {
    publish("1");
    server.publish("/1.vtt", vtt(1));
    Map<String, String> config = config();
    config.remove("http.private.addresses");
    config.put("transcripts.retry.ms", "0");
    try (var log = new CapturedLog();
        TaskHarness task = TaskHarness.start(config, offsets, clock)) {
      assertThat(task.drain(() -> !log.about(server.url("/a")).isEmpty())).hasSize(1);
      assertThat(log.about(server.url("/a")).get(0)).contains("http.private.addresses");
    }
    assertThat(tried("/1.vtt")).isZero();
  }

  @Test
  void leavesOutATranscriptThatIsTooLargeToSend() throws InterruptedException {
    publish("2", "1");
    server.publish("/1.vtt", vtt(100));
    server.publish("/2.vtt", vtt(1));
    Map<String, String> config = config();
    config.put("entry.max.bytes", "2000");
    try (var log = new CapturedLog();
        TaskHarness task = TaskHarness.start(config, offsets, clock)) {
      List<SourceRecord> records = task.await(3);
      records.addAll(task.drain(() -> tried("/1.vtt") == 1));
      assertThat(keys(records))
          .containsExactlyInAnyOrder("entries 1", "entries 2", "transcripts 2");
      assertThat(log.about(server.url("/a")))
          .hasSize(1)
          .first()
          .asString()
          .contains("no transcript of 1", "entry.max.bytes");
    }
  }

  @Test
  void bringsTheTranscriptsOfMoreEpisodesThanAnOffsetHolds() throws InterruptedException {
    int count = 400;
    String[] ids = longIds(count);
    publish(ids);
    for (String id : ids) {
      server.publish("/" + id + ".vtt", vtt(1));
    }
    server.publish("/other", Fixture.feed("o"));
    Map<String, String> config = config();
    config.put("feeds", server.url("/a") + "," + server.url("/other"));
    try (TaskHarness task = TaskHarness.start(config, offsets, clock)) {
      List<SourceRecord> records = task.await(2 * count + 1);
      assertThat(keys(records)).doesNotHaveDuplicates().contains("entries o");
      List<String> topics = records.stream().map(SourceRecord::topic).toList();
      assertThat(topics.indexOf("transcripts")).isLessThan(topics.lastIndexOf("entries"));
      assertThat(records)
          .allSatisfy(
              record ->
                  assertThat(String.valueOf(record.sourceOffset().get("transcripts")).length())
                      .isLessThanOrEqualTo(RssBacklog.LONGEST));
      assertThat(records.get(records.size() - 1).sourceOffset()).doesNotContainKey("transcripts");
    }
  }

  @Test
  void prefersNewEpisodesWhenTooManyTranscriptsAreLate() throws InterruptedException {
    int count = 400;
    String[] ids = longIds(count);
    String newest = ids[0];
    String oldest = ids[count - 1];
    publish(ids);
    try (TaskHarness task = start()) {
      List<SourceRecord> records = task.drain(() -> tried("/" + oldest + ".vtt") == 1);
      while (records.size() < count) {
        // None is given up at once: its server may only be away for a while.
        clock.advance(Duration.ofHours(1));
        records.addAll(task.drain(() -> true));
      }
      assertThat(records).hasSize(count).extracting(SourceRecord::topic).containsOnly("entries");
      task.drain(() -> tried("/" + newest + ".vtt") == 1);
      int given = tried("/" + oldest + ".vtt");
      server.publish("/" + newest + ".vtt", vtt(1));
      server.publish("/" + oldest + ".vtt", vtt(1));
      clock.advance(INTERVAL.plusSeconds(30));
      assertThat(keys(task.drain(() -> tried("/" + newest + ".vtt") == 2)))
          .containsExactly("transcripts " + newest);
      assertThat(tried("/" + oldest + ".vtt")).isEqualTo(given);
    }
  }

  @Test
  void givesUpNoOtherForATranscriptThatNoOffsetHolds() throws InterruptedException {
    publish("2", "1");
    try (var log = new CapturedLog();
        TaskHarness task = start()) {
      assertThat(task.drain(() -> tried("/1.vtt") == 1 && tried("/2.vtt") == 1)).hasSize(2);
      clock.advance(Duration.ofHours(2));
      task.drain(() -> tried("/1.vtt") == 2 && tried("/2.vtt") == 2);
      clock.advance(Duration.ofHours(2));
      task.drain(() -> tried("/1.vtt") == 3 && tried("/2.vtt") == 3);
      // Longer than all that an offset may hold, however it is compressed.
      publish(String.join("", longIds(600)), "2", "1");
      clock.advance(INTERVAL);
      assertThat(task.await(1)).extracting(SourceRecord::topic).containsExactly("entries");
      assertThat(log.about(server.url("/a")))
          .filteredOn(line -> line.contains("no transcript"))
          .singleElement()
          .asString()
          .contains("too long for an offset")
          .hasSizeLessThan(600);
      server.publish("/1.vtt", vtt(1));
      server.publish("/2.vtt", vtt(1));
      clock.advance(Duration.ofHours(2));
      assertThat(keys(task.await(2))).containsExactlyInAnyOrder("transcripts 1", "transcripts 2");
    }
  }

  /** Ids that cannot be compressed much, so that an offset has no room for as many. */
  private static String[] longIds(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> UUID.nameUUIDFromBytes(new byte[] {(byte) (i >> 8), (byte) i}).toString())
        .toArray(String[]::new);
  }

  private Map<String, String> config() {
    Map<String, String> config = TaskHarness.config(server.url("/a"));
    config.put("transcripts.topic", "transcripts");
    return config;
  }

  private Map<String, String> passages() {
    Map<String, String> config = config();
    config.put("transcripts.mode", "segments");
    config.put("transcripts.segment.ms", "5000");
    return config;
  }

  private TaskHarness start() {
    return TaskHarness.start(config(), offsets, clock);
  }

  /** Four seconds apart, so that each cue is a passage of five. */
  private static String vtt(int cues) {
    return IntStream.range(0, cues)
        .mapToObj(i -> "00:%02d.000 --> 00:%02d.000\nword %d\n\n".formatted(i * 4, i * 4 + 4, i))
        .collect(Collectors.joining("", "WEBVTT\n\n", ""));
  }

  private static List<String> expected(String... ids) {
    List<String> expected = new ArrayList<>();
    for (String id : ids) {
      expected.add("entries " + id);
      for (int start = 0; start < 16_000; start += 4_000) {
        expected.add("transcripts %s#%d".formatted(id, start));
      }
    }
    return expected;
  }

  private static List<String> keys(List<SourceRecord> records) {
    return records.stream()
        .map(
            record -> {
              String key = (String) record.key();
              return record.topic() + " " + key.substring(key.indexOf('#') + 1);
            })
        .toList();
  }

  private int tried(String path) {
    return server.requests(path).size();
  }

  private void publish(String... ids) {
    var items = new StringBuilder();
    for (String id : ids) {
      items.append(
          """
          <item><guid isPermaLink="false">%1$s</guid><title>Episode %1$s</title>
          <link>https://trains.example/%1$s</link>
          <enclosure url="https://cdn.example/%1$s.mp3" type="audio/mpeg"/>
          <podcast:transcript url="/%1$s.vtt" type="text/vtt" language="en"/></item>
          """
              .formatted(id));
    }
    server.publish(
        "/a",
        "<rss xmlns:podcast=\"https://podcastindex.org/namespace/1.0\"><channel>%s</channel></rss>"
            .formatted(items));
  }
}
