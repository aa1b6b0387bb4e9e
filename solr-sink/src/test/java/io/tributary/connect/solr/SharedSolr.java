package io.tributary.connect.solr;

import io.tributary.connect.embedded.SolrServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One Solr for all tests of this JVM, with which it ends, and a core for each of them. */
final class SharedSolr {
  static final Path CONFIGSET = Path.of("src/plugin/etc/configset");

  private static @Nullable SolrServer server;
  private static int cores;

  private SharedSolr() {}

  static synchronized SolrServer server() throws IOException, InterruptedException {
    if (server == null) {
      server = SolrServer.start(Files.createTempDirectory(Path.of("target"), "solr"));
      server.addConfigset("tributary", CONFIGSET);
    }
    return server;
  }

  /** Creates an empty core and returns its name. */
  static synchronized String core() throws IOException, InterruptedException {
    String core = "core" + cores++;
    server().createCore(core, CONFIGSET);
    return core;
  }

  /** Starts a task that writes to a core. */
  static TaskHarness task(String core, Map<String, String> overrides)
      throws IOException, InterruptedException {
    Map<String, String> config = new HashMap<>(overrides);
    config.put("collection", core);
    return TaskHarness.start(server().url(), config);
  }

  static SolrProbe probe(String core) throws IOException, InterruptedException {
    return new SolrProbe(server(), core);
  }
}
