package io.tributary.connect.mastodon;

import io.tributary.connect.common.FieldPath;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The text of a Bluesky post with its links in full. Facets count UTF-8 bytes
 * (https://docs.bsky.app/docs/advanced-guides/post-richtext).
 */
final class PostText {
  private static final String PROFILE = "https://bsky.app/profile/";
  private static final Pattern SCHEME = Pattern.compile("^https?://", Pattern.CASE_INSENSITIVE);
  private static final Pattern ELLIPSIS = Pattern.compile("(?:\\.{3}|…)$");

  private final MentionMode mentions;
  private final Mentions safe;

  private record Facet(int start, int end, String type, String value) {}

  PostText(MentionMode mentions, Mentions safe) {
    this.mentions = mentions;
    this.safe = safe;
  }

  /** Renders the fields text, facets and card of a post. */
  String render(Object post) {
    String text = FieldPath.text(FieldPath.find(post, "text"));
    String rendered = withFacets(text == null ? "" : text, facets(FieldPath.find(post, "facets")));
    String card = FieldPath.text(FieldPath.find(post, "card.url"));
    if (card == null || card.isEmpty() || rendered.contains(safe.inUrl(card))) {
      return rendered.strip();
    }
    return (rendered.strip() + "\n\n" + safe.inUrl(card)).strip();
  }

  private String withFacets(String text, List<Facet> facets) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    var rendered = new StringBuilder();
    int done = 0;
    for (Facet facet : facets) {
      String shown = facet.start < done ? null : slice(bytes, facet.start, facet.end);
      String before = shown == null ? null : slice(bytes, done, facet.start);
      if (shown != null && before != null) {
        rendered.append(safe.neutralise(before));
        append(rendered, facet, shown);
        done = facet.end;
      }
    }
    String rest = String.valueOf(slice(bytes, done, bytes.length));
    if (rendered.isEmpty() || endsWithSpace(rendered)) {
      // A mention that was stripped leaves one space, not two.
      rest = done > 0 && mentions == MentionMode.STRIP ? rest.stripLeading() : rest;
    }
    return rendered.append(safe.neutralise(rest)).toString();
  }

  private void append(StringBuilder rendered, Facet facet, String shown) {
    switch (facet.type) {
      case "link" -> rendered.append(link(shown, facet.value));
      case "mention" -> rendered.append(mention(shown, facet.value));
      default -> rendered.append(safe.neutralise(shown));
    }
  }

  /** The URL in place of its shortened form, or after words that stand for it. */
  private String link(String shown, String url) {
    String words =
        SCHEME.matcher(ELLIPSIS.matcher(shown.strip()).replaceFirst("")).replaceFirst("");
    return SCHEME.matcher(url).replaceFirst("").startsWith(words)
        ? safe.inUrl(url)
        : "%s (%s)".formatted(safe.neutralise(shown), safe.inUrl(url));
  }

  private String mention(String shown, String did) {
    String handle = shown.strip().replaceFirst("^@", "");
    return switch (mentions) {
      case NAME -> safe.neutralise(shown);
      case LINK -> PROFILE + (handle.matches("[A-Za-z0-9.-]+") ? handle : safe.inUrl(did));
      case STRIP -> "";
    };
  }

  /** Null if the bytes are not there, or begin or end within a character. */
  private static @Nullable String slice(byte[] bytes, int start, int end) {
    if (start < 0 || end < start || end > bytes.length) {
      return null;
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, start, end - start))
          .toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  private static List<Facet> facets(@Nullable Object value) {
    List<Facet> facets = new ArrayList<>();
    if (value instanceof List<?> list) {
      for (Object facet : list) {
        if (FieldPath.find(facet, "byte_start") instanceof Number start
            && FieldPath.find(facet, "byte_end") instanceof Number end) {
          facets.add(
              new Facet(
                  start.intValue(),
                  end.intValue(),
                  String.valueOf(FieldPath.find(facet, "type")),
                  String.valueOf(FieldPath.find(facet, "value"))));
        }
      }
    }
    facets.sort(Comparator.comparingInt(Facet::start));
    return facets;
  }

  private static boolean endsWithSpace(StringBuilder text) {
    return Character.isWhitespace(text.charAt(text.length() - 1));
  }
}
