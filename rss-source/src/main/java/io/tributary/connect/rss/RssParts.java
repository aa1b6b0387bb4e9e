package io.tributary.connect.rss;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Collects what a document says until it is a {@link RssFeed}. */
final class RssParts {
  private static final Logger log = LoggerFactory.getLogger(RssParts.class);

  private final @Nullable String title;
  private final @Nullable String guid;
  private final RssRhythm rhythm;
  private final List<RssEntry> entries = new ArrayList<>();
  private int unreadable;

  RssParts(@Nullable String title, @Nullable String guid, RssRhythm rhythm) {
    this.title = title;
    this.guid = guid;
    this.rhythm = rhythm;
  }

  /** Adds the next entry of the document, if it says anything; one that breaks spoils no other. */
  void add(Supplier<@Nullable RssEntry> reader) {
    try {
      RssEntry entry = reader.get();
      if (entry != null) {
        entries.add(entry);
      }
    } catch (RuntimeException e) {
      unreadable++;
      log.debug("An entry cannot be read", e);
    }
  }

  /**
   * Puts the oldest first: turns the document's own order round, as feeds begin with the newest,
   * and goes by time as far as there are times. An entry without one stays with its neighbour.
   */
  RssFeed feed() {
    // By a hash of our own: a feed can choose ids whose hash codes are all the same.
    Map<String, RssEntry> distinct = new LinkedHashMap<>();
    entries.forEach(entry -> distinct.putIfAbsent(RssFingerprint.idOf(entry.ids()), entry));
    List<RssEntry> ordered = new ArrayList<>(distinct.values());
    Collections.reverse(ordered);
    Instant place =
        ordered.stream().map(RssEntry::time).filter(Objects::nonNull).findFirst().orElse(null);
    if (place != null) {
      List<Placed> placed = new ArrayList<>();
      for (RssEntry entry : ordered) {
        place = entry.time() != null ? entry.time() : place;
        placed.add(new Placed(entry, place));
      }
      placed.sort(Comparator.comparing(Placed::place));
      ordered = placed.stream().map(Placed::entry).toList();
    }
    return new RssFeed(
        title, guid, rhythm, List.copyOf(ordered), entries.size() - ordered.size(), unreadable);
  }

  private record Placed(RssEntry entry, Instant place) {}
}
