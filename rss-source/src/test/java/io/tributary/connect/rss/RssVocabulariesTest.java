package io.tributary.connect.rss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** JSON Feed, and what feeds say beside their format. */
class RssVocabulariesTest {
  @Test
  void readsJsonFeed11() throws RssParseException {
    RssFeed feed = Fixture.parse("json/1.1.json");

    assertThat(feed.title()).isEqualTo("Tidal Notes");
    assertThat(feed.entries())
        .extracting(RssEntry::id)
        .containsExactly("41", "https://tides.example/neap");
    RssEntry note = feed.entries().get(0);
    assertThat(note.author()).isEqualTo("Ada Quay");
    assertThat(note.language()).isEqualTo("en-GB");
    assertThat(note.content()).isEqualTo(new RssText("Only a note.", false));
    assertThat(note.imageUrl()).isEqualTo("https://tides.example/wide.jpg");
    assertThat(note.durationSeconds()).isEqualTo(61);
    assertThat(note.enclosures())
        .containsExactly(
            new RssEnclosure(
                "https://cdn.example/41.mp3", "https://cdn.example/41.mp3", "audio/mpeg", 1000L));
    RssEntry neap = feed.entries().get(1);
    assertThat(neap.url()).isEqualTo("https://feeds.example/neap");
    assertThat(neap.links())
        .containsExactly("https://feeds.example/neap", "https://sea.example/neap");
    assertThat(neap.summary()).isEqualTo(new RssText("On the moon", false));
    assertThat(Objects.requireNonNull(neap.content()).html()).isTrue();
    assertThat(neap.imageUrl()).isEqualTo("https://feeds.example/dir/art/neap.jpg");
    assertThat(neap.published()).isEqualTo("2024-05-15T06:00:00Z");
    assertThat(neap.updated()).isEqualTo("2024-05-16T08:00:00Z");
    assertThat(neap.author()).isEqualTo("Ben Mole");
    assertThat(neap.tags()).containsExactly("moon", "tides");
    assertThat(neap.language()).isEqualTo("en");
  }

  @Test
  void readsJsonFeed10() throws RssParseException {
    RssEntry entry = only("json/1.0.json");

    assertThat(entry.id()).isEqualTo("o-1");
    assertThat(entry.author()).isEqualTo("Ada Quay");
    assertThat(entry.title()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"a\": 1} | JSON that is no feed",
        "{\"version\": \"https://jsonfeed.org/version/1\", \"items\": 3} | JSON that is no feed",
        "{\"version\": | broken JSON"
      })
  void saysWhatIsWrongWithJson(String body, String reason) {
    assertThatThrownBy(() -> Fixture.parseText(body))
        .isInstanceOf(RssParseException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void readsMediaRss() throws RssParseException {
    RssFeed feed = Fixture.parse("rss/media.xml");

    RssEntry video = feed.entries().get(1);
    assertThat(video.title()).isEqualTo("Harbour at dawn");
    assertThat(video.summary()).isEqualTo(new RssText("<p>Boats leave.</p>", true));
    assertThat(video.imageUrl()).isEqualTo("https://feeds.example/dawn.jpg");
    assertThat(video.durationSeconds()).isEqualTo(95);
    assertThat(video.enclosures())
        .containsExactly(
            new RssEnclosure("https://feeds.example/dawn.mp4", "/dawn.mp4", "video/mp4", 2048L),
            new RssEnclosure(
                "https://cdn.example/dawn.webm",
                "https://cdn.example/dawn.webm",
                "video/webm",
                null));
    RssEntry picture = feed.entries().get(0);
    assertThat(picture.title()).isEqualTo("Its own title");
    assertThat(picture.imageUrl()).isEqualTo("https://cdn.example/2-small.jpg");
    assertThat(picture.enclosures()).hasSize(1);
  }

  @Test
  void readsChaptersSoundbitesAndLocation() throws RssParseException {
    RssFeed feed = Fixture.parse("rss/podcast-more.xml");

    assertThat(feed.guid()).isEqualTo("917393e3-1b1e-5cef-ace4-edaa54e1f810");
    RssEpisode episode = Objects.requireNonNull(feed.entries().get(0).episode());
    assertThat(episode.chapters())
        .containsExactly(
            new RssEpisode.Chapter(0, "Off we go", null, null),
            new RssEpisode.Chapter(
                187_500,
                "The tunnel",
                "https://feeds.example/tunnel",
                "https://cdn.example/tunnel.jpg"),
            new RssEpisode.Chapter(3_723_000, null, null, null));
    assertThat(episode.soundbites())
        .containsExactly(new RssEpisode.Soundbite(73_250, 60_000, "The whistle"));
    assertThat(episode.location())
        .isEqualTo(new RssEpisode.Location("Gotthard", "geo:46.5,8.6", "R1684625"));
  }

  @Test
  void readsHowOftenAFeedChanges() throws RssParseException {
    RssFeed feed =
        Fixture.parseText(
            """
            <rss xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"><channel>
            <ttl>90</ttl><sy:updatePeriod> daily </sy:updatePeriod>
            <sy:updateFrequency>4</sy:updateFrequency>
            <skipHours><hour>0</hour><hour>24</hour><hour>5</hour><hour>25</hour></skipHours>
            <skipDays><day>Saturday</day><day>Someday</day></skipDays></channel></rss>""");

    assertThat(feed.rhythm()).isEqualTo(new RssRhythm(Duration.ofHours(6), 0x21, 0x20));
    assertThat(Fixture.parse("rss/malformed-numbers.xml").rhythm()).isEqualTo(RssRhythm.NONE);
  }

  private static RssEntry only(String path) throws RssParseException {
    List<RssEntry> entries = Fixture.parse(path).entries();
    assertThat(entries).hasSize(1);
    return entries.get(0);
  }
}
