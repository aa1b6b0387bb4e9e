package io.tributary.connect.rss;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One document: its entries in the order of emission, oldest first, each entry once.
 *
 * @param guid the feed's own identity, from the podcast namespace
 * @param rhythm how often it says it changes
 * @param duplicates how many entries were left out because another one says the same
 * @param unreadable how many could not be read
 */
record RssFeed(
    @Nullable String title,
    @Nullable String guid,
    RssRhythm rhythm,
    List<RssEntry> entries,
    int duplicates,
    int unreadable) {

  /** The feed with these entries instead. */
  RssFeed with(List<RssEntry> newEntries) {
    return new RssFeed(title, guid, rhythm, newEntries, duplicates, unreadable);
  }

  List<RssFingerprint> fingerprints() {
    return entries.stream().map(RssEntry::fingerprint).toList();
  }
}
