package io.tributary.connect.rss;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/** What the poller knows of one feed; only the polling thread touches it. */
final class RssFeedState implements RssJob {
  final FeedAddress address;
  RssOffset offset;
  Instant due;
  boolean failureLogged;
  boolean tooLongReported;
  boolean sharedIdsReported;
  boolean unreadableLogged;
  boolean transcriptFailureLogged;

  /** Whether the configured URL is asked next, because where the feed has moved to it fails. */
  boolean fallback;

  /** Whether where the feed has moved to said, when it was asked last, that it is gone. */
  boolean targetGone;

  /** A document whose emission waits until there is room for the transcripts of its episodes. */
  @Nullable RssPending held;

  /** The transcripts that are being fetched, by the id of the episode. */
  final Map<String, RssTranscriptJob> transcripts = new HashMap<>();

  RssFeedState(FeedAddress address, RssOffset offset, Instant due) {
    this.address = address;
    this.offset = offset;
    this.due = due;
  }

  /** Whether nothing was ever read of it. */
  boolean isNew() {
    return offset.poll().succeeded() == null && offset.memory().size() == 0;
  }

  /** Where it is fetched from next. */
  RssRequest request() {
    return RssRequest.of(address, start(), offset.poll().validators());
  }

  /** The offset as it may be stored: where a private URL has moved to is private too. */
  Map<String, ?> storedOffset() {
    return (address.isPrivate() ? offset.with(offset.poll().withoutMove()) : offset).toMap();
  }

  private HttpUrl start() {
    return fallback ? address.url() : offset.poll().move().start(address.url());
  }

  @Override
  public String host() {
    return start().host();
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
