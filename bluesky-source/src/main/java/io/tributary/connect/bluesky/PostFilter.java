package io.tributary.connect.bluesky;

import java.util.List;
import java.util.Locale;

/**
 * Which posts are wanted: those that meet every condition that is set. An empty list is none.
 *
 * @param langs language tags; {@code en} stands for {@code en-GB} as well
 * @param tags one of them must be on the post
 * @param keywords one of these words or phrases must be in the text
 */
record PostFilter(
    List<String> langs, List<String> tags, List<String> keywords, boolean includeReplies) {
  static final PostFilter EVERYTHING = new PostFilter(List.of(), List.of(), List.of(), true);

  PostFilter {
    langs = langs.stream().map(lang -> lang.toLowerCase(Locale.ROOT)).toList();
    tags =
        tags.stream()
            .map(tag -> tag.startsWith("#") ? tag.substring(1) : tag)
            .map(FoldedText::fold)
            .toList();
    keywords = keywords.stream().map(FoldedText::fold).toList();
  }

  /** Whether it lets everything through. */
  boolean isEmpty() {
    return equals(EVERYTHING);
  }

  boolean matches(BlueskyPost post) {
    return (includeReplies || !post.isReply())
        && (langs.isEmpty() || post.langs().stream().anyMatch(this::isWantedLanguage))
        && (tags.isEmpty() || post.tags().stream().map(FoldedText::fold).anyMatch(tags::contains))
        && (keywords.isEmpty() || containsKeyword(post.text()));
  }

  private boolean isWantedLanguage(String lang) {
    String lowered = lang.toLowerCase(Locale.ROOT);
    return langs.stream()
        .anyMatch(wanted -> lowered.equals(wanted) || lowered.startsWith(wanted + "-"));
  }

  private boolean containsKeyword(String text) {
    String folded = FoldedText.fold(text);
    return keywords.stream().anyMatch(keyword -> FoldedText.containsWord(folded, keyword));
  }
}
