package io.tributary.connect.mastodon;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Languages as Mastodon names them: two or three letters. */
final class LanguageTag {
  private static final Pattern FORM = Pattern.compile("([A-Za-z]{2,3})(?:[-_].*)?");

  private LanguageTag() {}

  /** Returns the language of a tag such as en-GB, null if it is none. */
  static @Nullable String language(@Nullable String tag) {
    if (tag == null) {
      return null;
    }
    Matcher matcher = FORM.matcher(tag.strip());
    return matcher.matches() ? matcher.group(1).toLowerCase(Locale.ROOT) : null;
  }
}
