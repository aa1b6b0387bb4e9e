package io.tributary.connect.rss;

import java.util.List;
import okhttp3.HttpUrl;

/**
 * What the headers of an answer say.
 *
 * @param url where it was found, after redirects
 * @param redirects where permanent redirects led, up to the first redirect that was none
 */
record RssAnswer(
    HttpUrl url, List<HttpUrl> redirects, RssValidators validators, RssFreshness freshness) {

  RssAnswer with(RssValidators newValidators) {
    return new RssAnswer(url, redirects, newValidators, freshness);
  }
}
