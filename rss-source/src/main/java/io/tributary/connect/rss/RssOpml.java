package io.tributary.connect.rss;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.xml.sax.Attributes;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/** Reads the feed URLs of an OPML document, from outlines of any depth. */
final class RssOpml extends DefaultHandler {
  private final Set<String> urls = new LinkedHashSet<>();
  private boolean rootSeen;

  private RssOpml() {}

  /**
   * Returns the URLs in the order of the document, each once.
   *
   * @throws RssParseException if the document is no OPML
   */
  static List<String> parse(byte[] document) throws RssParseException {
    var handler = new RssOpml();
    RssXml.read(RssCharset.decode(document, null), handler);
    return new ArrayList<>(handler.urls);
  }

  @Override
  public void startElement(String uri, String name, String qName, Attributes attributes)
      throws SAXException {
    if (!rootSeen && !name.toLowerCase(Locale.ROOT).equals("opml")) {
      throw new RssMarkupFilter.NotAFeedException("no OPML: the root element is <" + name + ">");
    }
    rootSeen = true;
    for (int i = 0; i < attributes.getLength(); i++) {
      String url = attributes.getValue(i).strip();
      if (attributes.getLocalName(i).equalsIgnoreCase("xmlUrl") && !url.isEmpty()) {
        urls.add(url);
      }
    }
  }
}
