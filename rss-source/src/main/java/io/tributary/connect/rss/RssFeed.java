package io.tributary.connect.rss;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One document: its entries in the order of emission, oldest first, each entry once.
 *
 * @param duplicates how many entries were left out because an earlier one says the same
 */
record RssFeed(@Nullable String title, List<RssEntry> entries, int duplicates) {}
