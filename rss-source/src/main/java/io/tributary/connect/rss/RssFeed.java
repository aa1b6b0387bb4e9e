package io.tributary.connect.rss;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One document: its entries in the order of emission, oldest first, each id once.
 *
 * @param rhythm how often it says it changes
 * @param duplicates how many entries were left out because an earlier one has their id
 */
record RssFeed(@Nullable String title, RssRhythm rhythm, List<RssEntry> entries, int duplicates) {}
