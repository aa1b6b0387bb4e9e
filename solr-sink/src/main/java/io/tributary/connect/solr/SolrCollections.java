package io.tributary.connect.solr;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Knows and creates collections, or cores where Solr runs without ZooKeeper. */
final class SolrCollections {
  private static final Logger log = LoggerFactory.getLogger(SolrCollections.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final SolrHttp http;
  private final String configset;
  private final int shards;
  private final int replicationFactor;

  SolrCollections(SolrSinkConfig config, SolrHttp http) {
    this.http = http;
    this.configset = URLEncoder.encode(config.configset(), StandardCharsets.UTF_8);
    this.shards = config.shards();
    this.replicationFactor = config.replicationFactor();
  }

  /**
   * Says whether Solr has a collection, an alias or a core, though it may not serve it at the
   * moment: a node that has just started answers 404 for shards whose replicas are still loading.
   */
  boolean isKnown(String collection) throws IOException {
    SolrHttp.Answer cluster =
        http.get("/admin/collections?action=CLUSTERSTATUS&wt=json&collection=" + collection);
    if (cluster.status() == 200) {
      return true;
    }
    SolrHttp.Answer cores = http.get("/admin/cores?action=STATUS&wt=json&core=" + collection);
    return cores.status() == 200
        && JSON.readTree(cores.body()).path("status").path(collection).has("name");
  }

  /** Returns null once it is there, whoever has created it, else what went wrong. */
  @Nullable SolrOutcome create(String collection) throws IOException {
    SolrHttp.Answer system = http.get("/admin/info/system?wt=json");
    if (system.status() != 200) {
      return SolrUpdates.outcome(system);
    }
    boolean cloud = JSON.readTree(system.body()).path("mode").asText().equals("solrcloud");
    String command =
        cloud
            ? """
            /admin/collections?action=CREATE&wt=json&name=%s&collection.configName=%s&numShards=%d\
            &replicationFactor=%d"""
                .formatted(collection, configset, shards, replicationFactor)
            : "/admin/cores?action=CREATE&wt=json&name=%s&configSet=%s"
                .formatted(collection, configset);
    SolrHttp.Answer answer = http.get(command);
    if (answer.status() == 200) {
      log.info("Created the collection {} with the configset {}", collection, configset);
      return null;
    }
    SolrOutcome outcome = SolrUpdates.outcome(answer);
    if (answer.body().contains("already exists") || answer.body().contains("Already creating")) {
      // Another task was faster.
      return null;
    }
    // A configset that is not there is no document's fault, whatever the status.
    return outcome instanceof SolrOutcome.Unavailable
        ? outcome
        : new SolrOutcome.Broken("It cannot be created: " + outcome);
  }
}
