package io.tributary.connect.rss;

import java.util.List;

/** The passages of one transcript, or all of it, of which some may be emitted already. */
final class RssPassages {
  private final RssTranscriptJob job;
  private final List<RssTranscript> parts;
  private int emitted;

  RssPassages(RssTranscriptJob job, List<RssTranscript> parts) {
    this.job = job;
    this.parts = parts;
    // What was emitted before a restart is not emitted again.
    this.emitted = Math.min(job.waiting.emitted(), parts.size() - 1);
  }

  RssTranscriptJob job() {
    return job;
  }

  RssTranscript next() {
    return parts.get(emitted++);
  }

  /** How many are emitted or about to be. */
  int emitted() {
    return emitted;
  }

  boolean isDone() {
    return emitted == parts.size();
  }
}
