package io.tributary.connect.rss;

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
   * Puts the oldest first. Where an entry lacks a time, the document's own order is turned round,
   * as feeds begin with the newest.
   */
  RssFeed feed() {
    // Of entries with one id the newest counts, by its time or else by its place.
    Map<String, RssEntry> distinct = new LinkedHashMap<>();
    for (RssEntry entry : entries) {
      distinct.merge(entry.id(), entry, (one, other) -> isNewer(other, one) ? other : one);
    }
    List<RssEntry> ordered = new ArrayList<>(distinct.values());
    Collections.reverse(ordered);
    if (ordered.stream().allMatch(entry -> entry.time() != null)) {
      ordered.sort(Comparator.comparing(entry -> Objects.requireNonNull(entry.time())));
    }
    return new RssFeed(
        title, guid, rhythm, List.copyOf(ordered), entries.size() - ordered.size(), unreadable);
  }

  private static boolean isNewer(RssEntry entry, RssEntry than) {
    return entry.time() != null && than.time() != null && entry.time().isAfter(than.time());
  }
}
