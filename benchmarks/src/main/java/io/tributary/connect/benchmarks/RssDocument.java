package io.tributary.connect.benchmarks;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Random;

/** An invented podcast of any length, the same every time. */
final class RssDocument {
  private static final String[] WORDS =
      """
      harbour pilot engine water schedule paper letter signal tower evening market listener crew \
      question answer window ladder kitchen winter market bridge copper voice story minute bread \
      caf\u00e9 gr\u00f6\u00dfe the a of and to in that was for on with as by at from"""
          .split(" ");

  private final Random random = new Random(7);
  private final StringBuilder text = new StringBuilder();

  private RssDocument() {}

  /**
   * Returns an RSS document, newest entry first.
   *
   * @param entryBytes how long the HTML of an entry is, about
   */
  static byte[] of(int entries, int entryBytes) {
    var document = new RssDocument();
    document.text.append(
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
          xmlns:dc="http://purl.org/dc/elements/1.1/"
          xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"><channel>
        <title>The long harbour</title><link>https://harbour.example/</link>
        <language>en</language><description>Stories</description>
        """);
    for (int entry = entries; entry > 0; entry--) {
      document.entry(entry, entryBytes);
    }
    document.text.append("</channel></rss>");
    return document.text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private void entry(int number, int bytes) {
    String date =
        DateTimeFormatter.RFC_1123_DATE_TIME.format(
            Instant.EPOCH.plusSeconds(number * 86_400L).atOffset(ZoneOffset.UTC));
    text.append(
        """
        <item><title>Episode %1$d: %2$s</title><link>https://harbour.example/%1$d</link>
        <guid isPermaLink="false">harbour-%1$d</guid><pubDate>%3$s</pubDate>
        <dc:creator>Ines Halloran</dc:creator><category>sea</category><category>work</category>
        <enclosure url="https://cdn.harbour.example/%1$d.mp3" length="31457280" type="audio/mpeg"/>
        <itunes:duration>00:42:17</itunes:duration>
        <description>%4$s</description><content:encoded><![CDATA["""
            .formatted(number, words(5), date, words(20)));
    int start = text.length();
    while (text.length() - start < bytes) {
      text.append("<p>").append(words(40));
      text.append(" <a href=\"/notes/%d\">%s</a> &amp; more.</p>\n".formatted(number, words(2)));
    }
    text.append("]]></content:encoded></item>\n");
  }

  private String words(int count) {
    return String.join(
        " ",
        random.ints(count, 0, WORDS.length).mapToObj(index -> WORDS[index]).toArray(String[]::new));
  }
}
