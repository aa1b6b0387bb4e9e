package io.tributary.connect.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * A search for what was said in an episode, in transcripts that the Solr sink has written with
 * nested.mode=child: the transcript is a document, and each of its segments a child of it.
 */
public final class SpokenPhrase {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final HttpRequest request;
  private final String phrase;

  /** Where it was said. */
  public record Hit(String episode, long second, String text) {}

  /**
   * Prepares the search.
   *
   * @param collection its address
   */
  public SpokenPhrase(String collection, String phrase) {
    this.phrase = phrase;
    String words = "text_txt:\"%s\"".formatted(phrase.replaceAll("[\"\\\\]", " "));
    this.request =
        HttpRequest.newBuilder(
                URI.create(
                    "%s/select?wt=json&rows=1&words=%s&q=%s&fl=%s"
                        .formatted(
                            collection,
                            encode(words),
                            encode("{!parent which='*:* -_nest_path_:*' v=$words}"),
                            encode(
                                "episode_title_txt,segments,start_ms_l,text_txt,"
                                    + "[child childFilter='{!v=$words}' limit=1]"))))
            .timeout(Duration.ofSeconds(5))
            .build();
  }

  /** Returns the first hit, nothing if there is none yet, or no collection. */
  public Optional<Hit> find() throws InterruptedException {
    try {
      HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
      JsonNode found = JSON.readTree(response.body()).path("response").path("docs").path(0);
      JsonNode segment = found.path("segments").path(0);
      return segment.isMissingNode()
          ? Optional.empty()
          : Optional.of(
              new Hit(
                  found.path("episode_title_txt").path(0).asText(),
                  segment.path("start_ms_l").asLong() / 1000,
                  segment.path("text_txt").path(0).asText()));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return phrase;
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
