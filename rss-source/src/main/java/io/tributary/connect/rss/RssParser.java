package io.tributary.connect.rss;

import static io.tributary.connect.rss.RssItem.trimmed;
import static io.tributary.connect.rss.RssNamespaces.ITUNES;

import com.rometools.rome.feed.WireFeed;
import com.rometools.rome.feed.atom.Feed;
import com.rometools.rome.feed.rss.Channel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import okhttp3.HttpUrl;
import org.jdom2.Document;
import org.jdom2.Element;
import org.jspecify.annotations.Nullable;

/** Reads a feed of any format. ROME reads what the formats share, {@link RssItem} the rest. */
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
    Document document = RssXml.parse(body, charset);
    RssItem root = RssItem.of(document.getRootElement(), url);
    RssItem feed = feed(root);
    List<RssItem> items = items(root, feed);
    List<RssTimes> times = items.stream().map(RssTimes::take).toList();
    WireFeed wire = RssRome.read(document);
    List<RssEntry> entries = new ArrayList<>(items.size());
    if (wire instanceof Channel channel) {
      String author = feed.text("author", ITUNES);
      String language = trimmed(channel.getLanguage());
      for (int i = 0; i < items.size(); i++) {
        RssItem item = items.get(i);
        RssEntryParts parts = RssItemReader.read(item, channel.getItems().get(i));
        entries.add(parts.complete(item, times.get(i), author, language));
      }
      return ordered(trimmed(channel.getTitle()), entries);
    }
    if (wire instanceof Feed atom) {
      String author = RssAtomReader.author(atom.getAuthors());
      for (int i = 0; i < items.size(); i++) {
        RssItem item = items.get(i);
        RssEntryParts parts = RssAtomReader.read(item, atom.getEntries().get(i));
        entries.add(parts.complete(item, times.get(i), author, null));
      }
      return ordered(RssAtomReader.plain(atom.getTitleEx()), entries);
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
        // ROME gives up on the whole feed when a number in one of these is none.
        UNREAD.forEach(name -> child.removeChild(name, child.getNamespace()));
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

  /**
   * Puts the oldest first: turns the document's own order round, as feeds begin with the newest,
   * and goes by time as far as there are times. An entry without one stays with its neighbour.
   */
  private static RssFeed ordered(@Nullable String title, List<? extends @Nullable RssEntry> read) {
    Set<List<String>> seen = new HashSet<>();
    List<RssEntry> entries = new ArrayList<>(read.size());
    int duplicates = 0;
    for (RssEntry entry : read) {
      if (entry == null) {
        continue;
      }
      if (seen.add(entry.ids())) {
        entries.add(entry);
      } else {
        duplicates++;
      }
    }
    Collections.reverse(entries);
    Map<List<String>, Instant> places = new HashMap<>();
    Instant place =
        entries.stream().map(RssEntry::time).filter(Objects::nonNull).findFirst().orElse(null);
    if (place != null) {
      for (RssEntry entry : entries) {
        place = entry.time() != null ? entry.time() : place;
        places.put(entry.ids(), place);
      }
      entries.sort(Comparator.comparing(entry -> Objects.requireNonNull(places.get(entry.ids()))));
    }
    return new RssFeed(title, List.copyOf(entries), duplicates);
  }
}
