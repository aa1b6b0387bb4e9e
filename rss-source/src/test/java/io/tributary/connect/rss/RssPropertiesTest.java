package io.tributary.connect.rss;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.connect.common.TimestampFormat;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import okhttp3.HttpUrl;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/** What holds for any input. */
class RssPropertiesTest {
  private static final RssMapper MAPPER =
      new RssMapper("entries", TimestampFormat.ISO8601, 1_000_000);
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  @Property(tries = 2_000)
  void anyBytesAreEntriesOrOneCleanError(@ForAll byte[] body) {
    assertReadOrRefused(body);
  }

  @Property(tries = 2_000)
  void anyDamageToAFeedLeavesEntriesOrOneCleanError(
      @ForAll("fixtures") String fixture, @ForAll long seed) {
    byte[] body = Fixture.bytes(fixture);
    var random = new Random(seed);
    for (int damage = random.nextInt(20); damage >= 0; damage--) {
      int at = random.nextInt(body.length);
      int length = Math.min(random.nextInt(12), body.length - at);
      switch (random.nextInt(3)) {
        case 0 -> body[at] = (byte) "<>&;]{}\":\0".charAt(random.nextInt(10));
        case 1 ->
            System.arraycopy(body, random.nextInt(body.length - length + 1), body, at, length);
        default -> body[at] = (byte) random.nextInt();
      }
    }
    assertReadOrRefused(body);
  }

  @Property(tries = 2_000)
  void anyTextIsATranscriptOrOneCleanError(
      @ForAll("transcripts") String text, @ForAll RssTranscriptFormat format) {
    try {
      RssTranscript transcript =
          RssTranscriptParser.parse(text.getBytes(StandardCharsets.UTF_8), null, format);
      assertThat(transcript.text()).isNotBlank();
      List<RssTranscript> passages = transcript.passages(Duration.ofSeconds(30));
      assertThat(passages).extracting(RssTranscript::startMs).doesNotHaveDuplicates();
      assertThat(passages.stream().flatMap(passage -> passage.segments().stream()))
          .containsExactlyElementsOf(transcript.segments());
    } catch (RssParseException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  @Property
  void everyOffsetSurvivesTheRoundTrip(@ForAll("polls") RssPollState poll, @ForAll long seed) {
    var random = new Random(seed);
    List<RssFingerprint> entries = new ArrayList<>();
    for (int i = random.nextInt(50); i > 0; i--) {
      entries.add(new RssFingerprint(random.nextLong(), random.nextInt()));
    }
    RssBacklog backlog = RssBacklog.EMPTY;
    for (int i = random.nextInt(5); i > 0; i--) {
      backlog =
          backlog.with(
              new RssWaiting("id" + i, "T\u00e9", null, "a", "u", "text/vtt", null, NOW, i));
    }
    var offset = new RssOffset(poll, RssMemory.EMPTY.with(entries), backlog);

    RssOffset restored = RssOffset.from("f", StoredOffsets.roundTrip(offset.toMap()));

    assertThat(restored.poll()).isEqualTo(poll);
    assertThat(restored.backlog()).isEqualTo(backlog);
    assertThat(restored.memory().encode()).isEqualTo(offset.memory().encode());
  }

  /**
   * Plays documents that gain, lose, change and regain entries. After a crash behind each single
   * record of each, the rest is found and nothing else; crashes that happen then change the
   * history. Checks every version of every entry that was in a document that was read to its end.
   */
  @Property(tries = 300)
  void nothingIsLostOrEmittedTwice(@ForAll long seed) {
    var random = new Random(seed);
    Map<Integer, Integer> document = new HashMap<>();
    Map<Integer, Integer> last = new HashMap<>();
    RssOffset stored = RssOffset.START;
    Set<String> must = new HashSet<>();
    List<String> delivered = new ArrayList<>();
    int next = 0;
    for (int round = 0; round < 30; round++) {
      for (int i = random.nextInt(4); i > 0; i--) {
        document.put(next++, 0);
      }
      if (!last.isEmpty() && random.nextBoolean()) {
        int id = random.nextInt(next);
        // Comes back as it was, or changed.
        document.put(id, last.getOrDefault(id, 0) + random.nextInt(2));
      }
      if (random.nextInt(3) == 0) {
        document.keySet().removeIf(id -> random.nextInt(4) == 0);
      }
      last.putAll(document);
      RssMemory.Reading reading = stored.memory().read(fingerprints(document), true);
      int total = reading.found().size();
      for (int survived = 0; survived <= total; survived++) {
        assertThat(restored(stored, reading, survived).memory().read(fingerprints(document), true))
            .extracting(RssMemory.Reading::found)
            .isEqualTo(reading.found().subList(survived, total));
      }
      boolean crash = random.nextInt(3) == 0;
      int emitted = crash && total > 0 ? random.nextInt(total) : total;
      List<Map.Entry<Integer, Integer>> ordered = ordered(document);
      for (int i = 0; i < emitted; i++) {
        delivered.add(name(ordered.get(reading.found().get(i).position())));
      }
      stored = restored(stored, reading, emitted);
      if (emitted == total) {
        document.entrySet().forEach(entry -> must.add(name(entry)));
      }
    }
    assertThat(delivered).doesNotHaveDuplicates().containsAll(must);
  }

  /** What a task finds that starts after so many records were stored. */
  private static RssOffset restored(RssOffset stored, RssMemory.Reading reading, int emitted) {
    return RssOffset.from(
        "f", StoredOffsets.roundTrip(stored.with(reading.after(emitted)).toMap()));
  }

  private static String name(Map.Entry<Integer, Integer> entry) {
    return entry.getKey() + "v" + entry.getValue();
  }

  private static List<Map.Entry<Integer, Integer>> ordered(Map<Integer, Integer> document) {
    return document.entrySet().stream().sorted(Map.Entry.comparingByKey()).toList();
  }

  private static List<RssFingerprint> fingerprints(Map<Integer, Integer> document) {
    return ordered(document).stream()
        .map(entry -> RssFingerprint.of("id" + entry.getKey(), List.of("v" + entry.getValue())))
        .toList();
  }

  private static void assertReadOrRefused(byte[] body) {
    try {
      RssFeed feed = RssParser.parse(body, null, Fixture.URL);
      var state = new RssFeedState(FeedAddress.parse("https://f.example/"), RssOffset.START, NOW);
      for (RssEntry entry : feed.entries()) {
        SourceRecord record = MAPPER.map(state, feed, entry, false, NOW);
        ((Struct) record.value()).validate();
      }
    } catch (RssParseException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  @Provide
  Arbitrary<String> fixtures() {
    return Arbitraries.of(
        "rss/2.0.xml",
        "rss/podcast.xml",
        "rss/podcast-more.xml",
        "rss/media.xml",
        "rss/1.0.xml",
        "atom/1.0.xml",
        "atom/0.3.xml",
        "json/1.1.json",
        "dirt/everything.xml",
        "hostile/entity-expansion.xml");
  }

  @Provide
  Arbitrary<String> transcripts() {
    return Arbitraries.of(
            "WEBVTT\n",
            "\n",
            "\n\n",
            "00:01.000",
            " --> ",
            "00:00:02,5",
            "1:2:3.4",
            "<v Mo>",
            "<",
            ">",
            "word",
            "&amp;",
            "{",
            "}",
            "\"segments\":[",
            "]",
            "\"startTime\":1,\"body\":\"x\"",
            "<time>0:01</time>",
            "<p>text</p>",
            "<cite>A:</cite>",
            "\u0000",
            "\ufeff",
            ",")
        .list()
        .ofMaxSize(40)
        .map(parts -> String.join("", parts));
  }

  @Provide
  Arbitrary<RssPollState> polls() {
    Arbitrary<@Nullable Instant> instants =
        Arbitraries.longs()
            .between(0, 4_000_000_000_000L)
            .map(Instant::ofEpochMilli)
            .injectNull(0.3);
    Arbitrary<@Nullable String> texts =
        Arbitraries.strings()
            .alpha()
            .withChars("\" /;\u00e9\u6f6e")
            .ofMaxLength(600)
            .injectNull(0.3);
    Arbitrary<@Nullable HttpUrl> urls =
        Arbitraries.strings()
            .ascii()
            .ofMaxLength(30)
            .map(
                path -> HttpUrl.get("https://a.example/").newBuilder().addPathSegment(path).build())
            .injectNull(0.3);
    Arbitrary<RssRhythm> rhythms =
        Combinators.combine(
                Arbitraries.longs().between(0, 1L << 40),
                Arbitraries.integers(),
                Arbitraries.integers())
            .as((seconds, hours, days) -> new RssRhythm(Duration.ofSeconds(seconds), hours, days));
    return Combinators.combine(
            Combinators.combine(texts, texts, texts, texts).as(RssValidators::new),
            rhythms,
            Arbitraries.longs().between(0, 1L << 40).map(Duration::ofSeconds),
            Combinators.combine(urls, urls, instants).as(RssMove::new),
            instants,
            instants,
            Arbitraries.integers().between(0, Integer.MAX_VALUE),
            instants)
        .as(
            (validators, rhythm, lifetime, move, polled, notBefore, failures, succeeded) ->
                new RssPollState(
                    validators,
                    rhythm,
                    lifetime,
                    move,
                    polled,
                    notBefore,
                    failures,
                    succeeded,
                    "sha256:0f",
                    "ok"));
  }
}
