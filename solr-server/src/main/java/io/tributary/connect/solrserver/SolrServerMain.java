package io.tributary.connect.solrserver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Properties;
import org.apache.solr.embedded.JettyConfig;
import org.apache.solr.embedded.JettySolrRunner;

/** The process that {@link SolrServer} starts. */
final class SolrServerMain {
  private SolrServerMain() {}

  /**
   * Serves until its standard input ends.
   *
   * @param arguments the home directory, the port (0 for any free one) and the file that gets the
   *     address
   */
  public static void main(String[] arguments) {
    try {
      serve(Path.of(arguments[0]), Integer.parseInt(arguments[1]), Path.of(arguments[2]));
      System.exit(0);
    } catch (Exception | LinkageError e) {
      // Solr's threads would keep the process alive.
      e.printStackTrace();
      System.exit(1);
    }
  }

  private static void serve(Path home, int port, Path address) throws Exception {
    var solr =
        new JettySolrRunner(
            home.toString(),
            new Properties(),
            JettyConfig.builder().setPort(port).enableV2(false).build());
    solr.start(false);
    publish(address, solr.getBaseUrl().toString());
    awaitEndOfParent();
  }

  /** Nobody may see half an address. */
  private static void publish(Path address, String url) throws IOException {
    Path draft = address.resolveSibling(address.getFileName() + ".draft");
    Files.writeString(draft, url);
    Files.move(draft, address, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Its standard input ends when whoever started it ends, however that happens. */
  private static void awaitEndOfParent() throws IOException {
    while (System.in.read() >= 0) {
      // Nobody writes to it.
    }
  }
}
