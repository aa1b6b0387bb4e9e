package io.tributary.connect.rss;

import java.time.Instant;

/** What the poller knows of one feed; only the polling thread touches it. */
final class RssFeedState {
  final FeedAddress address;
  RssOffset offset;
  Instant due;
  int failures;
  boolean tooLongReported;
  boolean sharedIdsReported;

  RssFeedState(FeedAddress address, RssOffset offset, Instant due) {
    this.address = address;
    this.offset = offset;
    this.due = due;
  }
}
