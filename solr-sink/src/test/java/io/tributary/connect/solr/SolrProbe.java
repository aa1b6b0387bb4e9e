package io.tributary.connect.solr;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tributary.connect.embedded.SolrServer;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Looks at a core from outside. */
final class SolrProbe {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final SolrServer server;
  private final String core;

  SolrProbe(SolrServer server, String core) {
    this.server = server;
    this.core = core;
  }

  /** Makes visible what Solr has accepted and returns the documents that a query finds, by id. */
  ObjectNode find(String query) {
    try {
      server.post("/%s/update?commit=true".formatted(core), "{}");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    ObjectNode documents = JSON.createObjectNode();
    select(query, 1_000_000)
        .path("docs")
        .forEach(document -> documents.set(document.path("id").asText(), document));
    return documents;
  }

  /** Returns how many documents a query finds as it is, without a commit. */
  long visible(String query) {
    return select(query, 0).path("numFound").asLong();
  }

  private JsonNode select(String query, int rows) {
    try {
      return JSON.readTree(
              server.get(
                  "/%s/select?wt=json&rows=%d&q=%s"
                      .formatted(core, rows, URLEncoder.encode(query, StandardCharsets.UTF_8))))
          .path("response");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Returns all documents by id. */
  ObjectNode all() {
    return find("*:*");
  }

  /** Returns the ids of all documents, sorted. */
  List<String> ids() {
    return ids("*:*");
  }

  /** Returns the ids of what a query finds, sorted. */
  List<String> ids(String query) {
    List<String> ids = new ArrayList<>();
    find(query).fieldNames().forEachRemaining(ids::add);
    Collections.sort(ids);
    return ids;
  }
}
