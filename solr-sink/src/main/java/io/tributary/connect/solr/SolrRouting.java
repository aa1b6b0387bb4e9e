package io.tributary.connect.solr;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.solr.common.cloud.CompositeIdRouter;
import org.apache.solr.common.cloud.DocRouter;
import org.jspecify.annotations.Nullable;

/**
 * Sends documents to the leaders of their shards. A node that forwards a batch to a leader whose
 * core is still loading repeats only the first document of it and answers 200 (Solr 9.10.1).
 */
final class SolrRouting {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final CompositeIdRouter ROUTER = new CompositeIdRouter();

  /** Shards are split and leaders move without a request that fails. */
  private static final Duration MAX_AGE = Duration.ofMinutes(1);

  private final SolrHttp http;
  private final Set<String> urls;
  private final Map<String, Layout> layouts = new ConcurrentHashMap<>();

  /**
   * Some of the documents of a batch.
   *
   * @param url the core to send them to, null if any node will do
   */
  record Part(@Nullable String url, SolrBatch batch) {}

  /**
   * A shard.
   *
   * @param led whether it has a leader
   * @param url the leader's core, null if its node is not among the configured ones
   */
  private record Shard(DocRouter.Range range, boolean led, @Nullable String url) {}

  /** The shards of a collection; none where ids do not say which one they belong to. */
  private record Layout(List<Shard> shards, long readAt) {}

  /**
   * Starts without knowing anything.
   *
   * @param urls the nodes that may be asked
   */
  SolrRouting(SolrHttp http, List<String> urls) {
    this.http = http;
    this.urls = Set.copyOf(urls);
  }

  /** Returns the parts of a batch, in order for each id; none if a shard has no leader. */
  List<Part> parts(SolrBatch batch) throws IOException {
    List<Shard> shards = shards(batch.collection());
    if (shards.isEmpty()) {
      return List.of(new Part(null, batch));
    }
    Map<Shard, List<SolrUpdate>> byShard = new LinkedHashMap<>();
    for (SolrUpdate update : batch.updates()) {
      int hash = ROUTER.sliceHash(update.operation().id(), null, null, null);
      Shard shard =
          shards.stream().filter(one -> one.range().includes(hash)).findFirst().orElse(null);
      if (shard == null || !shard.led()) {
        return List.of();
      }
      byShard.computeIfAbsent(shard, any -> new ArrayList<>()).add(update);
    }
    List<Part> parts = new ArrayList<>();
    byShard.forEach(
        (shard, updates) ->
            parts.add(new Part(shard.url(), new SolrBatch(batch.collection(), updates))));
    return parts;
  }

  /** The collection may not be as it was. */
  void forget(String collection) {
    layouts.remove(collection);
  }

  private List<Shard> shards(String collection) throws IOException {
    Layout known = layouts.get(collection);
    if (known == null || System.nanoTime() - known.readAt() > MAX_AGE.toNanos()) {
      known = new Layout(read(collection), System.nanoTime());
      layouts.put(collection, known);
    }
    return known.shards();
  }

  private List<Shard> read(String collection) throws IOException {
    SolrHttp.Answer answer =
        http.get("/admin/collections?action=CLUSTERSTATUS&wt=json&collection=" + collection);
    if (answer.status() != 200) {
      // No SolrCloud, no such collection, or none of our business: updates will tell.
      return List.of();
    }
    // An alias is not found under its own name: it may route documents by rules of its own.
    JsonNode layout =
        JSON.readTree(answer.body()).path("cluster").path("collections").path(collection);
    JsonNode router = layout.path("router");
    if (!router.path("name").asText().equals(CompositeIdRouter.NAME) || router.has("field")) {
      return List.of();
    }
    List<Shard> shards = new ArrayList<>();
    for (JsonNode shard : layout.path("shards")) {
      if (shard.path("state").asText().equals("active")) {
        shards.add(shard(shard));
      }
    }
    return shards;
  }

  private Shard shard(JsonNode shard) {
    DocRouter.Range range = ROUTER.fromString(shard.path("range").asText());
    for (JsonNode replica : shard.path("replicas")) {
      boolean leads =
          replica.path("leader").asText().equals("true")
              && replica.path("state").asText().equals("active");
      if (leads) {
        String node = replica.path("base_url").asText();
        return new Shard(
            range, true, urls.contains(node) ? node + "/" + replica.path("core").asText() : null);
      }
    }
    return new Shard(range, false, null);
  }
}
