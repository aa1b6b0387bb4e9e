package io.tributary.connect.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.zip.GZIPInputStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SampleFeedsTest {
  private static final String FEED = "/harbour-log.rss";

  private final HttpClient http = HttpClient.newHttpClient();
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {"/harbour-log.rss", "/kitchen-physics.xml", "/field-notes.atom", "/tidy-desk.rss"})
  void servesWellFormedFeeds(String path) throws Exception {
    try (SampleFeeds feeds = start()) {
      byte[] body = ask(feeds, path).body();

      var document =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(new ByteArrayInputStream(body));
      assertThat(document.getElementsByTagName("*").getLength()).isGreaterThan(20);
      assertThat(new String(body, UTF_8)).doesNotContain("{{");
    }
  }

  @Test
  void answersAKnownTagWithNotModified() throws Exception {
    try (SampleFeeds feeds = start()) {
      HttpResponse<byte[]> first = ask(feeds, FEED);
      String tag = first.headers().firstValue("ETag").orElseThrow();

      // A new episode between the two requests would change the tag, so ask for what does not
      // change.
      HttpResponse<byte[]> transcript = ask(feeds, "/transcripts/harbour-log/1.vtt");
      String transcriptTag = transcript.headers().firstValue("ETag").orElseThrow();
      assertThat(
              ask(feeds, "/transcripts/harbour-log/1.vtt", "If-None-Match", transcriptTag)
                  .statusCode())
          .isEqualTo(304);
      assertThat(tag).isNotEqualTo(transcriptTag);
      assertThat(first.headers().firstValue("Last-Modified")).isPresent();
    }
  }

  @Test
  void compressesOnRequest() throws Exception {
    try (SampleFeeds feeds = start()) {
      HttpResponse<byte[]> packed = ask(feeds, FEED, "Accept-Encoding", "gzip");

      assertThat(packed.headers().firstValue("Content-Encoding")).contains("gzip");
      var unpacked = new GZIPInputStream(new ByteArrayInputStream(packed.body()));
      assertThat(new String(unpacked.readAllBytes(), UTF_8)).contains("<title>The Harbour Log");
    }
  }

  @Test
  void publishesAndContinuesAfterARestart() throws Exception {
    List<String> before;
    String url;
    try (SampleFeeds feeds = start()) {
      url = feeds.url();
      int first = episodes(feeds).size();
      await().atMost(Duration.ofSeconds(20)).until(() -> episodes(feeds).size() > first);
      before = episodes(feeds);
    }
    try (SampleFeeds feeds = start()) {
      assertThat(feeds.url()).isEqualTo(url);
      assertThat(episodes(feeds)).endsWith(before.toArray(String[]::new));
    }
  }

  @Test
  void knowsNoOtherPath() throws Exception {
    try (SampleFeeds feeds = start()) {
      assertThat(ask(feeds, "/nothing").statusCode()).isEqualTo(404);
      assertThat(ask(feeds, "/transcripts/nobody/1.vtt").statusCode()).isEqualTo(404);
    }
  }

  private SampleFeeds start() throws IOException {
    return SampleFeeds.start(folder.resolve("sample-feeds.properties"), Clock.systemUTC());
  }

  private List<String> episodes(SampleFeeds feeds) throws IOException, InterruptedException {
    return new String(ask(feeds, FEED).body(), UTF_8)
        .lines()
        .filter(line -> line.contains("<guid"))
        .toList();
  }

  private HttpResponse<byte[]> ask(SampleFeeds feeds, String path, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(feeds.url() + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), BodyHandlers.ofByteArray());
  }
}
