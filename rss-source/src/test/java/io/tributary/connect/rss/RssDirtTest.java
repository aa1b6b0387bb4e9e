package io.tributary.connect.rss;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Documents that are not what they should be. */
class RssDirtTest {
  @Test
  void believesTheByteOrderMarkThenThePrologThenTheHttpHeader() throws RssParseException {
    String bare = "<rss><channel><item><title>Größe</title></item></channel></rss>";
    String latin = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>" + bare;

    assertThat(title(bare, StandardCharsets.UTF_8, null)).isEqualTo("Größe");
    assertThat(title(bare, StandardCharsets.ISO_8859_1, "ISO-8859-1")).isEqualTo("Größe");
    assertThat(title(latin, StandardCharsets.ISO_8859_1, "UTF-8")).isEqualTo("Größe");
    assertThat(title("\ufeff" + bare, StandardCharsets.UTF_8, "ISO-8859-1")).isEqualTo("Größe");
    assertThat(title("\ufeff" + bare, StandardCharsets.UTF_16LE, "UTF-8")).isEqualTo("Größe");
    assertThat(title(bare, StandardCharsets.UTF_8, "no-such-charset")).isEqualTo("Größe");
  }

  @Test
  void doesNotBelieveAClaimThatTheBytesContradict() throws RssParseException {
    String bare = "<rss><channel><item><title>Größe</title></item></channel></rss>";
    String utf8 = "<?xml version='1.0' encoding='utf-8'?>" + bare;
    String latin = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>" + bare;
    Charset windows = Charset.forName("windows-1252");

    assertThat(title(latin, StandardCharsets.UTF_8, null)).isEqualTo("Größe");
    assertThat(title(utf8, StandardCharsets.ISO_8859_1, null)).isEqualTo("Größe");
    assertThat(title(bare, StandardCharsets.ISO_8859_1, null)).isEqualTo("Größe");
    assertThat(title(bare, StandardCharsets.UTF_8, "windows-1252")).isEqualTo("Größe");
    assertThat(title(latin.replace("Größe", "“Größe”"), windows, null)).isEqualTo("“Größe”");
    assertThat(title(utf8.replace("utf-8", "utf-16"), StandardCharsets.UTF_8, null))
        .isEqualTo("Größe");
    assertThat(title(utf8, StandardCharsets.UTF_16LE, null)).isEqualTo("Größe");
    assertThat(title(utf8, StandardCharsets.UTF_16BE, null)).isEqualTo("Größe");
    Charset japanese = Charset.forName("Shift_JIS");
    String tide = bare.replace("Größe", "潮");
    assertThat(title(tide, japanese, "Shift_JIS")).isEqualTo("潮");
    assertThat(title("<?xml version='1.0' encoding='Shift_JIS'?>" + tide, japanese, null))
        .isEqualTo("潮");
  }

  @Test
  void replacesTheOneBrokenCharacterOfAWholeDocument() throws RssParseException {
    byte[] body =
        "<rss><channel><item><title>Größe für Größe *</title></item></channel></rss>"
            .getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < body.length; i++) {
      body[i] = body[i] == '*' ? (byte) 0xff : body[i];
    }

    assertThat(RssParser.parse(body, null, Fixture.URL).entries().get(0).title())
        .isEqualTo("Größe für Größe \ufffd");
  }

  @Test
  void readsWhatIsOnlyNearlyXml() throws RssParseException {
    RssFeed feed = Fixture.parse("dirt/everything.xml");

    assertThat(feed.title()).isEqualTo("Café Quay & Sons");
    RssEntry entry = feed.entries().get(0);
    assertThat(entry.title()).isEqualTo("Salt & pepper\u00a0— &nosuch; é");
    assertThat(entry.url()).isEqualTo("https://dirt.example/?a=1&b=2");
    assertThat(entry.summary()).isEqualTo(new RssText("<p>Left & right &nbsp; &eacute;</p>", true));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\n\n  <?xml version='1.0'?><rss>%s</rss>",
        "\ufeff\ufeff<?xml version='1.0'?><rss>%s</rss>",
        "junk<rss>%s</rss>junk",
        "<!-- a comment --><rss>%s</rss>\n<!-- and one -->",
        "<?xml version='1.0'?><?xml-stylesheet href='x.css'?><rss>%s</rss>",
        "<!DOCTYPE rss SYSTEM 'x>y.dtd'><rss>%s</rss>",
        "<?xml version='1.1'?><rss>%s</rss>"
      })
  void readsWhatHasThingsAroundTheRoot(String around) throws RssParseException {
    String document = around.formatted("<channel><item><title>Here</title></item></channel>");

    assertThat(Fixture.parseText(document).entries())
        .extracting(RssEntry::title)
        .containsExactly("Here");
  }

  private static @Nullable String title(String document, Charset written, @Nullable String header)
      throws RssParseException {
    return RssParser.parse(document.getBytes(written), header, Fixture.URL)
        .entries()
        .get(0)
        .title();
  }
}
