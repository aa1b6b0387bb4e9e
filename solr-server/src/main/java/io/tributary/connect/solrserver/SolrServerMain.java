package io.tributary.connect.solrserver;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.solr.cloud.MiniSolrCloudCluster;
import org.apache.solr.embedded.JettyConfig;
import org.apache.solr.embedded.JettySolrRunner;

/** The process that {@code SolrServer} of the embedded module starts. */
final class SolrServerMain {
  private SolrServerMain() {}

  /**
   * Serves until its standard input ends; with SolrCloud a line such as "stop 1" or "start 1" there
   * stops or starts a node.
   *
   * @param arguments the home directory, the port (0 for any free one), the file that gets the
   *     addresses, and the nodes of SolrCloud (0 for a Solr without ZooKeeper)
   */
  public static void main(String[] arguments) {
    Path home = Path.of(arguments[0]);
    Path addresses = Path.of(arguments[2]);
    int nodes = Integer.parseInt(arguments[3]);
    try {
      List<JettySolrRunner> solrs =
          nodes == 0 ? List.of(single(home, Integer.parseInt(arguments[1]))) : cloud(home, nodes);
      publish(
          addresses,
          solrs.stream()
              .map(solr -> solr.getBaseUrl().toString())
              .collect(Collectors.joining(",")));
      obey(solrs);
      System.exit(0);
    } catch (Exception | LinkageError e) {
      // Solr's threads would keep the process alive.
      e.printStackTrace();
      System.exit(1);
    }
  }

  private static JettySolrRunner single(Path home, int port) throws Exception {
    var solr =
        new JettySolrRunner(
            home.toString(),
            new Properties(),
            JettyConfig.builder().setPort(port).enableV2(false).build());
    solr.start(false);
    return solr;
  }

  private static List<JettySolrRunner> cloud(Path home, int nodes) throws Exception {
    var builder =
        new MiniSolrCloudCluster.Builder(nodes, Files.createDirectories(home.resolve("cloud")));
    try (Stream<Path> configsets = Files.list(home.resolve("configsets"))) {
      for (Path configset : configsets.toList()) {
        builder.addConfig(configset.getFileName().toString(), configset.resolve("conf"));
      }
    }
    return builder.build().getJettySolrRunners();
  }

  /** Nobody may see half an address. */
  private static void publish(Path file, String addresses) throws IOException {
    Path draft = file.resolveSibling(file.getFileName() + ".draft");
    Files.writeString(draft, addresses);
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Its standard input ends when whoever started it ends, however that happens. */
  private static void obey(List<JettySolrRunner> solrs) throws Exception {
    var commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      String[] words = line.split(" ", -1);
      JettySolrRunner solr = solrs.get(Integer.parseInt(words[1]));
      if (words[0].equals("stop")) {
        solr.stop();
      } else {
        solr.start();
      }
    }
  }
}
