package io.tributary.connect.rss;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RssClientTest {
  private FeedServer server;
  private RssClient client;

  @BeforeEach
  void start() throws IOException {
    server = FeedServer.start();
    client = new RssClient(new RssSourceConfig(TaskHarness.config("https://unused.example/")));
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
    assertThat(document.url()).hasToString(server.url("/a"));
    assertThat(document.validators()).isEqualTo(new RssValidators("\"1\"", "lately"));
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

    assertThat(fetch("/same", new RssValidators("\"1\"", null)))
        .isEqualTo(new RssFetch.NotModified());
    assertThat(fetch("/same", RssValidators.NONE))
        .isEqualTo(new RssFetch.Failed("HTTP status 304 to a request without conditions"));
    assertThat(fetch("/odd", RssValidators.NONE)).isEqualTo(new RssFetch.Failed("HTTP status 206"));
  }

  @Test
  void answersEvenAfterItWasClosed() throws Exception {
    client.close();

    assertThat(fetch("/a", RssValidators.NONE)).isInstanceOf(RssFetch.Failed.class);
  }

  private RssFetch fetch(String path, RssValidators validators) throws Exception {
    var fetch = new CompletableFuture<RssFetch>();
    client.fetch(FeedAddress.parse(server.url(path)), validators, fetch::complete);
    return fetch.get(10, TimeUnit.SECONDS);
  }
}
