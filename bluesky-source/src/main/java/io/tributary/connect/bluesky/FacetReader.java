package io.tributary.connect.bluesky;

import com.fasterxml.jackson.databind.JsonNode;
import io.tributary.connect.bluesky.BlueskyPost.Facet;
import io.tributary.connect.bluesky.BlueskyPost.FacetType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads which passages of a text stand for links, mentions and tags. Clients compute the offsets
 * and nobody checks them: a facet that lies outside of the text, cuts a character in two or
 * overlaps the one before it is skipped, as Bluesky's own application does.
 */
final class FacetReader {
  private FacetReader() {}

  /** Returns the facets in the order of the text; several for a passage with several features. */
  static List<Facet> read(String text, JsonNode record) {
    JsonNode array = record.path("facets");
    if (!array.isArray() || array.isEmpty()) {
      return List.of();
    }
    List<Passage> passages = new ArrayList<>();
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    for (JsonNode facet : array) {
      JsonNode index = facet.path("index");
      int start = offset(index, "byteStart");
      int end = offset(index, "byteEnd");
      if (start < end && isBoundary(utf8, start) && isBoundary(utf8, end)) {
        passages.add(new Passage(start, end, facet));
      }
    }
    passages.sort(Comparator.comparingInt(Passage::start));
    List<Facet> facets = new ArrayList<>();
    int covered = 0;
    for (Passage passage : passages) {
      int known = facets.size();
      if (passage.start() >= covered) {
        addFeatures(passage, facets);
      }
      if (facets.size() > known) {
        covered = passage.end();
      }
    }
    return facets;
  }

  private record Passage(int start, int end, JsonNode facet) {}

  private static void addFeatures(Passage passage, List<Facet> facets) {
    for (JsonNode feature : RecordFields.elements(passage.facet(), "features")) {
      FacetType type = type(RecordFields.raw(feature, "$type"));
      String value = type == null ? null : value(type, feature);
      if (type != null && value != null) {
        facets.add(new Facet(passage.start(), passage.end(), type, value));
      }
    }
  }

  private static @Nullable FacetType type(String name) {
    return switch (name) {
      case "app.bsky.richtext.facet#link" -> FacetType.LINK;
      case "app.bsky.richtext.facet#mention" -> FacetType.MENTION;
      case "app.bsky.richtext.facet#tag" -> FacetType.TAG;
      default -> null;
    };
  }

  private static @Nullable String value(FacetType type, JsonNode feature) {
    return switch (type) {
      case LINK -> PostReader.link(feature, "uri");
      case MENTION -> {
        String did = RecordFields.raw(feature, "did");
        yield AtUri.isDid(did) ? did : null;
      }
      case TAG -> PostReader.tag(RecordFields.string(feature, "tag"));
    };
  }

  /** Returns an offset that an array can have, or -1. */
  private static int offset(JsonNode index, String field) {
    JsonNode value = index.path(field);
    return value.isIntegralNumber() && value.canConvertToInt() ? value.intValue() : -1;
  }

  /** Whether a character begins or the text ends here. */
  private static boolean isBoundary(byte[] utf8, int offset) {
    return offset >= 0
        && offset <= utf8.length
        && (offset == utf8.length || (utf8[offset] & 0xC0) != 0x80);
  }
}
