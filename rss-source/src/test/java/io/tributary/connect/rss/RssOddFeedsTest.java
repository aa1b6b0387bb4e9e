package io.tributary.connect.rss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Feeds that are not as the formats want them but are read all the same. */
class RssOddFeedsTest {
  @ParameterizedTest
  @ValueSource(strings = {"0.93", "0.94", "2.0.1", "3.0", ""})
  void readsRssOfAnyVersion(String version) throws RssParseException {
    String document =
        """
        <rss version="%s"><channel><title>Tape Letters</title><item><link>https://tapes.example/1</link>
        <pubDate>Fri, 01 Mar 2024 10:00:00 GMT</pubDate><category>music</category>
        <enclosure url="https://tapes.example/1.mp3" length="4096" type="audio/mpeg"/></item></channel></rss>
        """
            .formatted(version);
    RssEntry entry = Fixture.parseText(document).entries().get(0);

    assertThat(entry.id()).isEqualTo("https://tapes.example/1");
    assertThat(entry.published()).isEqualTo("2024-03-01T10:00:00Z");
    assertThat(entry.tags()).containsExactly("music");
    assertThat(entry.enclosures()).extracting(RssEnclosure::length).containsExactly(4096L);
  }

  @Test
  void leavesOutAnEntryThatIsThereTwice() throws RssParseException {
    RssFeed feed = Fixture.parseText(Fixture.feed("b", "a", "b"));

    assertThat(feed.entries()).extracting(RssEntry::id).containsExactly("a", "b");
    assertThat(feed.duplicates()).isEqualTo(1);
  }

  @Test
  void keepsAnEntryWithoutTimeNextToItsNeighbour() throws RssParseException {
    String item = "<item><title>%s</title><pubDate>%s</pubDate></item>";
    RssFeed feed =
        Fixture.parseText(
            "<rss><channel>"
                + item.formatted("may", "Wed, 15 May 2024 10:00:00 GMT")
                + item.formatted("undated", "soon")
                + item.formatted("march", "Fri, 15 Mar 2024 10:00:00 GMT")
                + item.formatted("april", "Mon, 15 Apr 2024 10:00:00 GMT")
                + item.formatted("undated at the end", "")
                + "</channel></rss>");

    assertThat(feed.entries())
        .extracting(RssEntry::title)
        .containsExactly("march", "undated", "undated at the end", "april", "may");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<site xmlns=\"com-wordpress:feed-additions:1\">7</site><item><guid>1</guid></item>",
        "<item><post-id xmlns=\"com-wordpress:feed-additions:1\">7</post-id><guid>1</guid></item>",
        "<item><x:y xmlns:x=\"urn:x\" xmlns:m=\"urn:m\"/><guid>1</guid></item>",
        "<item><a xmlns=\"urn:a\"><b xmlns=\"urn:b\"/></a><guid>1</guid></item>"
      })
  void readsPastElementsThatBringTheirOwnNamespace(String markup) throws RssParseException {
    RssFeed feed = Fixture.parseText("<rss><channel>%s</channel></rss>".formatted(markup));

    assertThat(feed.entries()).extracting(RssEntry::id).containsExactly("1");
  }

  @Test
  void readsPrefixedAttributesInAVariantOfANamespace() throws RssParseException {
    RssFeed feed =
        Fixture.parseText(
            """
            <rss xmlns:itunes="http://www.itunes.com/DTDs/Podcast-1.0.dtd"
                xmlns:media="http://search.yahoo.com/mrss"><channel>
              <item><guid>1</guid><itunes:image itunes:href="x" href="https://a.example/1.png"/></item>
              <item><guid>2</guid><media:thumbnail media:x="1" url="https://a.example/2.png"/></item>
            </channel></rss>""");

    assertThat(feed.entries())
        .extracting(RssEntry::imageUrl)
        .containsExactly("https://a.example/2.png", "https://a.example/1.png");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<rss><channel><item><guid>2</guid></item></channel><item><guid>1</guid></item></rss>",
        "<rss><item><guid>2</guid></item><channel/><item><guid>1</guid></item></rss>",
        "<rss><channel><item><guid>2</guid></item></channel>"
            + "<channel><item><guid>1</guid></item></channel></rss>",
        "<r:RDF xmlns:r=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\""
            + " xmlns=\"http://purl.org/rss/1.0/\"><channel><item r:about=\"2\"/>"
            + "<item r:about=\"1\"/></channel></r:RDF>"
      })
  void findsItemsBesideTheChannelAndWithinIt(String document) throws RssParseException {
    assertThat(Fixture.parseText(document).entries())
        .extracting(RssEntry::id)
        .containsExactly("1", "2");
  }

  @Test
  void readsFeedsThatBeginWithBlankLines() throws RssParseException {
    String latin =
        "\r\n \t<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>"
            + "<rss><channel><item><title>Größe</title></item></channel></rss>";

    byte[] bytes = latin.getBytes(StandardCharsets.ISO_8859_1);
    assertThat(RssParser.parse(bytes, "UTF-8", Fixture.URL).entries())
        .extracting(RssEntry::title)
        .containsExactly("Größe");
    assertThat(Fixture.parseText(" ".repeat(600) + Fixture.feed("1")).entries()).hasSize(1);
    assertThatThrownBy(() -> Fixture.parseText(" ".repeat(600))).hasMessage("an empty document");
  }

  @Test
  void putsAPlainTitleOfAnAtomFeedOnOneLine() throws RssParseException {
    RssFeed feed =
        Fixture.parseText(
            "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>\n  Tide\n  tables\n</title></feed>");

    assertThat(feed.title()).isEqualTo("Tide tables");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<rss xmlns:c=\"http://purl.org/rss/1.0/modules/content/\"><channel>"
            + "<item><c:encoded>two</c:encoded></item>"
            + "<item><c:encoded>one</c:encoded></item></channel></rss>",
        "<feed xmlns=\"http://www.w3.org/2005/Atom\">"
            + "<entry><content>two</content></entry><entry><content>one</content></entry></feed>"
      })
  void tellsEntriesApartThatHaveNothingButContent(String document) throws RssParseException {
    RssFeed feed = Fixture.parseText(document);

    assertThat(feed.entries())
        .extracting(entry -> Objects.requireNonNull(entry.content()).value())
        .containsExactly("one", "two");
    assertThat(feed.entries().get(0).id()).isNotEqualTo(feed.entries().get(1).id());
  }
}
