package io.tributary.connect.rss;

import java.time.Instant;
import okhttp3.HttpUrl;

/** The fetching of one transcript; only the polling thread touches it. */
final class RssTranscriptJob implements RssJob {
  private static final String FORMATS =
      "text/vtt, application/x-subrip, application/json, text/html, text/plain, */*;q=0.5";

  final RssFeedState feed;
  final RssWaiting waiting;
  final RssTranscriptFormat format;
  private final HttpUrl url;
  Instant due;
  int attempts;

  RssTranscriptJob(
      RssFeedState feed, RssWaiting waiting, RssTranscriptFormat format, HttpUrl url, Instant due) {
    this.feed = feed;
    this.waiting = waiting;
    this.format = format;
    this.url = url;
    this.due = due;
  }

  RssRequest request() {
    return new RssRequest(feed.address, url, false, RssValidators.NONE, FORMATS);
  }

  @Override
  public String host() {
    return url.host();
  }

  @Override
  public Instant due() {
    return due;
  }

  @Override
  public void due(Instant newDue) {
    due = newDue;
  }
}
