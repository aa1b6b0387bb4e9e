package io.tributary.connect.rss;

import java.time.Duration;
import java.util.List;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * What the headers of an answer say.
 *
 * @param url where it was found, after redirects
 * @param redirects where permanent redirects led, up to the first redirect that was none
 * @param freshFor for how long it need not be asked for again, or null
 */
record RssAnswer(
    HttpUrl url, List<HttpUrl> redirects, RssValidators validators, @Nullable Duration freshFor) {

  RssAnswer with(RssValidators newValidators) {
    return new RssAnswer(url, redirects, newValidators, freshFor);
  }
}
