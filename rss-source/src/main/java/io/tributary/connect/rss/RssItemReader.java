package io.tributary.connect.rss;

import static io.tributary.connect.rss.RssItem.trimmed;
import static io.tributary.connect.rss.RssNamespaces.DUBLIN_CORE;
import static io.tributary.connect.rss.RssNamespaces.ITUNES;
import static io.tributary.connect.rss.RssNamespaces.RDF;

import com.rometools.rome.feed.rss.Item;
import io.tributary.connect.common.HtmlText;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Puts together an entry from an RSS item, of any version. */
final class RssItemReader {
  /** How RSS 2.0 wants an author: {@code editor@example.com (Jane Doe)}. */
  private static final Pattern MAIL_AND_NAME = Pattern.compile("\\S+@\\S+\\s+\\((.+)\\)");

  private static final int LONGEST_AUTHOR = 500;

  private RssItemReader() {}

  static RssEntryParts read(RssItem item, Item rome) {
    String guid = item.text("guid");
    String link = item.resolve(rome.getLink());
    if (link == null && guid != null && isLink(item, guid)) {
      link = guid;
    }
    String title = trimmed(rome.getTitle());
    RssText summary = text(rome.getDescription() == null ? null : rome.getDescription().getValue());
    return new RssEntryParts(
        guid != null ? guid : trimmed(item.element().getAttributeValue("about", RDF)),
        trimmed(rome.getLink()),
        link,
        title != null ? title : item.text("title", ITUNES),
        summary != null ? summary : text(item.text("summary", ITUNES)),
        text(rome.getContent() == null ? null : rome.getContent().getValue()),
        author(item, rome),
        tags(item),
        link == null ? List.of() : List.of(link),
        enclosures(item),
        item.base().toString());
  }

  private static boolean isLink(RssItem item, String guid) {
    return !"false".equalsIgnoreCase(item.attribute("guid", item.format(), "isPermaLink"))
        && (guid.startsWith("http://") || guid.startsWith("https://"));
  }

  /** RSS does not say whether a text is HTML; one without any markup keeps its line breaks. */
  private static @Nullable RssText text(@Nullable String value) {
    return value == null || value.isBlank() ? null : new RssText(value, HtmlText.isMarkup(value));
  }

  private static @Nullable String author(RssItem item, Item rome) {
    String creator = item.text("creator", DUBLIN_CORE);
    if (creator != null) {
      return creator;
    }
    String author = trimmed(rome.getAuthor());
    if (author == null) {
      return item.text("author", ITUNES);
    }
    if (author.length() > LONGEST_AUTHOR) {
      return author;
    }
    Matcher named = MAIL_AND_NAME.matcher(author);
    return named.matches() ? named.group(1).strip() : author;
  }

  private static List<@Nullable String> tags(RssItem item) {
    List<@Nullable String> tags = new ArrayList<>();
    item.children("category", item.format()).forEach(tag -> tags.add(tag.element().getText()));
    item.children("subject", DUBLIN_CORE).forEach(tag -> tags.add(tag.element().getText()));
    tags.addAll(RssPodcast.keywords(item));
    return tags;
  }

  private static List<RssEnclosure> enclosures(RssItem item) {
    List<RssEnclosure> enclosures = new ArrayList<>();
    for (RssItem enclosure : item.children("enclosure", item.format())) {
      RssEnclosure file = RssEnclosure.of(enclosure, "url");
      if (file != null) {
        enclosures.add(file);
      }
    }
    return enclosures;
  }
}
