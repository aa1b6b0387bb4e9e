package io.tributary.connect.rss;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import okhttp3.HttpUrl;
import org.apache.kafka.connect.json.JsonConverter;
import org.junit.jupiter.api.Test;

class RssBacklogTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  @Test
  void survivesBeingStored() {
    RssBacklog backlog =
        RssBacklog.EMPTY
            .with(waiting("a"))
            .with(new RssWaiting("b", null, null, null, "u", "m", null, NOW, 0))
            .emitted("a", 3);

    assertThat(RssBacklog.decode(backlog.encode())).isEqualTo(backlog);
    assertThat(RssBacklog.decode(RssBacklog.EMPTY.encode())).isEqualTo(RssBacklog.EMPTY);
    assertThat(backlog.without("a").waiting()).extracting(RssWaiting::entryId).containsExactly("b");
  }

  @Test
  void isGivenUpIfItIsSomethingElse() {
    for (Object transcripts : List.of("!", "AAAA", "eJyLjgUAARUAuQ==x", 5)) {
      try (var log = new CapturedLog()) {
        RssOffset offset =
            RssOffset.from("f", Map.of("version", 1, "entries", "", "transcripts", transcripts));

        assertThat(offset.backlog()).isEqualTo(RssBacklog.EMPTY);
        assertThat(log.about("f")).hasSize(1);
      }
    }
  }

  @Test
  void canBeReadAgainHoweverWellItCompresses() {
    var longest = "x".repeat(600_000);
    RssBacklog backlog = RssBacklog.EMPTY;
    int count = 0;
    for (RssBacklog more = backlog; more.fits() && count < 5; count++) {
      backlog = more;
      more = more.with(new RssWaiting("e" + count, longest, longest, null, "u", "m", null, NOW, 0));
    }
    assertThat(backlog.waiting()).isEmpty();

    var transcript = new RssEpisode.Transcript("https://cdn.example/1.vtt", "text/vtt", null);
    RssWaiting cut = RssWaiting.of(entry(longest), transcript, NOW);
    assertThat(cut.episodeTitle()).hasSize(2_000);
    assertThat(cut.episodeUrl()).isNull();
    RssBacklog kept = RssBacklog.EMPTY.with(cut);
    assertThat(kept.fits()).isTrue();
    assertThat(RssBacklog.decode(kept.encode())).isEqualTo(kept);
  }

  private static RssEntry entry(String text) {
    String document =
        "<rss><channel><item><guid>1</guid><title>%1$s</title><link>https://a.example/%1$s</link>"
            + "</item></channel></rss>";
    try {
      return Fixture.parseText(document.formatted(text)).entries().get(0);
    } catch (RssParseException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void hasRoomForTheTranscriptsOfManyEpisodes() {
    RssBacklog backlog = RssBacklog.EMPTY;
    while (backlog.fits()) {
      backlog = backlog.with(waiting("https://trains.example/?p=" + backlog.waiting().size()));
    }
    assertThat(backlog.waiting()).hasSizeGreaterThan(50);
  }

  @Test
  void leavesTheOffsetBelowAHundredKilobytesAtWorst() {
    var random = new Random(1);
    List<RssFingerprint> entries = new ArrayList<>();
    for (int i = 0; i < RssMemory.CAPACITY; i++) {
      entries.add(new RssFingerprint(random.nextLong(), random.nextInt()));
    }
    RssBacklog backlog = RssBacklog.EMPTY;
    while (backlog.with(waiting("x" + random.nextLong())).fits()) {
      backlog = backlog.with(waiting("x" + random.nextLong()));
    }
    HttpUrl url = HttpUrl.get("https://a.example/" + "x".repeat(1000));
    var poll =
        new RssPollState(
            new RssValidators(
                "\u6f6e".repeat(512), "\"".repeat(512), "f".repeat(32), "f".repeat(16)),
            new RssRhythm(Duration.ofDays(365), 1, 1),
            Duration.ofSeconds(Integer.MAX_VALUE),
            new RssMove(url, url, NOW),
            NOW,
            NOW,
            Integer.MAX_VALUE,
            NOW,
            "sha256:" + "f".repeat(32),
            "failing");
    RssOffset offset = new RssOffset(poll, RssMemory.EMPTY.with(entries), backlog);
    try (var converter = new JsonConverter()) {
      converter.configure(Map.of("schemas.enable", "false"), false);
      assertThat(converter.fromConnectData("offsets", null, offset.toMap()))
          .hasSizeBetween(85_000, 100_000);
    }
  }

  private static RssWaiting waiting(String id) {
    return new RssWaiting(
        id,
        "About " + id,
        "https://trains.example/" + id,
        "https://cdn.example/%s.mp3".formatted(id),
        "https://cdn.example/%s.vtt".formatted(id),
        "text/vtt",
        "en",
        NOW,
        0);
  }
}
