package io.tributary.connect.rss;

import okhttp3.HttpUrl;

/**
 * What to fetch.
 *
 * @param owner the feed on whose behalf; only its own server gets its credentials
 * @param trusted whether the URL is one that the operator wrote, which may be anywhere
 */
record RssRequest(
    FeedAddress owner, HttpUrl url, boolean trusted, RssValidators validators, String accept) {
  private static final String FEEDS =
      "application/rss+xml, application/atom+xml, application/feed+json, application/rdf+xml, "
          + "application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, */*;q=0.5";

  static RssRequest of(FeedAddress feed, HttpUrl start, RssValidators validators) {
    return new RssRequest(feed, start, start.equals(feed.url()), validators, FEEDS);
  }
}
