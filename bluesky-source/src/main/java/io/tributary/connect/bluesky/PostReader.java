package io.tributary.connect.bluesky;

import com.fasterxml.jackson.databind.JsonNode;
import io.tributary.connect.bluesky.BlueskyPost.Facet;
import io.tributary.connect.bluesky.BlueskyPost.FacetType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads records of {@code app.bsky.feed.post}, whatever strangers have put into them. */
final class PostReader {
  static final String COLLECTION = "app.bsky.feed.post";

  private static final Pattern LINK = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:[^\\p{Cntrl}]+");

  private PostReader() {}

  /**
   * Reads one post.
   *
   * @param did whose it is
   * @param record any JSON; what is no post reads as an empty one
   */
  static BlueskyPost read(String did, JsonNode record) {
    String text = RecordFields.stringOrEmpty(record, "text");
    List<Facet> facets = FacetReader.read(text, record);
    var embed = new EmbedReader(did, record.path("embed"));
    List<String> links = values(facets, FacetType.LINK);
    if (embed.card() != null) {
      links.add(embed.card().url());
    }
    JsonNode reply = record.path("reply");
    return new BlueskyPost(
        text,
        BlueskyTime.parse(RecordFields.raw(record, "createdAt")),
        distinct(RecordFields.strings(record, "langs")),
        tags(values(facets, FacetType.TAG), record),
        distinct(links),
        distinct(values(facets, FacetType.MENTION)),
        RecordFields.atUri(reply.path("root"), "uri"),
        RecordFields.atUri(reply.path("parent"), "uri"),
        embed.quote(),
        embed.media(),
        embed.card(),
        labels(record),
        facets);
  }

  /** Returns an address, and null for other text. */
  static @Nullable String link(JsonNode object, String field) {
    String text = RecordFields.string(object, field);
    return text != null && LINK.matcher(text.strip()).matches() ? text.strip() : null;
  }

  /** Returns a tag without the sign before it, and null for an empty one. */
  static @Nullable String tag(@Nullable String text) {
    if (text == null) {
      return null;
    }
    String stripped = text.strip();
    String tag = stripped.startsWith("#") ? stripped.substring(1).strip() : stripped;
    return tag.isEmpty() ? null : tag;
  }

  private static List<String> values(List<Facet> facets, FacetType type) {
    List<String> values = new ArrayList<>();
    for (Facet facet : facets) {
      if (facet.type() == type) {
        values.add(facet.value());
      }
    }
    return values;
  }

  private static List<String> tags(List<String> ofFacets, JsonNode record) {
    List<String> besides = RecordFields.strings(record, "tags");
    if (ofFacets.isEmpty() && besides.isEmpty()) {
      return List.of();
    }
    Map<String, String> tags = new LinkedHashMap<>();
    ofFacets.forEach(tag -> tags.putIfAbsent(FoldedText.fold(tag), tag));
    for (String text : besides) {
      String tag = tag(text);
      if (tag != null) {
        tags.putIfAbsent(FoldedText.fold(tag), tag);
      }
    }
    return List.copyOf(tags.values());
  }

  private static List<String> labels(JsonNode record) {
    List<String> labels = new ArrayList<>();
    for (JsonNode label : RecordFields.elements(record.path("labels"), "values")) {
      String value = RecordFields.string(label, "val");
      if (value != null && !value.isBlank()) {
        labels.add(value);
      }
    }
    return distinct(labels);
  }

  private static List<String> distinct(List<String> values) {
    return values.size() < 2 ? values : List.copyOf(new LinkedHashSet<>(values));
  }
}
