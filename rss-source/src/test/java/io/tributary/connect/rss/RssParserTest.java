package io.tributary.connect.rss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RssParserTest {
  @Test
  void readsRss091WithItsOwnDoctype() throws RssParseException {
    RssFeed feed = Fixture.parse("rss/0.91.xml");

    assertThat(feed.title()).isEqualTo("Lighthouse Gazette");
    assertThat(feed.entries())
        .extracting(RssEntry::id, RssEntry::title, RssEntry::language)
        .containsExactly(
            tuple("https://lighthouse.example/broken", "Lamp broken", "en-gb"),
            tuple("https://lighthouse.example/lamp", "Lamp repaired", "en-gb"));
    assertThat(feed.entries().get(1).summary())
        .isEqualTo(new RssText("The lamp turns again \u00a0 since Tuesday.", false));
  }

  @Test
  void readsRss092WithoutTitleLinkOrGuid() throws RssParseException {
    RssEntry entry = only("rss/0.92.xml");

    assertThat(entry.id()).matches("sha256:[0-9a-f]{32}");
    assertThat(entry.title()).isNull();
    assertThat(entry.summary()).isEqualTo(new RssText("A song without a title.", false));
    assertThat(entry.tags()).containsExactly("music");
    assertThat(entry.enclosures())
        .containsExactly(
            new RssEnclosure(
                "https://tapes.example/song.mp3",
                "https://tapes.example/song.mp3",
                "audio/mpeg",
                4096L));
  }

  @Test
  void readsRss090() throws RssParseException {
    assertThat(only("rss/0.90.xml"))
        .extracting(RssEntry::id, RssEntry::title)
        .containsExactly("https://harbour.example/late", "The ferry is late");
    assertThat(Fixture.parse("rss/0.90.xml").title()).isEqualTo("Harbour Bulletin");
  }

  @Test
  void readsRss20InANamespaceOfItsOwn() throws RssParseException {
    RssEntry entry = only("rss/2.0-namespace.xml");

    assertThat(entry.id()).isEqualTo("w-1");
    assertThat(entry.tags()).containsExactly("fog");
    assertThat(entry.published()).isEqualTo("2024-05-06T07:00:00Z");
    assertThat(entry.enclosures())
        .containsExactly(
            new RssEnclosure(
                "https://weather.example/fog.mp3",
                "https://weather.example/fog.mp3",
                "audio/mpeg",
                77L));
  }

  @Test
  void takesAFeedAboutWebPagesForAFeed() throws RssParseException {
    RssFeed feed =
        Fixture.parseText(
            "<!-- <html> --><rss><channel><title><![CDATA[<html>]]></title></channel></rss>");

    assertThat(feed.title()).isEqualTo("<html>");
  }

  @Test
  void isNotSlowedDownByAHostileAuthor() throws RssParseException {
    String author = "@".repeat(1_000_000);
    RssFeed feed =
        Fixture.parseText(
            "<rss><channel><item><guid>1</guid><author>%s</author></item></channel></rss>"
                .formatted(author));

    assertThat(feed.entries().get(0).author()).isEqualTo(author);
  }

  @Test
  void readsRss10() throws RssParseException {
    RssFeed feed = Fixture.parse("rss/1.0.xml");

    assertThat(feed.title()).isEqualTo("Map Room");
    assertThat(feed.entries()).extracting(RssEntry::id).containsExactly("urn:map:1", "urn:map:2");
    RssEntry entry = feed.entries().get(1);
    assertThat(entry.url()).isEqualTo("https://maps.example/2");
    assertThat(entry.author()).isEqualTo("Ida Lindqvist");
    assertThat(entry.tags()).containsExactly("islands");
    assertThat(entry.published()).isEqualTo("2024-05-02T06:30:00Z");
    assertThat(entry.summary()).isEqualTo(new RssText("Drawn from hearsay.", false));
    assertThat(entry.content())
        .isEqualTo(new RssText("<p>Drawn from <a href=\"/hearsay\">hearsay</a>.</p>", true));
    assertThat(feed.entries().get(0).published()).isEqualTo("2024-05-01T00:00:00Z");
  }

  @Test
  void readsRss20() throws RssParseException {
    List<RssEntry> entries = Fixture.parse("rss/2.0.xml").entries();

    RssEntry beans = entries.get(2);
    assertThat(beans.id()).isEqualTo("note-3");
    assertThat(beans.url()).isEqualTo("https://feeds.example/2024/beans");
    assertThat(beans.title()).isEqualTo("Beans & peas");
    assertThat(beans.author()).isEqualTo("Ada Holm");
    assertThat(beans.language()).isEqualTo("sv");
    assertThat(beans.tags()).containsExactly("beans", "peas");
    assertThat(beans.links()).containsExactly("https://feeds.example/2024/beans");
    assertThat(beans.summary()).isEqualTo(new RssText("<p>Sown today.</p>", true));
    assertThat(beans.content()).isNotNull();
    assertThat(beans.imageUrl()).isEqualTo("https://feeds.example/dir/thumbs/beans.jpg");
    assertThat(beans.published()).isEqualTo("2024-05-15T06:00:00Z");
    assertThat(beans.episode()).isNull();
  }

  @Test
  void takesAPermalinkGuidForTheLinkAndMediaTypesFromNames() throws RssParseException {
    RssEntry rain = Fixture.parse("rss/2.0.xml").entries().get(1);

    assertThat(rain.id()).isEqualTo("https://garden.example/2024/rain");
    assertThat(rain.url()).isEqualTo("https://garden.example/2024/rain");
    assertThat(rain.title()).isNull();
    assertThat(rain.enclosures())
        .containsExactly(
            new RssEnclosure("https://feeds.example/dir/rain.mp3", "rain.mp3", "audio/mpeg", null),
            new RssEnclosure(
                "https://garden.example/rain.png",
                "https://garden.example/rain.png",
                "image/png",
                2048L));
    assertThat(rain.imageUrl()).isEqualTo("https://garden.example/rain.png");
  }

  @Test
  void ordersByTimeIfAllEntriesHaveOne() throws RssParseException {
    assertThat(Fixture.parse("rss/2.0.xml").entries())
        .extracting(RssEntry::time)
        .containsExactly(
            Instant.parse("2024-05-13T15:00:00Z"),
            Instant.parse("2024-05-14T21:30:00Z"),
            Instant.parse("2024-05-15T06:00:00Z"));
  }

  @Test
  void turnsTheDocumentRoundIfAnEntryHasNoTime() throws RssParseException {
    RssFeed feed = Fixture.parse("rss/undated.xml");

    assertThat(feed.entries())
        .extracting(RssEntry::title)
        .containsExactly("an id used before", "oldest", "middle", "newest");
    assertThat(feed.duplicates()).isZero();
  }

  @Test
  void readsEpisodes() throws RssParseException {
    RssEntry entry = Fixture.parse("rss/podcast.xml").entries().get(1);

    assertThat(entry.id()).isEqualTo("st-2");
    assertThat(entry.title()).isEqualTo("Night express");
    assertThat(entry.author()).isEqualTo("Slow Trains Radio");
    assertThat(entry.durationSeconds()).isEqualTo(3723);
    assertThat(entry.tags()).containsExactly("night", "coast");
    assertThat(entry.imageUrl()).isEqualTo("https://feeds.example/art/2.jpg");
    assertThat(entry.episode())
        .isEqualTo(
            new RssEpisode(
                2,
                5,
                "full",
                false,
                "To the coast",
                "https://feeds.example/art/2.jpg",
                "https://cdn.example/2.json",
                List.of(
                    new RssEpisode.Transcript("https://feeds.example/2.vtt", "text/vtt", "en"),
                    new RssEpisode.Transcript(
                        "https://cdn.example/2.srt", "application/x-subrip", null)),
                List.of(
                    new RssEpisode.Person("Mo Adeyemi", "guest", "https://people.example/mo"),
                    new RssEpisode.Person("Lena Voss", null, null)),
                List.of(),
                List.of(),
                null));
  }

  @Test
  void takesMalformedEpisodePartsForMissing() throws RssParseException {
    RssEntry entry = Fixture.parse("rss/podcast.xml").entries().get(0);

    assertThat(entry.durationSeconds()).isNull();
    assertThat(entry.enclosures())
        .containsExactly(
            new RssEnclosure(
                "https://cdn.example/1.m4a", "https://cdn.example/1.m4a", "audio/mp4", null));
    RssEpisode episode = Objects.requireNonNull(entry.episode());
    assertThat(episode.season()).isNull();
    assertThat(episode.number()).isEqualTo(1);
    assertThat(episode.transcripts())
        .containsExactly(
            new RssEpisode.Transcript("https://cdn.example/1.json", "application/json", null));
  }

  @ParameterizedTest
  @CsvSource({
    "75, 75",
    "1:15, 75",
    "01:02:03, 3723",
    "90:00, 5400",
    "12.9, 12",
    "0, 0",
    "1:2:3:4,",
    "-5,",
    "1h,",
    "'',",
    "99999999:00:00,",
    "9999999999,"
  })
  void readsDurations(String written, @Nullable Integer seconds) throws RssParseException {
    RssFeed feed =
        Fixture.parseText(
            """
            <rss version="2.0" xmlns:i="http://www.itunes.com/dtds/podcast-1.0.dtd"><channel>
              <item><guid>1</guid><i:duration> %s </i:duration></item>
            </channel></rss>"""
                .formatted(written));

    assertThat(feed.entries().get(0).durationSeconds()).isEqualTo(seconds);
  }

  @Test
  void readsAtom10() throws RssParseException {
    RssFeed feed = Fixture.parse("atom/1.0.xml");

    assertThat(feed.title()).isEqualTo("Tide & time");
    RssEntry entry = feed.entries().get(1);
    assertThat(entry.id()).isEqualTo("urn:tide:2");
    assertThat(entry.title()).isEqualTo("Low water");
    assertThat(entry.url()).isEqualTo("https://tide.example/blog/2");
    assertThat(entry.links())
        .containsExactly("https://tide.example/blog/2", "https://charts.example/7");
    assertThat(entry.enclosures())
        .containsExactly(
            new RssEnclosure("https://tide.example/blog/2.ogg", "2.ogg", "audio/ogg", 512L));
    assertThat(entry.published()).isEqualTo("2024-06-01T23:00:00.250Z");
    assertThat(entry.updated()).isEqualTo("2024-06-02T00:00:00Z");
    assertThat(entry.author()).isEqualTo("Sam Reed");
    assertThat(entry.tags()).containsExactly("tides");
    assertThat(entry.language()).isEqualTo("en");
    assertThat(entry.summary()).isEqualTo(new RssText("5 < 6 metres", false));
    assertThat(Objects.requireNonNull(entry.content()).value())
        .contains("<p>See <a href=\"chart\">the chart</a>.</p>");
    assertThat(entry.baseUrl()).isEqualTo("https://tide.example/blog/2/");
    assertThat(feed.entries().get(0))
        .extracting(RssEntry::id, RssEntry::author, RssEntry::published, RssEntry::url)
        .containsExactly("urn:tide:1", "Noor Haddad", null, null);
  }

  @Test
  void readsAtom03() throws RssParseException {
    RssFeed feed = Fixture.parse("atom/0.3.xml");

    assertThat(feed.title()).isEqualTo("Zettel & Kasten");
    RssEntry entry = feed.entries().get(0);
    assertThat(entry.id()).isEqualTo("tag:zettel.example,2005:1");
    assertThat(entry.url()).isEqualTo("https://zettel.example/1");
    assertThat(entry.author()).isEqualTo("Karl Busch");
    assertThat(entry.language()).isEqualTo("de");
    assertThat(entry.published()).isEqualTo("2005-03-01T10:00:00Z");
    assertThat(entry.updated()).isEqualTo("2005-03-01T11:00:00Z");
    assertThat(entry.content()).isEqualTo(new RssText("<p>Notiert.</p>", true));
  }

  @Test
  void resolvesLinksAgainstEveryXmlBaseAroundThem() throws RssParseException {
    assertThat(Fixture.parse("rss/xml-base.xml").entries())
        .extracting(RssEntry::url)
        .containsExactly(
            "HTTPS://Kept.example/As%20Is?a=b|c",
            "https://other.example/page", "https://base.example/root/deep/er/page");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rss/malformed-modules.xml", "rss/malformed-numbers.xml"})
  void readsPastWhatItDoesNotNeed(String path) throws RssParseException {
    RssEntry entry = only(path);

    assertThat(entry.id()).isEqualTo("c-1");
    assertThat(entry.title()).isEqualTo("Still read");
    assertThat(entry.published()).isNull();
  }

  @Test
  void keepsAnIdWhenOnlyOtherPartsOfTheEntryChange() throws RssParseException {
    String before =
        "<rss><channel><item><title>T</title><category>a</category></item></channel></rss>";
    String after = before.replace(">a<", ">b<");

    assertThat(Fixture.parseText(after).entries().get(0).id())
        .isEqualTo(Fixture.parseText(before).entries().get(0).id());
  }

  @Test
  void tellsContentFromIdentity() throws RssParseException {
    RssFingerprint before = Fixture.parseText(Fixture.feed("a")).entries().get(0).fingerprint();
    RssFingerprint after =
        Fixture.parseText(Fixture.feed("a").replace("Entry", "Post"))
            .entries()
            .get(0)
            .fingerprint();

    assertThat(after.identity()).isEqualTo(before.identity());
    assertThat(after.content()).isNotEqualTo(before.content());
  }

  @ParameterizedTest
  @CsvSource({
    "broken/page.html, 'an HTML page, not a feed'",
    "broken/page-with-comment.html, 'an HTML page, not a feed'",
    "broken/page.xhtml, 'an HTML page, not a feed'",
    "broken/truncated.xml, 'broken XML at line 5'",
    "broken/no-channel.xml, an RSS document without a channel",
    "broken/other.xml, 'not a feed: the root element is <sitemap>'",
    "hostile/entity-expansion.xml, broken XML at line"
  })
  void saysWhyADocumentIsNoFeed(String path, String reason) {
    assertThatThrownBy(() -> Fixture.parse(path))
        .isInstanceOf(RssParseException.class)
        .hasMessageStartingWith(reason)
        .extracting(Throwable::getMessage)
        .asString()
        .doesNotContain("\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "   ", "{\"version\": 1}", "GIF89a", "\0\0\0\0"})
  void refusesWhatIsNotXml(String body) {
    assertThatThrownBy(() -> Fixture.parseText(body)).isInstanceOf(RssParseException.class);
  }

  @Test
  void refusesElementsWithinElementsWithoutEnd() {
    String document = "<rss><channel><item><title>%s".formatted("<b>".repeat(100_000));

    assertThatThrownBy(() -> Fixture.parseText(document)).isInstanceOf(RssParseException.class);
  }

  @Test
  void readsFeedsOnManyThreadsAtOnce() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      Callable<RssFeed> work = () -> Fixture.parse("rss/podcast.xml");
      List<Future<RssFeed>> results =
          threads.invokeAll(IntStream.range(0, 200).mapToObj(i -> work).toList());
      RssFeed expected = Fixture.parse("rss/podcast.xml");
      for (Future<RssFeed> result : results) {
        assertThat(result.get()).isEqualTo(expected);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static RssEntry only(String path) throws RssParseException {
    List<RssEntry> entries = Fixture.parse(path).entries();
    assertThat(entries).hasSize(1);
    return entries.get(0);
  }
}
