package io.tributary.connect.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.connect.embedded.SolrServer;
import java.io.IOException;
import java.nio.file.Path;

/** A new core with the configset of the sink, which is gone afterwards. */
final class SolrCore implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String NAME = "pages";

  private final SolrServer server;

  SolrCore(SolrServer server) throws IOException, InterruptedException {
    this.server = server;
    server.createCore(
        NAME,
        Path.of(System.getProperty("tributary.home"))
            .resolve("solr-sink/src/plugin/etc/configset"));
  }

  String url() {
    return server.url();
  }

  String name() {
    return NAME;
  }

  /** Makes everything visible and fails unless it is as many documents. */
  void requireVisible(long documents) throws IOException, InterruptedException {
    server.get("/%s/update?commit=true".formatted(NAME));
    long found =
        JSON.readTree(server.get("/%s/select?q=*:*&rows=0".formatted(NAME)))
            .path("response")
            .path("numFound")
            .asLong();
    if (found != documents) {
      throw new IllegalStateException(
          "%d documents are visible, not %d".formatted(found, documents));
    }
  }

  @Override
  public void close() throws IOException {
    try {
      server.get("/admin/cores?action=UNLOAD&deleteInstanceDir=true&core=" + NAME);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while deleting a core", e);
    }
  }
}
