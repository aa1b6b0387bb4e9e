package io.tributary.connect.rss;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.connect.common.MutableClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import okhttp3.HttpUrl;
import okio.Buffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RssClientTest {
  private FeedServer server;
  private final CompletableFuture<RssFetch> done = new CompletableFuture<>();
  private RssClient client;

  @BeforeEach
  void start() throws IOException {
    server = FeedServer.start();
    client =
        new RssClient(
            new RssSourceConfig(TaskHarness.config("https://unused.example/")), new MutableClock());
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  @Test
  void returnsTheDocumentWithWhatTheHeadersSay() throws Exception {
    server.answer(
        "/a",
        new MockResponse.Builder()
            .addHeader("Content-Type", "text/xml; charset=ISO-8859-1")
            .addHeader("ETag", "\"1\"")
            .addHeader("Last-Modified", "lately")
            .body("body")
            .build());

    var document = (RssFetch.Document) fetch("/a", RssValidators.NONE);

    assertThat(document.body()).asString().isEqualTo("body");
    assertThat(document.charset()).isEqualTo("ISO-8859-1");
    assertThat(document.mediaType()).isEqualTo("text/xml");
    assertThat(document.answer().url()).hasToString(server.url("/a"));
    assertThat(document.answer().validators())
        .isEqualTo(RssValidators.of(document.answer().url(), "\"1\"", "lately"));
  }

  @Test
  void asksWithoutConditionsIfItHasNone() throws Exception {
    fetch("/a", RssValidators.NONE);

    assertThat(server.requests("/a").get(0).getHeaders().names())
        .doesNotContain("If-None-Match", "If-Modified-Since");
  }

  @Test
  void tellsUnchangedFromFailed() throws Exception {
    server.answer("/same", FeedServer.status(304));
    server.answer("/odd", FeedServer.status(206));

    HttpUrl same = HttpUrl.get(server.url("/same"));
    assertThat(fetch("/same", RssValidators.of(same, "\"1\"", null)))
        .isInstanceOf(RssFetch.NotModified.class);
    assertThat(fetch("/same", RssValidators.NONE))
        .isEqualTo(
            new RssFetch.Failed(
                "HTTP status 304 to a request without conditions", 304, null, same));
    HttpUrl odd = HttpUrl.get(server.url("/odd"));
    assertThat(fetch("/odd", RssValidators.NONE))
        .isEqualTo(new RssFetch.Failed("HTTP status 206", 206, null, odd));
  }

  @Test
  void answersEvenAfterItWasClosed() throws Exception {
    client.close();

    assertThat(fetch("/a", RssValidators.NONE)).isInstanceOf(RssFetch.Failed.class);
  }

  @Test
  void sendsValidatorsOnlyWhereTheyCameFrom() throws Exception {
    server.answer("/a", FeedServer.redirect("/b"));
    server.publish("/b", "here");
    HttpUrl end = HttpUrl.get(server.url("/b"));

    assertThat(fetch("/a", RssValidators.of(end, "\"1\"", "lately")))
        .isInstanceOf(RssFetch.Document.class);
    assertThat(fetch("/a", RssValidators.of(HttpUrl.get(server.url("/a")), "\"2\"", "lately")))
        .isInstanceOf(RssFetch.Document.class);

    assertThat(server.requests("/a"))
        .extracting(request -> request.getHeaders().get("If-None-Match"))
        .containsExactly(null, "\"2\"");
    assertThat(server.requests("/b"))
        .extracting(request -> request.getHeaders().get("If-None-Match"))
        .containsExactly("\"1\"", null);
    assertThat(server.requests("/b"))
        .extracting(request -> request.getHeaders().get("If-Modified-Since"))
        .containsExactly("lately", null);
  }

  @Test
  void takesNoValidatorsFromAServerThatWantsNothingCached() throws Exception {
    answer(new MockResponse.Builder().body("x"), "ETag", "\"1\"", "Expires", "0");

    var document = (RssFetch.Document) fetch("/fresh", RssValidators.NONE);
    assertThat(document.answer().validators()).isEqualTo(RssValidators.NONE);
  }

  @Test
  void tellsAChallengeForBrowsersFromAnotherRefusal() throws Exception {
    answer(new MockResponse.Builder().code(403), "cf-mitigated", "challenge");

    assertThat(((RssFetch.Failed) fetch("/fresh", RssValidators.NONE)).reason())
        .isEqualTo("HTTP status 403, a challenge of Cloudflare that only browsers pass");
  }

  @Test
  void readsWhenAServerWantsToBeAskedAgain() throws Exception {
    assertThat(retryAfter(429, "120")).isEqualTo(Duration.ofMinutes(2));
    assertThat(retryAfter(503, "Sat, 21 Nov 2026 12:05:00 GMT")).isEqualTo(Duration.ofMinutes(5));
    assertThat(retryAfter(503, "99999999999999999999")).isEqualTo(Duration.ofSeconds(999_999_999));
    assertThat(retryAfter(503, "later")).isNull();
    assertThat(retryAfter(503, "-5")).isNull();
    assertThat(retryAfter(500, "120")).isNull();
  }

  @Test
  void followsFiveRedirectsAndNoMore() throws Exception {
    server.publish("/0", "here");
    for (int i = 1; i <= 6; i++) {
      server.answer("/" + i, FeedServer.redirect("/" + (i - 1)));
    }

    assertThat(((RssFetch.Document) fetch("/5", RssValidators.NONE)).answer().url())
        .hasToString(server.url("/0"));
    assertThat(fetch("/6", RssValidators.NONE))
        .isEqualTo(new RssFetch.Failed("more than 5 redirects", 302, null));
  }

  @Test
  void remembersPermanentRedirectsUpToTheFirstThatIsNot() throws Exception {
    server.publish("/end", "here");
    server.answer("/a", FeedServer.redirect(301, "/b"));
    server.answer("/b", FeedServer.redirect(308, "/c"));
    server.answer("/c", FeedServer.redirect(307, "/d"));
    server.answer("/d", FeedServer.redirect(301, "/end"));

    var document = (RssFetch.Document) fetch("/a", RssValidators.NONE);

    assertThat(document.answer().redirects())
        .extracting(HttpUrl::toString)
        .containsExactly(server.url("/b"), server.url("/c"));
  }

  @Test
  void refusesARedirectToNowhere() throws Exception {
    server.answer("/a", FeedServer.redirect("ftp://elsewhere.example/"));
    server.answer("/b", FeedServer.status(301));

    assertThat(fetch("/a", RssValidators.NONE))
        .isEqualTo(new RssFetch.Failed("a redirect to nowhere", 302, null));
    assertThat(fetch("/b", RssValidators.NONE))
        .isEqualTo(new RssFetch.Failed("a redirect to nowhere", 301, null));
  }

  @Test
  void letsARedirectReachAPrivateAddressOnlyIfAllowed() throws Exception {
    server.publish("/target", "here");
    server.answer("/a", FeedServer.redirect("/target"));
    use("http.private.addresses", "deny");

    assertThat(fetch("/target", RssValidators.NONE)).isInstanceOf(RssFetch.Document.class);
    assertThat(fetch("/a", RssValidators.NONE))
        .isEqualTo(
            new RssFetch.Failed(
                "a redirect or link to a private address (http.private.addresses)"));
    assertThat(server.requests("/target")).hasSize(1);
  }

  @Test
  void sendsCredentialsToTheFeedsOwnServerOnly() throws Exception {
    use("http.headers", "X-Token: open sesame\n\nX-Other: 1");
    String elsewhere = "http://127.0.0.1:%d/there".formatted(server.port());
    server.publish("/there", "here");
    server.answer("/a", FeedServer.redirect(elsewhere));

    client.fetch(
        request(FeedAddress.parse(server.url("/a").replace("http://", "http://u:p@"))),
        done::complete);

    assertThat(done.get(10, TimeUnit.SECONDS)).isInstanceOf(RssFetch.Document.class);
    var own = server.requests("/a").get(0).getHeaders();
    assertThat(own.get("Authorization")).isEqualTo("Basic dTpw");
    assertThat(own.get("X-Token")).isEqualTo("open sesame");
    assertThat(own.get("X-Other")).isEqualTo("1");
    assertThat(server.requests("/there").get(0).getHeaders().names())
        .doesNotContain("Authorization", "X-Token", "X-Other");
  }

  @Test
  void decodesGzipAndBrotli() throws Exception {
    server.answer("/br", encoded("br", brotli("<rss/>")));
    server.answer("/bad", encoded("br", new Buffer().writeUtf8("this is not Brotli at all")));

    var document = (RssFetch.Document) fetch("/br", RssValidators.NONE);

    assertThat(document.body()).asString().isEqualTo("<rss/>");
    assertThat(server.requests("/br").get(0).getHeaders().get("Accept-Encoding"))
        .isEqualTo("gzip, br");
    assertThat(fetch("/bad", RssValidators.NONE)).isInstanceOf(RssFetch.Failed.class);
  }

  @Test
  void givesUpInTimeThoughOthersWaitForTheSameHost() throws Exception {
    use("http.timeout.ms", "1000");
    server.answer("/a", FeedServer.redirect(302, "/hangs"));
    server.answer(
        "/hangs",
        new MockResponse.Builder().body("x").onResponseBody(SocketEffect.Stall.INSTANCE).build());
    var all = new CountDownLatch(32);
    Set<RssFetch> results = ConcurrentHashMap.newKeySet();
    for (int i = 0; i < 32; i++) {
      client.fetch(
          request(FeedAddress.parse(server.url("/a"))),
          result -> {
            results.add(result);
            all.countDown();
          });
    }

    // One after the other they would take sixteen seconds.
    assertThat(all.await(8, TimeUnit.SECONDS)).isTrue();
    assertThat(results)
        .containsExactly(new RssFetch.Failed("no answer within 1000 ms (http.timeout.ms)"));
  }

  @Test
  void goesThroughAProxy() throws Exception {
    String target = "http://feeds.example/feed";
    server.answer(
        target,
        request ->
            request.getHeaders().get("Proxy-Authorization") == null
                ? FeedServer.status(407)
                : new MockResponse.Builder().body("by proxy").build());
    use("proxy.url", server.url("/").replace("http://", "http://me:secret@"));

    client.fetch(request(FeedAddress.parse(target)), done::complete);

    assertThat(((RssFetch.Document) done.get(10, TimeUnit.SECONDS)).body())
        .asString()
        .isEqualTo("by proxy");
    assertThat(server.requests(target).get(1).getHeaders().get("Proxy-Authorization"))
        .isEqualTo("Basic bWU6c2VjcmV0");
  }

  @Test
  void asksNoProxyThatOnlyTheJvmKnows() throws Exception {
    server.answer("/a", FeedServer.redirect(server.url("/b")));
    server.answer("/b", new MockResponse.Builder().body("direct").build());
    String port = String.valueOf(server.port());
    Map<String, String> settings =
        Map.of(
            "http.proxyHost", "127.0.0.1",
            "http.proxyPort", port,
            "http.nonProxyHosts", "none.example",
            "socksProxyHost", "127.0.0.1",
            "socksProxyPort", port);
    settings.forEach(System::setProperty);
    try {
      assertThat(((RssFetch.Document) fetch("/a", RssValidators.NONE)).body())
          .asString()
          .isEqualTo("direct");
    } finally {
      settings.keySet().forEach(System::clearProperty);
    }
    assertThat(server.requestedTargets()).containsExactly("/a", "/b");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "0x7f.1",
        "127.1",
        "2130706433",
        "localhost.",
        "a.localhost",
        "[::1]"
      })
  void refusesAPrivateAddressBehindAProxyIfItIsWrittenOut(String host) throws Exception {
    server.answer("http://feeds.example/feed", FeedServer.redirect("http://" + host + "/"));
    use("proxy.url", server.url("/"), "http.private.addresses", "deny");

    client.fetch(request(FeedAddress.parse("http://feeds.example/feed")), done::complete);

    assertThat(done.get(10, TimeUnit.SECONDS).toString()).contains("http.private.addresses");
  }

  private void answer(MockResponse.Builder response, String... headers) {
    for (int i = 0; i < headers.length; i += 2) {
      response.addHeader(headers[i], headers[i + 1]);
    }
    server.answer("/fresh", response.build());
  }

  private @Nullable Duration retryAfter(int status, String value) throws Exception {
    server.answer(
        "/busy", new MockResponse.Builder().code(status).addHeader("Retry-After", value).build());
    return ((RssFetch.Failed) fetch("/busy", RssValidators.NONE)).retryAfter();
  }

  private static MockResponse encoded(String encoding, Buffer body) {
    return new MockResponse.Builder().addHeader("Content-Encoding", encoding).body(body).build();
  }

  /** A stream of one block that is stored as it is, the least that Brotli can do. */
  private static Buffer brotli(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int header = (bytes.length - 1) << 4 | 1 << 20;
    return new Buffer()
        .writeByte(header)
        .writeByte(header >> 8)
        .writeByte(header >> 16)
        .write(bytes)
        .writeByte(3);
  }

  private void use(String... properties) {
    Map<String, String> config = TaskHarness.config("https://unused.example/");
    for (int i = 0; i < properties.length; i += 2) {
      config.put(properties[i], properties[i + 1]);
    }
    client.close();
    client = new RssClient(new RssSourceConfig(config), new MutableClock());
  }

  private RssFetch fetch(String path, RssValidators validators) throws Exception {
    var fetch = new CompletableFuture<RssFetch>();
    FeedAddress feed = FeedAddress.parse(server.url(path));
    client.fetch(new RssRequest(feed, feed.url(), true, validators, "*/*"), fetch::complete);
    return fetch.get(10, TimeUnit.SECONDS);
  }

  private static RssRequest request(FeedAddress feed) {
    return new RssFeedState(feed, RssOffset.START, Instant.EPOCH).request();
  }
}
