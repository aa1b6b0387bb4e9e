package io.tributary.connect.rss;

/** What reaches the polling thread from others. */
sealed interface RssArrival {

  /** The fetch of a feed ended, and what it brought was parsed. */
  record Fetched(RssFeedState feed, Outcome outcome) implements RssArrival {}

  /** The fetch of a transcript ended. */
  record TranscriptFetched(RssTranscriptJob job, TranscriptOutcome outcome) implements RssArrival {}

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

  /** How the fetch of a transcript ended. */
  sealed interface TranscriptOutcome {}

  /** A transcript that could be read. */
  record Transcribed(RssTranscript transcript) implements TranscriptOutcome {}

  /** A file that is no transcript and will be none. */
  record Unreadable(String reason) implements TranscriptOutcome {}

  /** Nothing yet. */
  record Missing(RssFetch.Failed failure) implements TranscriptOutcome {}

  /** The worker itself is broken, for example out of memory. */
  record Broken(Error error) implements Outcome, TranscriptOutcome {}
}
