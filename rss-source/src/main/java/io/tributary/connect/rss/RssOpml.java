package io.tributary.connect.rss;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.xml.sax.Attributes;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/** Reads the feed URLs of an OPML document, from outlines of any depth. */
final class RssOpml extends DefaultHandler {
  private final Map<String, String> titles = new LinkedHashMap<>();
  private boolean rootSeen;

  private RssOpml() {}

  /**
   * Returns the URLs in the order of the document, each once, and what each is called there.
   *
   * @throws RssParseException if the document is no OPML
   */
  static Map<String, String> parse(byte[] document) throws RssParseException {
    var handler = new RssOpml();
    RssXml.read(RssCharset.decode(document, null), handler);
    return handler.titles;
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
      String title = value(attributes, "title");
      titles.putIfAbsent(url, title.isEmpty() ? value(attributes, "text") : title);
    }
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
