package io.tributary.connect.rss;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One document: its entries in the order of emission, oldest first, each entry once.
 *
 * @param guid the feed's own identity, from the podcast namespace
 * @param rhythm how often it says it changes
 * @param duplicates how many entries were left out because another one has their id
 * @param unreadable how many could not be read
 */
record RssFeed(
    @Nullable String title,
    @Nullable String guid,
    RssRhythm rhythm,
    List<RssEntry> entries,
    int duplicates,
    int unreadable) {

  /** The feed with its newest entries only. */
  RssFeed newest(int count) {
    List<RssEntry> newest = entries.subList(entries.size() - count, entries.size());
    return new RssFeed(title, guid, rhythm, newest, duplicates, unreadable);
  }

  List<RssFingerprint> fingerprints() {
    return entries.stream().map(RssEntry::fingerprint).toList();
  }
}
