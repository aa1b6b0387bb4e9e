package io.tributary.connect.rss;

/** Text as published, and whether it is to be read as HTML. */
record RssText(String value, boolean html) {}
