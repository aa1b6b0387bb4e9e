package io.tributary.connect.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The Solr of a run, which knows the configset that comes with the Solr sink. */
final class QuickstartSolr implements AutoCloseable {
  private static final String URL = "solr.url";
  private static final String COLLECTION = "collection";

  private final SolrServer server;

  private QuickstartSolr(SolrServer server) {
    this.server = server;
  }

  /**
   * Starts it.
   *
   * @param data where it finds what an earlier run has indexed
   * @param plugin the folder of the Solr sink
   */
  static QuickstartSolr start(Path data, int port, Path plugin)
      throws IOException, InterruptedException {
    SolrServer server = SolrServer.start(data, port);
    server.addConfigset("tributary", plugin.resolve("etc/configset"));
    return new QuickstartSolr(server);
  }

  /** Says whether a connector writes to Solr. */
  static boolean isNeeded(Collection<Map<String, String>> configs) {
    return configs.stream().anyMatch(config -> config.containsKey(URL));
  }

  /** Makes connectors write to it. */
  void use(Collection<Map<String, String>> configs) {
    configs.forEach(config -> config.computeIfPresent(URL, (key, value) -> server.url()));
  }

  /**
   * Returns what to look for, if the example is one in which something is looked for.
   *
   * @param wanted what the user has asked for, null if nothing
   * @param example its folder
   */
  Optional<SpokenPhrase> search(
      @Nullable String wanted, Path example, Collection<Map<String, String>> configs)
      throws IOException {
    Path file = example.resolve("search.txt");
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    String phrase = wanted == null ? Files.readString(file).strip() : wanted;
    return configs.stream()
        .filter(config -> config.containsKey(URL))
        .map(config -> server.url() + "/" + config.get(COLLECTION))
        .findFirst()
        .map(collection -> new SpokenPhrase(collection, phrase));
  }

  @Override
  public void close() {
    server.close();
  }
}
