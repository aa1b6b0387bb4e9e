package io.tributary.connect.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.connect.embedded.SolrServer;
import io.tributary.connect.mastodon.FakeMastodon;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What the three sinks of examples/edits-and-deletes have to hold in the end: the last text of each
 * post that was not deleted.
 *
 * @param texts by the key of the record, which is the post's address
 */
record FollowedPosts(SortedMap<String, String> texts) {
  private static final Duration DEADLINE = Duration.ofSeconds(60);
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Returns what the records of a topic leave. */
  static FollowedPosts leftBy(List<ConsumerRecord<String, String>> records) throws IOException {
    SortedMap<String, String> texts = new TreeMap<>();
    for (ConsumerRecord<String, String> record : records) {
      if (record.value() == null) {
        texts.remove(record.key());
      } else {
        texts.put(record.key(), JSON.readTree(record.value()).path("text").asText());
      }
    }
    return new FollowedPosts(texts);
  }

  static long deletions(List<ConsumerRecord<String, String>> records) {
    return records.stream().filter(record -> record.value() == null).count();
  }

  /** Waits until table, collection and account hold this and nothing else. */
  void awaitIn(Path database, SolrServer solr, String collection, FakeMastodon mastodon) {
    await()
        .atMost(DEADLINE)
        .ignoreExceptions()
        .untilAsserted(
            () -> {
              assertThat(
                      Database.query(
                          database, "select uri, text from \"PostToFollow\" order by uri"))
                  .containsExactlyElementsOf(
                      texts.entrySet().stream()
                          .map(post -> post.getKey() + "|" + post.getValue())
                          .toList());
              assertThat(documents(solr, collection, "*:*&fq=-deleted_b:true", "text_txt"))
                  .isEqualTo(texts);
              assertThat(mastodon.texts()).containsExactlyInAnyOrderElementsOf(texts.values());
            });
  }

  /** Returns one field of each document that is found, by id. */
  static SortedMap<String, String> documents(
      SolrServer solr, String collection, String query, String field) throws Exception {
    JsonNode answer =
        JSON.readTree(solr.get("/%s/select?wt=json&rows=1000&q=%s".formatted(collection, query)));
    SortedMap<String, String> found = new TreeMap<>();
    for (JsonNode document : answer.at("/response/docs")) {
      found.put(document.path("id").asText(), document.path(field).path(0).asText());
    }
    return found;
  }
}
