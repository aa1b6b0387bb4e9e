package io.tributary.connect.rss;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.xml.sax.Attributes;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.AttributesImpl;
import org.xml.sax.helpers.XMLFilterImpl;

/**
 * Lets through what is read of a feed and drops the rest before a tree is built of it, so that
 * markup nobody asked for costs no memory and cannot break anything. Stops at the root element of a
 * document that is no feed.
 */
final class RssMarkupFilter extends XMLFilterImpl {
  private static final Set<String> ROOTS = Set.of("rss", "rdf", "feed");
  private static final Set<String> CONTAINERS = Set.of("channel", "item", "entry");

  // What 32 MB of empty elements would become takes gigabytes.
  private static final int MOST_NODES = 500_000;

  private boolean rootSeen;
  private int nodes;
  private int dropped;
  private int kept;

  /** Only those of the root: the tree would add those of a dropped element to the next one. */
  @Override
  public void startPrefixMapping(String prefix, String uri) throws SAXException {
    if (!rootSeen) {
      super.startPrefixMapping(prefix, RssNamespaces.canonical(uri));
    }
  }

  @Override
  public void endPrefixMapping(String prefix) {
    // The tree does not need to be told.
  }

  @Override
  public void startElement(String uri, String name, String qName, Attributes attributes)
      throws SAXException {
    String namespace = RssNamespaces.canonical(uri);
    if (!rootSeen) {
      checkRoot(namespace, name);
      rootSeen = true;
    } else if (dropped > 0) {
      dropped++;
      return;
    } else if (kept > 0) {
      // Whatever is inside, say, an Atom content element is text of the entry.
      kept++;
    } else if (!RssNamespaces.isRead(namespace)) {
      dropped = 1;
      return;
    } else if (!isContainer(namespace, name)) {
      kept = 1;
    }
    nodes += 1 + attributes.getLength();
    if (nodes > MOST_NODES) {
      throw new NotAFeedException(
          "a feed of more than %d elements and attributes".formatted(MOST_NODES));
    }
    super.startElement(namespace, name, qName, canonical(attributes));
  }

  @Override
  public void endElement(String uri, String name, String qName) throws SAXException {
    if (dropped > 0) {
      dropped--;
      return;
    }
    if (kept > 0) {
      kept--;
    }
    super.endElement(RssNamespaces.canonical(uri), name, qName);
  }

  @Override
  public void characters(char[] text, int start, int length) throws SAXException {
    if (kept > 0 && dropped == 0) {
      super.characters(text, start, length);
    }
  }

  @Override
  public void ignorableWhitespace(char[] text, int start, int length) {
    // Nothing reads it.
  }

  @Override
  public void skippedEntity(String name) {
    // An entity that was not resolved stands for nothing.
  }

  @Override
  public void processingInstruction(String target, @Nullable String data) {
    // Style sheets are for browsers.
  }

  private static void checkRoot(String namespace, String name) throws SAXException {
    String root = name.toLowerCase(Locale.ROOT);
    if (root.equals("html")) {
      throw new NotAFeedException("an HTML page, not a feed");
    }
    if (!ROOTS.contains(root) || !RssNamespaces.isFeed(namespace)) {
      throw new NotAFeedException("not a feed: the root element is <" + name + ">");
    }
  }

  private static Attributes canonical(Attributes attributes) {
    var canonical = new AttributesImpl(attributes);
    for (int i = 0; i < canonical.getLength(); i++) {
      canonical.setURI(i, RssNamespaces.canonical(canonical.getURI(i)));
    }
    return canonical;
  }

  private static boolean isContainer(String namespace, String name) {
    return RssNamespaces.isFeed(namespace) && CONTAINERS.contains(name);
  }

  /** Ends the parsing at the root element; a SAX handler can only throw its own kind. */
  static final class NotAFeedException extends SAXException {
    private static final long serialVersionUID = 1L;

    NotAFeedException(String message) {
      super(message);
    }
  }
}
