package io.tributary.connect.solr;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.solr.common.cloud.CompositeIdRouter;
import org.apache.solr.common.cloud.DocRouter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends documents to the leaders of their shards. A node that forwards a batch to a leader whose
 * core is still loading repeats only the first document of it and answers 200 (Solr 9.10.1).
 */
final class SolrRouting {
  private static final Logger log = LoggerFactory.getLogger(SolrRouting.class);
  private static final CompositeIdRouter ROUTER = new CompositeIdRouter();

  /** Shards are split and leaders move without a request that fails. */
  private static final Duration MAX_AGE = Duration.ofMinutes(1);

  /** Fields of records may name any number of collections. */
  private static final int MAX_KNOWN = 1_000;

  private final SolrHttp http;
  private final Set<String> urls;
  private final Map<String, Layout> layouts = new ConcurrentHashMap<>();
  private final Set<String> warned = ConcurrentHashMap.newKeySet();

  /**
   * Some of the documents of a batch.
   *
   * @param url the core to send them to, or an alias at its node, null if any node will do
   * @param place where they end up, null if nobody knows
   */
  record Part(@Nullable String url, @Nullable String place, SolrBatch batch) {}

  /**
   * A shard.
   *
   * @param led whether it has a leader
   * @param url where the leader is, null if its node is not among the configured ones
   * @param place the leader's core and what it holds
   */
  private record Shard(
      DocRouter.Range range, boolean led, @Nullable String url, @Nullable String place) {}

  /**
   * What is known of a collection.
   *
   * @param shards none where ids do not say which one they belong to
   * @param single whether it is one core, as without SolrCloud
   */
  private record Layout(List<Shard> shards, boolean single, long readAt) {}

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
    Layout layout = layout(batch.collection());
    List<Shard> shards = layout.shards();
    if (shards.isEmpty()) {
      return List.of(new Part(null, layout.single() ? batch.collection() : null, batch));
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
            parts.add(
                new Part(shard.url(), shard.place(), new SolrBatch(batch.collection(), updates))));
    return parts;
  }

  /** The collection may not be as it was. */
  void forget(String collection) {
    layouts.remove(collection);
  }

  private Layout layout(String collection) throws IOException {
    Layout known = layouts.get(collection);
    if (known == null || System.nanoTime() - known.readAt() > MAX_AGE.toNanos()) {
      if (layouts.size() >= MAX_KNOWN && !layouts.containsKey(collection)) {
        layouts.clear();
      }
      known = read(collection);
      layouts.put(collection, known);
    }
    return known;
  }

  private Layout read(String collection) throws IOException {
    SolrHttp.Answer answer =
        http.get("/admin/collections?action=CLUSTERSTATUS&wt=json&collection=" + collection);
    boolean unknown = answer.status() == 400 || answer.status() == 404;
    // A proxy that hides what is for administrators says so, too.
    if (unknown && SolrFailure.isOfSolr(answer)) {
      // No SolrCloud, or no such collection: updates will tell.
      boolean single = SolrFailure.message(answer).contains("not running in SolrCloud mode");
      return new Layout(List.of(), single, System.nanoTime());
    }
    boolean answered = answer.status() == 200;
    if (SolrFailure.isTransient(answer) || (answered && !SolrFailure.isOfSolr(answer))) {
      throw new IOException(
          "Solr answers %d when it is asked for the leaders of %s"
              .formatted(answer.status(), collection));
    }
    if (!answered) {
      warnOnce(
          "permission",
          "Solr does not say where the leaders of {} are, so a node that starts may lose documents"
              + " that another one forwards to it: give the user of this connector the permission"
              + " collection-admin-read, and have what is before Solr let /admin/collections pass",
          collection);
      return unrouted();
    }
    JsonNode collections = SolrFailure.json(answer).path("cluster").path("collections");
    // An alias is not found under its own name.
    boolean alias = !collections.has(collection);
    if (alias && collections.size() != 1) {
      return unrouted();
    }
    JsonNode layout = alias ? collections.iterator().next() : collections.path(collection);
    JsonNode router = layout.path("router");
    if (!router.path("name").asText().equals(CompositeIdRouter.NAME) || router.has("field")) {
      return unrouted();
    }
    List<Shard> shards = new ArrayList<>();
    for (JsonNode shard : layout.path("shards")) {
      if (shard.path("state").asText().equals("active")) {
        shards.add(shard(shard, alias ? collection : null));
      }
    }
    if (alias) {
      checkAlias(collection, shards);
    }
    return new Layout(shards, false, System.nanoTime());
  }

  /** A node picks any of its cores for an alias. */
  private void checkAlias(String alias, List<Shard> shards) {
    List<String> nodes = shards.stream().map(Shard::url).filter(Objects::nonNull).toList();
    if (Set.copyOf(nodes).size() < nodes.size()) {
      warnOnce(
          "alias " + alias,
          "{} is an alias, and two leaders of its collection are at one node: if that starts, it may"
              + " lose documents that one core forwards to the other. Write to the collection"
              + " itself",
          alias);
    }
  }

  private static Layout unrouted() {
    return new Layout(List.of(), false, System.nanoTime());
  }

  /**
   * Reads a shard.
   *
   * @param alias what to write to at the leader's node, as it may be another's alias by then; null
   *     to write to its core
   */
  private Shard shard(JsonNode shard, @Nullable String alias) {
    DocRouter.Range range = ROUTER.fromString(shard.path("range").asText());
    for (JsonNode replica : shard.path("replicas")) {
      boolean leads =
          replica.path("leader").asText().equals("true")
              && replica.path("state").asText().equals("active");
      if (leads) {
        String node = replica.path("base_url").asText();
        String core = replica.path("core").asText();
        // Of an alias, too: with every server error the layout is read again, and the core of
        // another
        // collection has another name.
        String place = "%s/%s %s".formatted(node, core, range);
        if (!urls.contains(node)) {
          warnOnce(
              node,
              "A leader is at {}, which is not in solr.url as it is written here: if it starts, it"
                  + " may lose documents that another node forwards to it",
              node);
          return new Shard(range, true, null, place);
        }
        return new Shard(range, true, node + "/" + (alias == null ? core : alias), place);
      }
    }
    return new Shard(range, false, null, null);
  }

  private void warnOnce(String cause, String message, String argument) {
    if (warned.add(cause)) {
      log.warn(message, argument);
    }
  }
}
