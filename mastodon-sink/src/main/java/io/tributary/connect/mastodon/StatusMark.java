package io.tributary.connect.mastodon;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a status of ours is recognised by.
 *
 * @param text the fingerprint of its text and its content warning
 * @param media the fingerprints of the descriptions of its media; null if nothing is known of them
 */
record StatusMark(String text, @Nullable List<String> media) {
  private static final String NO_TEXT = StatusText.fingerprint("", "");
  private static final String NO_DESCRIPTION = StatusText.fingerprint("", "");

  StatusMark {
    media = media == null ? null : List.copyOf(media);
  }

  static String description(String description) {
    return StatusText.fingerprint(description, "");
  }

  /**
   * Whether the server may show this status in that way. Some of its media may have failed, and
   * some servers forget descriptions; pictures alone have nothing else to be known by.
   */
  boolean canBe(StatusMark shown) {
    if (!text.equals(shown.text) || media == null || shown.media == null) {
      return text.equals(shown.text);
    }
    boolean wordless = text.equals(NO_TEXT);
    List<String> left = new ArrayList<>(media);
    for (String description : shown.media) {
      boolean known = left.remove(description);
      if (!known && (wordless || left.isEmpty() || !description.equals(NO_DESCRIPTION))) {
        return false;
      }
      if (!known) {
        left.remove(0);
      }
    }
    return !wordless || !shown.media.isEmpty();
  }
}
