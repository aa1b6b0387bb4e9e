package io.tributary.connect.solr;

import static io.tributary.connect.solr.TaskHarness.record;
import static java.util.Locale.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.connect.embedded.SpokenPhrase;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the sources of this pack emit, found as its readers would search, with nothing set. */
class SolrRecordsIT {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.USE_LONG_FOR_INTS);

  private static String core = "";

  @BeforeAll
  static void writeOneOfEach() throws Exception {
    core = SharedSolr.core();
    for (String kind : List.of("feed-entry", "post", "transcript")) {
      write(core, kind, Map.of("copy.to.text", "true"));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "feed-entry | title_txt:dredging",
        "feed-entry | text_txt:winters~1 AND feed_title_txt:harbour",
        "feed-entry | published_at_dt:[2026-11-20T00:00:00Z TO 2026-11-20T23:59:59Z]",
        "feed-entry | tags_ss:sand AND language_s:en AND author_s:\"Ada Quay\"",
        "feed-entry | duration_seconds_l:[1800 TO *] AND episode_season_l:2",
        "feed-entry | episode_subtitle_txt:shovel AND episode_explicit_b:false",
        "feed-entry | episode_persons_txt:crane",
        "post | text_txt:pier AND did_s:\"did:plc:abc\"",
        "post | tags_ss:tides AND langs_ss:en",
        "post | links_ss:\"https://tides.example/today\"",
        "post | created_at_dt:[* TO 2026-11-22T00:00:00Z] AND card_title_txt:tables",
        "post | media_txt:heron",
        "transcript | text_txt:\"sand comes back\" AND episode_title_txt:beginners",
        "transcript | segments_txt:spring",
        "feed-entry | shovel",
        "post | pier",
        "transcript | spring",
      })
  void isFoundBy(String kind, String query) throws Exception {
    assertThat(SharedSolr.probe(core).ids(query)).containsExactly(kind);
  }

  @ParameterizedTest
  @CsvSource({"feed-entry,title", "post,text", "transcript,text"})
  void isADocumentInEveryModeForSchemasAndNestedFields(String kind, String field) throws Exception {
    String other = SharedSolr.core();
    for (SolrDocuments.NestedMode nested : SolrDocuments.NestedMode.values()) {
      String mode = nested.name().toLowerCase(ROOT);
      write(other, kind, Map.of("schema.mode", "create", "nested.mode", mode));
      assertThat(SharedSolr.probe(other).ids(field + ":*")).contains(kind);
    }
  }

  @Test
  void aPhraseIsFoundWithTheSecondItIsSaidAt() throws Exception {
    String other = SharedSolr.core();
    write(other, "transcript", Map.of("nested.mode", "child"));
    SharedSolr.probe(other).all();

    var phrase = new SpokenPhrase(SharedSolr.server().url() + "/" + other, "it is sent away");
    assertThat(phrase.find())
        .contains(
            new SpokenPhrase.Hit("Dredging for beginners", 5, "Every spring it is sent away."));
  }

  @Test
  void keepsWhatTheRecordSays() throws Exception {
    JsonNode document = SharedSolr.probe(core).all().path("feed-entry");

    assertThat(document.path("duration_seconds_l").asLong()).isEqualTo(1820);
    assertThat(document.path("event_time_dt").asText()).isEqualTo("2026-11-21T09:30:15.123Z");
    assertThat(document.path("id_s").asText()).isEqualTo("log-7");
  }

  private static void write(String core, String kind, Map<String, String> config) throws Exception {
    try (InputStream file = SolrRecordsIT.class.getResourceAsStream("/record/" + kind + ".json");
        TaskHarness sink = SharedSolr.task(core, config)) {
      Map<String, Object> value = JSON.readValue(file, new TypeReference<>() {});
      sink.put(record(0, kind, value));
      sink.awaitSettled();
      assertThat(sink.reporter.reasons).isEmpty();
    }
  }
}
