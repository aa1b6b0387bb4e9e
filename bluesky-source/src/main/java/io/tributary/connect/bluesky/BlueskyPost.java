package io.tributary.connect.bluesky;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a post says, as far as it can be understood.
 *
 * @param createdAt what the client claims
 * @param tags of the facets, then those beside the text, first spelling kept
 * @param links of the facets, then the card's, each once
 * @param mentions DIDs
 * @param facets what passages of the text stand for, by their place in it
 */
record BlueskyPost(
    String text,
    @Nullable Instant createdAt,
    List<String> langs,
    List<String> tags,
    List<String> links,
    List<String> mentions,
    @Nullable String replyRoot,
    @Nullable String replyParent,
    @Nullable String quote,
    List<Media> media,
    @Nullable Card card,
    List<String> labels,
    List<Facet> facets) {

  /** A file that is shown with the post; an unknown width or height is null. */
  record Media(
      MediaType type,
      String url,
      String alt,
      String mimeType,
      @Nullable Integer width,
      @Nullable Integer height,
      String cid) {}

  /** What kind of file it is. */
  enum MediaType {
    IMAGE("image"),
    VIDEO("video"),
    /** A video without sound that repeats. */
    GIF("gif");

    private final String text;

    MediaType(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }
  }

  /** The preview of a page. */
  record Card(String url, String title, String description, @Nullable String thumbUrl) {}

  /** A passage, by offsets into the UTF-8 of the text, and what it stands for. */
  record Facet(int byteStart, int byteEnd, FacetType type, String value) {}

  /** What a passage can stand for. */
  enum FacetType {
    LINK("link"),
    MENTION("mention"),
    TAG("tag");

    private final String text;

    FacetType(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }
  }

  boolean isReply() {
    return replyRoot != null || replyParent != null;
  }
}
