package io.tributary.connect.mastodon;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How a server that speaks the API of Mastodon differs from it. */
public enum ServerProfile {
  MASTODON,
  /** No answer to a repeated key but a 500 (mastodon/mastodon#40399). */
  MASTODON_REPEAT_FAILS,
  /** Before February 2026: a key means nothing while its first request still runs. */
  MASTODON_WITHOUT_LOCK,
  /** Counts each character of Unicode. */
  GOTOSOCIAL,
  /** Names no size for URLs and no types of media; keeps what it has answered to each key. */
  PLEROMA,
  /**
   * Says what it takes at the top of /api/v1/instance, and refuses languages of three letters and
   * replies to what is gone.
   */
  AKKOMA,
  /**
   * No second version of the instance endpoint, no keys, no limits, HTML errors, hexadecimal ids.
   */
  SNAC;

  // app/models/account.rb, MENTION_RE
  private static final Pattern MASTODONS_MENTION = Pattern.compile("(?<![=/\\w])@(\\w+)");
  // internal/text: after a space or punctuation, outside links
  private static final Pattern GOTOSOCIALS_MENTION =
      Pattern.compile("(?<=^|[\\s\\p{P}])@([\\w.]+)");
  // activitypub.c, and formatter.ex of Pleroma: anywhere
  private static final Pattern ANY_MENTION = Pattern.compile("@(\\w+)");

  /** Whom a text notifies. */
  List<String> mentions(String text) {
    Matcher mentions =
        switch (this) {
          case GOTOSOCIAL -> GOTOSOCIALS_MENTION.matcher(text.replaceAll("https?://\\S+", "x"));
          case SNAC, PLEROMA, AKKOMA -> ANY_MENTION.matcher(text);
          case MASTODON, MASTODON_REPEAT_FAILS, MASTODON_WITHOUT_LOCK ->
              MASTODONS_MENTION.matcher(text);
        };
    return mentions.results().map(mention -> mention.group(1)).toList();
  }

  /** Whether the list of an account's statuses has those that are not public. */
  boolean listsEverything() {
    return this != SNAC;
  }

  boolean knowsKeys() {
    return this != SNAC;
  }

  boolean isPleroma() {
    return this == PLEROMA || this == AKKOMA;
  }

  /** Whether it answers to a repeated key what it has answered before, whatever that was. */
  boolean keepsAnswers() {
    return isPleroma();
  }

  /** What a text counts as. */
  long length(String text) {
    return switch (this) {
      case GOTOSOCIAL -> text.codePointCount(0, text.length());
      case PLEROMA, AKKOMA -> Pattern.compile("\\X").matcher(text).results().count();
      case SNAC -> 0;
      case MASTODON, MASTODON_REPEAT_FAILS, MASTODON_WITHOUT_LOCK -> FakeStatus.length(text);
    };
  }

  /** Ids are any text. */
  String id(int number) {
    return switch (this) {
      case SNAC -> "f%015x".formatted(number);
      case PLEROMA, AKKOMA -> "AqZ%05dvBnK3xWm8pY".formatted(number);
      case MASTODON, MASTODON_REPEAT_FAILS, MASTODON_WITHOUT_LOCK, GOTOSOCIAL ->
          Long.toString(113_000_000_000_000_000L + number);
    };
  }

  /** Whether it refuses a new status with this language. */
  boolean knows(@Nullable String language) {
    return this != AKKOMA || language == null || language.length() == 2;
  }

  int longestDescription() {
    return this == AKKOMA ? 700 : FakeMedia.LONGEST_DESCRIPTION;
  }

  boolean takes(String mimeType) {
    return isPleroma() || FakeMedia.TYPES.contains(mimeType);
  }

  boolean locksKeys() {
    return this == MASTODON || this == MASTODON_REPEAT_FAILS;
  }

  boolean tellsLimits() {
    return !isPleroma() && this != SNAC;
  }

  boolean hasSecondInstanceEndpoint() {
    return this != SNAC && this != AKKOMA;
  }

  /** What becomes of a visibility: older versions of snac know two. */
  String visibility(String wanted) {
    return this == SNAC && !wanted.equals("public") ? "private" : wanted;
  }

  /** What the instance endpoint answers. */
  Map<String, Object> instance(int maxCharacters, int apiVersion) {
    return switch (this) {
      case SNAC -> Map.of("version", "2.80 (not true Mastodon)", "title", "snac");
      case PLEROMA ->
          Map.of(
              "version",
              "2.7.2 (compatible; Pleroma 2.7.1)",
              "configuration",
              Map.of(
                  "statuses",
                  Map.of("max_characters", maxCharacters, "max_media_attachments", 1000),
                  "media_attachments",
                  Map.of(
                      "image_size_limit", FakeMedia.VIDEO_BYTES,
                      "video_size_limit", FakeMedia.VIDEO_BYTES,
                      "supported_mime_types", List.of("application/octet-stream"))),
              "pleroma",
              Map.of());
      case AKKOMA ->
          Map.of(
              "version",
              "2.7.2 (compatible; Akkoma 3.17.0)",
              "max_toot_chars",
              maxCharacters,
              "description_limit",
              longestDescription(),
              "upload_limit",
              FakeMedia.VIDEO_BYTES);
      case GOTOSOCIAL ->
          Map.of("version", "0.19.1+git-1a2b3c", "configuration", configuration(maxCharacters));
      case MASTODON, MASTODON_REPEAT_FAILS, MASTODON_WITHOUT_LOCK ->
          Map.of(
              "version",
              "4.5.0",
              "configuration",
              configuration(maxCharacters),
              "api_versions",
              Map.of("mastodon", apiVersion));
    };
  }

  private static Map<String, Object> configuration(int maxCharacters) {
    return Map.of(
        "statuses",
        Map.of(
            "max_characters",
            maxCharacters,
            "max_media_attachments",
            FakeMedia.MOST,
            "characters_reserved_per_url",
            23),
        "media_attachments",
        Map.of(
            "description_limit", FakeMedia.LONGEST_DESCRIPTION,
            "image_size_limit", FakeMedia.IMAGE_BYTES,
            "video_size_limit", FakeMedia.VIDEO_BYTES,
            "supported_mime_types", FakeMedia.TYPES));
  }
}
