package io.tributary.connect.mastodon;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The hashtags that are appended to a text.
 *
 * @param entries tags, or placeholders of fields that hold some
 */
record Hashtags(List<String> entries) {
  private static final Pattern BETWEEN_WORDS = Pattern.compile("[^\\p{L}\\p{M}\\p{N}_]+(.?)");
  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^}]*)}");

  /** Returns the text with those hashtags after it that it lacks. */
  String append(String text, Function<String, @Nullable Object> fields) {
    var known = text.toLowerCase(Locale.ROOT);
    List<String> missing = new ArrayList<>();
    for (String tag : tags(fields)) {
      String hashtag = "#" + tag;
      if (!contains(known, hashtag.toLowerCase(Locale.ROOT)) && !missing.contains(hashtag)) {
        missing.add(hashtag);
      }
    }
    return missing.isEmpty()
        ? text
        : (text.isBlank() ? "" : text + "\n\n") + String.join(" ", missing);
  }

  private List<String> tags(Function<String, @Nullable Object> fields) {
    List<String> tags = new ArrayList<>();
    for (String entry : entries) {
      var placeholder = PLACEHOLDER.matcher(entry);
      if (!placeholder.matches()) {
        add(tags, entry);
      } else if (fields.apply(placeholder.group(1)) instanceof List<?> list) {
        list.forEach(tag -> add(tags, String.valueOf(tag)));
      } else {
        add(tags, String.valueOf(fields.apply(placeholder.group(1))));
      }
    }
    return tags;
  }

  /** A hashtag has no spaces, and a number alone is none. */
  private static void add(List<String> tags, String tag) {
    String joined =
        BETWEEN_WORDS
            .matcher(tag.strip().replaceFirst("^#", ""))
            .replaceAll(match -> match.group(1).toUpperCase(Locale.ROOT));
    if (!joined.isEmpty()
        && !joined.equals("null")
        && !joined.chars().allMatch(Character::isDigit)) {
      tags.add(joined);
    }
  }

  private static boolean contains(String text, String hashtag) {
    int at = text.indexOf(hashtag);
    while (at >= 0) {
      int end = at + hashtag.length();
      if (end == text.length() || !Character.isLetterOrDigit(text.charAt(end))) {
        return true;
      }
      at = text.indexOf(hashtag, end);
    }
    return false;
  }
}
