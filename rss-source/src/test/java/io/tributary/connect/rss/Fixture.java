package io.tributary.connect.rss;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import okhttp3.HttpUrl;

/** The documents below src/test/resources, and short ones made up in a test. */
final class Fixture {
  static final HttpUrl URL = HttpUrl.get("https://feeds.example/dir/feed.xml");

  private Fixture() {}

  static byte[] bytes(String path) {
    try (InputStream in = Fixture.class.getResourceAsStream("/" + path)) {
      if (in == null) {
        throw new IllegalArgumentException("No fixture " + path);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String text(String path) {
    return new String(bytes(path), StandardCharsets.UTF_8);
  }

  static RssFeed parse(String path) throws RssParseException {
    return RssParser.parse(bytes(path), null, URL);
  }

  static RssFeed parseText(String document) throws RssParseException {
    return RssParser.parse(document.getBytes(StandardCharsets.UTF_8), null, URL);
  }

  /** The same with a WebVTT transcript for each, at the id after a prefix. */
  static String podcast(String transcripts, String... ids) {
    var items = new StringBuilder();
    for (String id : ids) {
      items.append(
          """
          <item><guid isPermaLink="false">%1$s</guid><title>Episode %1$s</title>
          <podcast:transcript url="%2$s%1$s" type="text/vtt"/></item>
          """
              .formatted(id, transcripts));
    }
    return "<rss xmlns:podcast=\"https://podcastindex.org/namespace/1.0\"><channel>%s</channel></rss>"
        .formatted(items);
  }

  /** An RSS document with these ids, newest first. */
  static String feed(String... ids) {
    var items = new StringBuilder();
    for (String id : ids) {
      items.append(
          "<item><guid isPermaLink=\"false\">%s</guid><title>Entry %s</title></item>\n"
              .formatted(id, id));
    }
    return "<rss version=\"2.0\"><channel><title>Made up</title>\n%s</channel></rss>"
        .formatted(items);
  }
}
