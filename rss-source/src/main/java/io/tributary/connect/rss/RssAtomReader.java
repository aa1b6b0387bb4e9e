package io.tributary.connect.rss;

import static io.tributary.connect.rss.RssItem.trimmed;
import static io.tributary.connect.rss.RssNamespaces.DUBLIN_CORE;

import com.rometools.rome.feed.atom.Category;
import com.rometools.rome.feed.atom.Content;
import com.rometools.rome.feed.atom.Entry;
import com.rometools.rome.feed.synd.SyndPerson;
import io.tributary.connect.common.HtmlText;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Puts together an entry from an Atom entry, 0.3 or 1.0. */
final class RssAtomReader {
  private static final Set<String> PAGES = Set.of("alternate", "related", "via");

  private RssAtomReader() {}

  static RssEntryParts read(RssItem item, Entry rome) {
    List<String> links = new ArrayList<>();
    List<RssEnclosure> enclosures = new ArrayList<>();
    String written = null;
    String url = null;
    for (RssItem link : item.children("link", item.format())) {
      String href = link.resolve(link.attribute("href"));
      String declared = link.attribute("rel");
      String relation = declared == null ? "alternate" : declared;
      if (href == null) {
        continue;
      }
      if (relation.equals("enclosure")) {
        enclosures.add(Objects.requireNonNull(RssEnclosure.of(link, "href")));
      } else if (PAGES.contains(relation)) {
        links.add(href);
      }
      if (url == null && relation.equals("alternate")) {
        written = link.attribute("href");
        url = href;
      }
    }
    String author = author(rome.getAuthors());
    return new RssEntryParts(
        item.text("id"),
        written,
        url,
        plain(rome.getTitleEx()),
        text(rome.getSummary()),
        rome.getContents().isEmpty() ? null : text(rome.getContents().get(0)),
        author != null ? author : item.text("creator", DUBLIN_CORE),
        tags(item, rome),
        links,
        enclosures,
        htmlBase(item));
  }

  /** A title as plain text, whichever of the three kinds of Atom text it is. */
  static @Nullable String plain(@Nullable Content title) {
    RssText text = text(title);
    if (text == null) {
      return null;
    }
    return text.html() ? trimmed(HtmlText.parse(text.value(), "").text()) : line(text.value());
  }

  private static String line(String text) {
    return text.strip().replaceAll("\\s+", " ");
  }

  /** The first author with a name. */
  static @Nullable String author(List<SyndPerson> authors) {
    for (SyndPerson author : authors) {
      String name = trimmed(author.getName());
      if (name != null) {
        return name;
      }
    }
    return null;
  }

  private static @Nullable RssText text(@Nullable Content content) {
    if (content == null || content.getValue() == null || content.getValue().isBlank()) {
      return null;
    }
    String type = content.getType() == null ? "text" : content.getType();
    return new RssText(content.getValue(), type.contains("html") || type.contains("xml"));
  }

  private static String htmlBase(RssItem item) {
    for (String name : List.of("content", "summary")) {
      List<RssItem> found = item.children(name, item.format());
      if (!found.isEmpty()) {
        return found.get(0).base().toString();
      }
    }
    return item.base().toString();
  }

  private static List<@Nullable String> tags(RssItem item, Entry rome) {
    List<@Nullable String> tags = new ArrayList<>();
    for (Category category : rome.getCategories()) {
      tags.add(category.getTerm());
    }
    item.children("subject", DUBLIN_CORE).forEach(tag -> tags.add(tag.element().getText()));
    return tags;
  }
}
