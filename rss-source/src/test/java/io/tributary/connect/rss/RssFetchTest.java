package io.tributary.connect.rss;

import static org.assertj.core.api.Assertions.assertThat;

import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RssFetchTest {
  private static final HttpUrl FEED = HttpUrl.get("http://h.example/a/feed?x=1");

  @Test
  void isGoneIfItsOwnUrlOrTheSameWithHttpsSaysSo() {
    assertThat(failed(410, "http://h.example/a/feed?x=1").isGone(FEED)).isTrue();
    assertThat(failed(410, "https://h.example/a/feed?x=1").isGone(FEED)).isTrue();
    assertThat(failed(404, "http://h.example/a/feed?x=1").isGone(FEED)).isFalse();
  }

  @Test
  void isNotGoneBecauseAnotherPlaceOfItsServerIs() {
    assertThat(failed(410, "https://h.example/closed").isGone(FEED)).isFalse();
    assertThat(failed(410, "https://h.example/a/feed").isGone(FEED)).isFalse();
    assertThat(failed(410, "https://h.example/a/feed?x=2").isGone(FEED)).isFalse();
    assertThat(failed(410, "http://h.example/closed").isGone(FEED)).isFalse();
    assertThat(failed(410, null).isGone(FEED)).isFalse();
  }

  @Test
  void doesNotTellAUrlThatMayBePrivate() {
    assertThat(failed(410, "https://h.example/t0ken"))
        .asString()
        .contains("HTTP status 410")
        .doesNotContain("h.example", "t0ken");
  }

  private static RssFetch.Failed failed(int status, @Nullable String source) {
    return new RssFetch.Failed(
        "HTTP status " + status, status, null, source == null ? null : HttpUrl.get(source));
  }
}
