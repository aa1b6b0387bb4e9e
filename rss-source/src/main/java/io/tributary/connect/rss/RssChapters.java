package io.tributary.connect.rss;

import static io.tributary.connect.rss.RssNamespaces.PODLOVE;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads Podlove Simple Chapters. */
final class RssChapters {
  /** Normal play time: {@code [[HH:]MM:]SS[.mmm]}. */
  private static final Pattern TIME =
      Pattern.compile("(?:(?:(\\d{1,4}):)?(\\d{1,4}):)?(\\d{1,8})(?:\\.(\\d{1,9}))?");

  private RssChapters() {}

  static List<RssEpisode.Chapter> of(RssItem item) {
    List<RssEpisode.Chapter> chapters = new ArrayList<>();
    for (RssItem list : item.children("chapters", PODLOVE)) {
      for (RssItem chapter : list.children("chapter", PODLOVE)) {
        Long start = milliseconds(chapter.attribute("start"));
        if (start != null) {
          chapters.add(
              new RssEpisode.Chapter(
                  start,
                  chapter.attribute("title"),
                  chapter.resolve(chapter.attribute("href")),
                  chapter.resolve(chapter.attribute("image"))));
        }
      }
    }
    return List.copyOf(chapters);
  }

  /** Milliseconds from the beginning, or null for what is no time. */
  static @Nullable Long milliseconds(@Nullable String text) {
    Matcher time = TIME.matcher(text == null ? "" : text);
    if (!time.matches()) {
      return null;
    }
    long seconds =
        number(time.group(1)) * 3600 + number(time.group(2)) * 60 + number(time.group(3));
    String fraction = time.group(4);
    return seconds * 1000 + (fraction == null ? 0 : number((fraction + "00").substring(0, 3)));
  }

  private static long number(@Nullable String digits) {
    return digits == null ? 0 : Long.parseLong(digits);
  }
}
