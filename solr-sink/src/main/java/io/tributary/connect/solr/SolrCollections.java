package io.tributary.connect.solr;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Knows and creates collections, or cores where Solr runs without ZooKeeper. */
final class SolrCollections {
  private static final Logger log = LoggerFactory.getLogger(SolrCollections.class);

  /** What Solr says of names that none can have. */
  private static final Pattern INVALID_NAME = Pattern.compile("Invalid (collection|core)\\b");

  private final SolrHttp http;
  private final boolean chosenByFields;
  private final String configset;
  private final int shards;
  private final int replicationFactor;

  /** Whether Solr has a collection, an alias or a core. */
  enum Presence {
    /** It has, though it may not serve it at the moment. */
    KNOWN,
    UNKNOWN,
    /** It does not let its user know, or is not what answers. */
    HIDDEN,
    /** It cannot say so now. */
    UNSURE
  }

  SolrCollections(SolrSinkConfig config, SolrHttp http) {
    this.http = http;
    this.chosenByFields = config.collection().usesFields();
    this.configset = URLEncoder.encode(config.configset(), StandardCharsets.UTF_8);
    this.shards = config.shards();
    this.replicationFactor = config.replicationFactor();
  }

  /**
   * Says whether there is one, which a 404 does not: a node that has just started answers so for
   * shards whose replicas are still loading.
   */
  Presence presence(String collection) throws IOException {
    SolrHttp.Answer cluster =
        http.get("/admin/collections?action=CLUSTERSTATUS&wt=json&collection=" + collection);
    if (cluster.status() == 200) {
      return SolrFailure.isOfSolr(cluster) ? Presence.KNOWN : Presence.HIDDEN;
    }
    if (cluster.status() == 400 && SolrFailure.message(cluster).contains("not found")) {
      return Presence.UNKNOWN;
    }
    if (SolrFailure.isTransient(cluster)) {
      return Presence.UNSURE;
    }
    SolrHttp.Answer cores = http.get("/admin/cores?action=STATUS&wt=json&core=" + collection);
    if (cores.status() != 200 || !SolrFailure.isOfSolr(cores)) {
      return SolrFailure.isTransient(cores) ? Presence.UNSURE : Presence.HIDDEN;
    }
    if (SolrFailure.json(cores).path("status").path(collection).has("name")) {
      return Presence.KNOWN;
    }
    // Of SolrCloud, the cores of one node are not all.
    return cluster.status() == 400 ? Presence.UNKNOWN : Presence.HIDDEN;
  }

  /**
   * Returns null once it is there, whoever has created it, else what went wrong: a server error if
   * that may pass.
   */
  @Nullable SolrOutcome create(String collection) throws IOException {
    SolrHttp.Answer system = http.get("/admin/info/system?wt=json");
    if (system.status() != 200 || !SolrFailure.isOfSolr(system)) {
      return uncreatable(system);
    }
    boolean cloud = SolrFailure.json(system).path("mode").asText().equals("solrcloud");
    String command =
        cloud
            ? """
            /admin/collections?action=CREATE&wt=json&name=%s&collection.configName=%s&numShards=%d\
            &replicationFactor=%d"""
                .formatted(collection, configset, shards, replicationFactor)
            : "/admin/cores?action=CREATE&wt=json&name=%s&configSet=%s"
                .formatted(collection, configset);
    SolrHttp.Answer answer = http.get(command);
    if (answer.status() == 200 && SolrFailure.isOfSolr(answer)) {
      log.info("Created the collection {} with the configset {}", collection, configset);
      return null;
    }
    if (answer.body().contains("already exists") || answer.body().contains("Already creating")) {
      // Another task was faster.
      return null;
    }
    return uncreatable(answer);
  }

  private SolrOutcome uncreatable(SolrHttp.Answer answer) {
    SolrOutcome outcome = SolrFailure.of(answer);
    if (outcome instanceof SolrOutcome.Unavailable) {
      return outcome;
    }
    String reason = "It cannot be created: Solr answers %d: %s";
    String text = reason.formatted(answer.status(), SolrFailure.message(answer));
    if (INVALID_NAME.matcher(text).find()) {
      return chosenByFields ? new SolrOutcome.Misplaced(text) : new SolrOutcome.Broken(text);
    }
    return answer.status() == 400 || answer.status() >= 500
        ? new SolrOutcome.ServerError(text, null)
        : new SolrOutcome.Broken(text);
  }
}
