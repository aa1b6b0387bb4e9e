package io.tributary.connect.mastodon;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which labels of a post hide its mirror, and behind which words.
 *
 * @param warnings by label; empty where only the media are hidden
 */
record ContentLabels(Map<String, String> warnings) {

  /** Reads entries such as {@code porn=Adult content}. */
  static ContentLabels parse(List<String> entries) {
    Map<String, String> warnings = new LinkedHashMap<>();
    for (String entry : entries) {
      int equals = entry.indexOf('=');
      String label = (equals < 0 ? entry : entry.substring(0, equals)).strip();
      if (label.isEmpty()) {
        throw new IllegalArgumentException("'%s' names no label".formatted(entry));
      }
      warnings.put(label, equals < 0 ? "" : entry.substring(equals + 1).strip());
    }
    return new ContentLabels(warnings);
  }

  boolean hides(@Nullable Object labels) {
    return labels instanceof List<?> list && list.stream().anyMatch(this::has);
  }

  /** Returns the words for these labels, empty if there are none. */
  String warning(@Nullable Object labels) {
    Set<String> words = new LinkedHashSet<>();
    if (labels instanceof List<?> list) {
      for (Object label : list) {
        String warning = warnings.getOrDefault(String.valueOf(label), "");
        if (!warning.isEmpty()) {
          words.add(warning);
        }
      }
    }
    return String.join(", ", words);
  }

  private boolean has(@Nullable Object label) {
    return warnings.containsKey(String.valueOf(label));
  }
}
