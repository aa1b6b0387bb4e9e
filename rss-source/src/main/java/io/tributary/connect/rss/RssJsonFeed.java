package io.tributary.connect.rss;

import static io.tributary.connect.rss.RssItem.trimmed;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/** Reads a JSON Feed, 1.0 or 1.1. What is of another type than it should be counts as missing. */
final class RssJsonFeed {
  private final HttpUrl base;
  private final @Nullable String author;
  private final @Nullable String language;

  private RssJsonFeed(HttpUrl base, JsonNode feed) {
    this.base = base;
    this.author = author(feed);
    this.language = text(feed, "language");
  }

  /** Whether a document is JSON, whatever it is called. */
  static boolean isJson(String text) {
    return text.stripLeading().startsWith("{");
  }

  static RssParts parse(String text, HttpUrl url) throws RssParseException {
    JsonNode feed = RssJson.tree(text);
    if (!feed.path("items").isArray() || !feed.path("version").isTextual()) {
      throw new RssParseException("JSON that is no feed: no version or no items", null);
    }
    var reader = new RssJsonFeed(url, feed);
    var parts = new RssParts(trimmed(text(feed, "title")), null, RssRhythm.NONE);
    feed.path("items").forEach(item -> parts.add(() -> reader.entry(item)));
    return parts;
  }

  private @Nullable RssEntry entry(JsonNode item) {
    String url = resolve(item, "url");
    String external = resolve(item, "external_url");
    List<String> links = new ArrayList<>();
    for (String link : new @Nullable String[] {url, external}) {
      if (link != null) {
        links.add(link);
      }
    }
    List<@Nullable String> tags = new ArrayList<>();
    item.path("tags").forEach(tag -> tags.add(tag.textValue()));
    String own = author(item);
    var parts =
        new RssEntryParts(
            id(item),
            text(item, url != null ? "url" : "external_url"),
            url != null ? url : external,
            text(item, "title"),
            text(text(item, "summary"), false),
            content(item),
            own != null ? own : author,
            tags,
            links,
            enclosures(item),
            base.toString());
    String image = resolve(item, "image");
    String itemLanguage = text(item, "language");
    return parts.complete(
        new RssTimes(
            RssDates.parse(text(item, "date_published")),
            RssDates.parse(text(item, "date_modified"))),
        itemLanguage != null ? itemLanguage : language,
        image != null ? image : resolve(item, "banner_image"),
        duration(item),
        null);
  }

  /** Ids are strings, but some feeds have numbers. */
  private static @Nullable String id(JsonNode item) {
    return item.path("id").isNumber() ? item.path("id").asText() : text(item, "id");
  }

  private static @Nullable RssText content(JsonNode item) {
    RssText html = text(text(item, "content_html"), true);
    return html != null ? html : text(text(item, "content_text"), false);
  }

  private List<RssEnclosure> enclosures(JsonNode item) {
    List<RssEnclosure> enclosures = new ArrayList<>();
    for (JsonNode attachment : item.path("attachments")) {
      String written = text(attachment, "url");
      String url = RssItem.resolve(base, written);
      if (written != null && url != null) {
        long size = attachment.path("size_in_bytes").asLong();
        enclosures.add(
            new RssEnclosure(
                url,
                written,
                RssMediaType.of(text(attachment, "mime_type"), url),
                size > 0 ? size : null));
      }
    }
    return enclosures;
  }

  private static @Nullable Integer duration(JsonNode item) {
    for (JsonNode attachment : item.path("attachments")) {
      double seconds = attachment.path("duration_in_seconds").asDouble();
      if (seconds >= 1 && seconds <= Integer.MAX_VALUE) {
        return (int) seconds;
      }
    }
    return null;
  }

  /** The first name of the authors that 1.1 has, or of the author that 1.0 has. */
  private static @Nullable String author(JsonNode from) {
    for (JsonNode author : from.path("authors")) {
      String name = text(author, "name");
      if (name != null) {
        return name;
      }
    }
    return text(from.path("author"), "name");
  }

  private @Nullable String resolve(JsonNode from, String name) {
    return RssItem.resolve(base, text(from, name));
  }

  private static @Nullable String text(JsonNode from, String name) {
    return trimmed(from.path(name).textValue());
  }

  private static @Nullable RssText text(@Nullable String text, boolean html) {
    return text == null ? null : new RssText(text, html);
  }
}
