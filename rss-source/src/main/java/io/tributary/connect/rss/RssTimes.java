package io.tributary.connect.rss;

import static io.tributary.connect.rss.RssNamespaces.DUBLIN_CORE;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** When an entry was published and last changed, as far as it says. */
record RssTimes(@Nullable Instant published, @Nullable Instant updated) {
  private static final List<String> PUBLISHED =
      List.of("pubDate", "published", "issued", "created");
  private static final List<String> UPDATED = List.of("updated", "modified");

  /**
   * Reads the dates of an entry and takes them out, as ROME's reading of them is slow and coarse.
   */
  static RssTimes take(RssItem item) {
    Instant published = take(item, PUBLISHED);
    Instant updated = take(item, UPDATED);
    return new RssTimes(
        published != null ? published : RssDates.parse(item.text("date", DUBLIN_CORE)), updated);
  }

  private static @Nullable Instant take(RssItem item, List<String> names) {
    Instant found = null;
    for (String name : names) {
      if (found == null) {
        found = RssDates.parse(item.text(name));
      }
      item.element().removeChild(name, item.format());
    }
    return found;
  }
}
