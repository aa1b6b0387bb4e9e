package io.tributary.connect.rss;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RssPartsTest {
  @Test
  void leavesOutAnEntryThatCannotBeReadAndCountsIt() throws RssParseException {
    RssEntry whole = Fixture.parseText(Fixture.feed("1")).entries().get(0);
    var parts = new RssParts("Feed", null, RssRhythm.NONE);
    parts.add(() -> whole);
    parts.add(() -> null);
    parts.add(
        () -> {
          throw new IllegalStateException("no entry");
        });

    RssFeed feed = parts.feed();

    assertThat(feed.entries()).containsExactly(whole);
    assertThat(feed.unreadable()).isEqualTo(1);
    assertThat(feed.duplicates()).isZero();
  }
}
