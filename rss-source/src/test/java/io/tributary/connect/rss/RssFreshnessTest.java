package io.tributary.connect.rss;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RssFreshnessTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  @Test
  void readsHowLongAnAnswerIsFresh() {
    assertThat(rest("Cache-Control", "public, max-age=600", "Age", "100"))
        .isEqualTo(Duration.ofSeconds(500));
    assertThat(rest("Cache-Control", "max-age=60", "Expires", "Sat, 21 Nov 2026 20:00:00 GMT"))
        .isEqualTo(Duration.ofSeconds(60));
    assertThat(rest("Expires", "Sat, 21 Nov 2026 13:00:00 GMT")).isEqualTo(Duration.ofHours(1));
    assertThat(
            rest(
                "Expires",
                "Tue, 01 Jan 2030 01:00:00 GMT",
                "Date",
                "Tue, 01 Jan 2030 00:00:00 GMT"))
        .isEqualTo(Duration.ofHours(1));
    assertThat(rest("Expires", "0")).isZero();
    assertThat(rest("Expires", "Sat, 21 Nov 2026 11:00:00 GMT")).isZero();
    assertThat(rest("Cache-Control", "no-cache, max-age=60")).isZero();
    assertThat(rest("Cache-Control", "max-age=0")).isZero();
    assertThat(rest("Cache-Control", "private")).isZero();
    assertThat(rest()).isZero();
  }

  @Test
  void takesWhatWasSaidBeforeOnlyFromA304WithoutAWord() {
    assertThat(said(304)).isNull();
    assertThat(said(304, "Cache-Control", "private")).isNull();
    assertThat(said(304, "Cache-Control", "max-age=60")).isEqualTo(Duration.ofSeconds(60));
    assertThat(said(304, "Cache-Control", "no-store")).isZero();
    assertThat(said(304, "Expires", "0")).isZero();
    assertThat(said(200)).isZero();
  }

  private static Duration rest(String... headers) {
    RssFreshness freshness = RssFreshness.of(response(200, headers), NOW);
    return freshness.lifetime(Duration.ofDays(9)).minus(freshness.age());
  }

  private static @Nullable Duration said(int status, String... headers) {
    return RssFreshness.of(response(status, headers), NOW).lifetime();
  }

  private static Response response(int status, String... headers) {
    var response =
        new Response.Builder()
            .request(new Request.Builder().url(Fixture.URL).build())
            .protocol(Protocol.HTTP_1_1)
            .code(status)
            .message("");
    for (int i = 0; i < headers.length; i += 2) {
      response.header(headers[i], headers[i + 1]);
    }
    return response.build();
  }
}
