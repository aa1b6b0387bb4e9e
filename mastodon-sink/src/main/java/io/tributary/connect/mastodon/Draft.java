package io.tributary.connect.mastodon;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a record is to become, before the limits of a server are known.
 *
 * @param spoiler empty for none
 * @param parent the key of the record that this one follows in a thread
 * @param quoted the key of the record that it quotes
 * @param quoteUrl where the quoted post can be read
 */
record Draft(
    String text,
    String spoiler,
    boolean sensitive,
    @Nullable String language,
    Visibility visibility,
    @Nullable String parent,
    @Nullable String quoted,
    @Nullable String quoteUrl,
    List<DraftMedia> media) {
  Draft {
    media = List.copyOf(media);
  }

  /** Returns what tells this content from a later version of it. */
  String contentHash() {
    return Hash.of(text, spoiler, sensitive + "", language + "", quoted + "", media.toString());
  }
}
