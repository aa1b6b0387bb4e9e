package io.tributary.connect.bluesky;

import com.fasterxml.jackson.databind.JsonNode;
import io.tributary.connect.bluesky.BlueskyPost.Card;
import io.tributary.connect.bluesky.BlueskyPost.Media;
import io.tributary.connect.bluesky.BlueskyPost.MediaType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what is embedded in a post. A kind of embed that is not known leaves all of it empty. */
final class EmbedReader {
  private static final String IMAGES = "https://cdn.bsky.app/img/";
  private static final String VIDEOS = "https://video.bsky.app/watch/";
  private static final int LONGEST_CID = 200;

  private final String did;
  private final List<Media> media = new ArrayList<>();
  private @Nullable Card card;
  private @Nullable String quote;

  /** Reads the embed of one post of this account. */
  EmbedReader(String did, JsonNode embed) {
    this.did = did;
    switch (RecordFields.raw(embed, "$type")) {
      case "app.bsky.embed.record" -> quote = RecordFields.atUri(embed.path("record"), "uri");
      case "app.bsky.embed.recordWithMedia" -> {
        quote = RecordFields.atUri(embed.path("record").path("record"), "uri");
        readMedia(embed.path("media"));
      }
      default -> readMedia(embed);
    }
  }

  List<Media> media() {
    return media;
  }

  @Nullable Card card() {
    return card;
  }

  @Nullable String quote() {
    return quote;
  }

  private void readMedia(JsonNode embed) {
    switch (RecordFields.raw(embed, "$type")) {
      case "app.bsky.embed.images" -> readImages(embed, "images");
      case "app.bsky.embed.gallery" -> readImages(embed, "items");
      case "app.bsky.embed.video" -> readVideo(embed);
      case "app.bsky.embed.external" -> card = card(embed.path("external"));
      default -> {
        // Newer than this connector.
      }
    }
  }

  private void readImages(JsonNode embed, String field) {
    for (JsonNode image : RecordFields.elements(embed, field)) {
      JsonNode blob = image.path("image");
      String cid = cid(blob);
      if (cid != null) {
        add(MediaType.IMAGE, image("feed_fullsize", cid), cid, blob, image);
      }
    }
  }

  private void readVideo(JsonNode embed) {
    JsonNode blob = embed.path("video");
    String cid = cid(blob);
    if (cid != null) {
      boolean gif = RecordFields.raw(embed, "presentation").equals("gif");
      String url = VIDEOS + did + "/" + cid + "/playlist.m3u8";
      add(gif ? MediaType.GIF : MediaType.VIDEO, url, cid, blob, embed);
    }
  }

  private void add(MediaType type, String url, String cid, JsonNode blob, JsonNode described) {
    JsonNode ratio = described.path("aspectRatio");
    media.add(
        new Media(
            type,
            url,
            RecordFields.stringOrEmpty(described, "alt"),
            RecordFields.stringOrEmpty(blob, "mimeType"),
            RecordFields.positive(ratio, "width"),
            RecordFields.positive(ratio, "height"),
            cid));
  }

  private @Nullable Card card(JsonNode external) {
    String url = PostReader.link(external, "uri");
    if (url == null) {
      return null;
    }
    String thumb = cid(external.path("thumb"));
    return new Card(
        url,
        RecordFields.stringOrEmpty(external, "title"),
        RecordFields.stringOrEmpty(external, "description"),
        thumb == null ? null : image("feed_thumbnail", thumb));
  }

  private String image(String size, String cid) {
    return IMAGES + size + "/plain/" + did + "/" + cid + "@jpeg";
  }

  /** Returns the hash that names a blob; the blobs of 2022 have it in a field of their own. */
  private static @Nullable String cid(JsonNode blob) {
    JsonNode link = blob.path("ref").path("$link");
    String cid = link.isTextual() ? link.textValue() : RecordFields.raw(blob, "cid");
    return AtUri.isAlphanumeric(cid, LONGEST_CID) ? cid : null;
  }
}
