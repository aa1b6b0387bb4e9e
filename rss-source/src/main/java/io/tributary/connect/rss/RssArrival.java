package io.tributary.connect.rss;

/** What reaches the polling thread from others. */
sealed interface RssArrival {

  /** The fetch of a feed ended, and what it brought was parsed. */
  record Fetched(RssFeedState feed, Outcome outcome) implements RssArrival {}

  /** The task is being stopped. */
  record Closed() implements RssArrival {}

  /** How a fetch ended. */
  sealed interface Outcome {}

  /** A feed that could be read. */
  record Read(RssFeed document, RssAnswer answer) implements Outcome {}

  /** The document is still the one that was read before. */
  record Unchanged(RssAnswer answer) implements Outcome {}

  /** This feed failed, others are not affected. */
  record Failed(RssFetch.Failed failure) implements Outcome {}

  /** The worker itself is broken, for example out of memory. */
  record Broken(Error error) implements Outcome {}
}
