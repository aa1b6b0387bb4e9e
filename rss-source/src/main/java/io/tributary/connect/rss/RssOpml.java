package io.tributary.connect.rss;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.xml.sax.Attributes;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/** Reads the feed URLs of an OPML document, from outlines of any depth. */
final class RssOpml extends DefaultHandler {
  private final Map<String, String> names = new LinkedHashMap<>();
  private int outlines;
  private boolean rootSeen;

  private RssOpml() {}

  /**
   * Returns the URLs in the order of the document, each once, and how to speak of each: by its
   * title, or by its place among the outlines that have a URL.
   *
   * @throws RssParseException if the document is no OPML
   */
  static Map<String, String> parse(byte[] document) throws RssParseException {
    var handler = new RssOpml();
    RssXml.read(RssCharset.decode(document, null), handler);
    return handler.names;
  }

  @Override
  public void startElement(String uri, String name, String qName, Attributes attributes)
      throws SAXException {
    if (!rootSeen && !name.toLowerCase(Locale.ROOT).equals("opml")) {
      throw new RssMarkupFilter.NotAFeedException("no OPML: the root element is <" + name + ">");
    }
    rootSeen = true;
    String url = value(attributes, "xmlUrl");
    if (!url.isEmpty()) {
      outlines++;
      names.putIfAbsent(url, name(attributes, url));
    }
  }

  private String name(Attributes attributes, String url) {
    return Stream.of("title", "text")
        .map(attribute -> value(attributes, attribute))
        .filter(title -> !title.isEmpty() && !tells(title, url))
        .findFirst()
        .map("'%s'"::formatted)
        .orElse("outline " + outlines);
  }

  /** Whether a title may be a URL, as some apps write them, or a part of it: it may be secret. */
  private static boolean tells(String title, String url) {
    return title.contains("://") || title.contains(url) || url.contains(title);
  }

  private static String value(Attributes attributes, String name) {
    for (int i = 0; i < attributes.getLength(); i++) {
      if (attributes.getLocalName(i).equalsIgnoreCase(name)) {
        return attributes.getValue(i).strip();
      }
    }
    return "";
  }
}
