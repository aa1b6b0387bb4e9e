package io.tributary.connect.rss;

import okhttp3.Credentials;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * One entry of {@code feeds}: where to fetch, and the name that stands for it in keys, values,
 * headers, offsets and logs. The name never holds the user info of the URL.
 */
record FeedAddress(String name, HttpUrl url, @Nullable String authorization) {

  /**
   * Reads an http or https URL.
   *
   * @throws IllegalArgumentException saying what is wrong, without the text: it may hold a password
   */
  static FeedAddress parse(String text) {
    HttpUrl parsed = HttpUrl.parse(text);
    if (parsed == null) {
      throw new IllegalArgumentException("not an http or https URL");
    }
    if (parsed.username().isEmpty() && parsed.password().isEmpty()) {
      return new FeedAddress(text, parsed, null);
    }
    HttpUrl bare = parsed.newBuilder().username("").password("").build();
    return new FeedAddress(
        bare.toString(), bare, Credentials.basic(parsed.username(), parsed.password()));
  }

  /** What the limit of connections per host counts by. */
  String host() {
    return url.host();
  }

  @Override
  public String toString() {
    return name;
  }
}
