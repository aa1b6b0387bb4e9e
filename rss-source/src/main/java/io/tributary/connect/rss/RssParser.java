package io.tributary.connect.rss;

import static io.tributary.connect.rss.RssItem.trimmed;
import static io.tributary.connect.rss.RssNamespaces.ITUNES;
import static io.tributary.connect.rss.RssNamespaces.PODCAST;

import com.rometools.rome.feed.WireFeed;
import com.rometools.rome.feed.atom.Entry;
import com.rometools.rome.feed.atom.Feed;
import com.rometools.rome.feed.rss.Channel;
import com.rometools.rome.feed.rss.Item;
import java.util.ArrayList;
import java.util.List;
import okhttp3.HttpUrl;
import org.jdom2.Document;
import org.jdom2.Element;
import org.jspecify.annotations.Nullable;

/**
 * Reads a feed of any format. Of those in XML, ROME reads what they share and {@link RssItem} the
 * rest.
 */
final class RssParser {
  private static final List<String> UNREAD = List.of("cloud", "skipDays", "skipHours");

  private RssParser() {}

  /**
   * Parses a document.
   *
   * @param charset what the Content-Type header said
   * @param url where the document was found, which its relative links start from
   */
  static RssFeed parse(byte[] body, @Nullable String charset, HttpUrl url)
      throws RssParseException {
    String text = RssCharset.decode(body, charset);
    RssParts parts = RssJsonFeed.isJson(text) ? RssJsonFeed.parse(text, url) : xml(text, url);
    return parts.feed();
  }

  private static RssParts xml(String text, HttpUrl url) throws RssParseException {
    Document document = RssXml.parse(text);
    RssItem root = RssItem.of(document.getRootElement(), url);
    RssItem feed = feed(root);
    RssRhythm rhythm = RssRhythm.of(feed);
    String guid = feed.text("guid", PODCAST);
    // ROME gives up on the whole feed when a number in one of these is none.
    UNREAD.forEach(name -> feed.element().removeChildren(name, feed.format()));
    List<RssItem> items = items(root, feed);
    List<RssTimes> times = items.stream().map(RssTimes::take).toList();
    WireFeed wire = RssRome.read(document);
    if (wire instanceof Channel channel) {
      String author = feed.text("author", ITUNES);
      String language = trimmed(channel.getLanguage());
      var parts = new RssParts(trimmed(channel.getTitle()), guid, rhythm);
      for (int i = 0; i < items.size(); i++) {
        RssItem item = items.get(i);
        Item rome = channel.getItems().get(i);
        RssTimes time = times.get(i);
        parts.add(() -> RssItemReader.read(item, rome).complete(item, time, author, language));
      }
      return parts;
    }
    if (wire instanceof Feed atom) {
      String author = RssAtomReader.author(atom.getAuthors());
      var parts = new RssParts(RssAtomReader.plain(atom.getTitleEx()), guid, rhythm);
      for (int i = 0; i < items.size(); i++) {
        RssItem item = items.get(i);
        Entry rome = atom.getEntries().get(i);
        RssTimes time = times.get(i);
        parts.add(() -> RssAtomReader.read(item, rome).complete(item, time, author, null));
      }
      return parts;
    }
    throw new IllegalStateException("ROME has no third kind of feed: " + wire.getClass());
  }

  /** The element that the items of the feed belong to. */
  private static RssItem feed(RssItem root) throws RssParseException {
    Element element = root.element();
    if (element.getName().equals("feed")) {
      return root;
    }
    if (element.getName().equals("rss")) {
      // RSS 2.0 contains all versions before it, and feeds use elements newer than they declare.
      element.setAttribute("version", "2.0");
    }
    for (Element child : element.getChildren()) {
      if (child.getName().equals("channel")) {
        gatherItems(element, element.getName().equals("rss") ? child : element, child);
        return RssItem.of(child, root.base());
      }
    }
    throw new RssParseException("an RSS document without a channel", null);
  }

  /** Some feeds put items beside the channel where they belong into it, or the other way round. */
  private static void gatherItems(Element root, Element home, Element channel) {
    List<Element> places = new ArrayList<>(root.getChildren("channel", channel.getNamespace()));
    places.add(root);
    places.remove(home);
    for (Element place : places) {
      for (Element item : List.copyOf(place.getChildren("item", channel.getNamespace()))) {
        home.addContent(item.detach());
      }
    }
  }

  private static List<RssItem> items(RssItem root, RssItem feed) {
    return switch (root.element().getName()) {
      case "feed" -> root.children("entry", root.format());
      case "rss" -> feed.children("item", feed.format());
      default -> root.children("item", feed.format());
    };
  }
}
