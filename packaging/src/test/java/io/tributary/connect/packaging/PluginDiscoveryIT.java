package io.tributary.connect.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.connect.common.FencedConfigs;
import io.tributary.connect.embedded.ConnectRest;
import io.tributary.connect.embedded.EmbeddedCluster;
import io.tributary.connect.embedded.WorkerProcess;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A worker finds every plugin of the pack, on every supported Java, and each one on its own. */
class PluginDiscoveryIT {
  private static final String TRANSFORMS = "tributary-transforms";

  private record Plugin(String directory, String type, String className) {
    boolean isConnector() {
      return !directory.equals(TRANSFORMS);
    }
  }

  private static final List<Plugin> PLUGINS =
      List.of(
          new Plugin(
              "tributary-rss-source", "source", "io.tributary.connect.rss.RssSourceConnector"),
          new Plugin(
              "tributary-bluesky-source",
              "source",
              "io.tributary.connect.bluesky.BlueskySourceConnector"),
          new Plugin(
              "tributary-sqlite-sink", "sink", "io.tributary.connect.sqlite.SqliteSinkConnector"),
          new Plugin(
              "tributary-mastodon-sink",
              "sink",
              "io.tributary.connect.mastodon.MastodonSinkConnector"),
          new Plugin("tributary-solr-sink", "sink", "io.tributary.connect.solr.SolrSinkConnector"),
          transform("predicate", "FieldMatches"),
          transform("transformation", "Keep"),
          transform("transformation", "Compose$Key"),
          transform("transformation", "Compose$Value"),
          transform("transformation", "Pick$Key"),
          transform("transformation", "Pick$Value"));

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path folder;
  private static EmbeddedCluster cluster;

  @BeforeAll
  static void startBroker() throws IOException {
    cluster = EmbeddedCluster.start(folder.resolve("cluster"));
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {17, 21, 25})
  void findsEveryPluginOnJava(int feature) throws Exception {
    Optional<Path> java = InstalledJdks.java(feature);
    assumeThat(java).as("JDK %d is not installed here: not tested on it", feature).isPresent();

    try (WorkerProcess worker =
        cluster.startWorker(
            java.orElseThrow(), Build.PLUGINS, Map.of("group.id", "on-" + feature))) {
      assertThat(found(worker.rest()))
          .containsExactlyInAnyOrder(PLUGINS.stream().map(it -> line(it)).toArray(String[]::new));
      assertThat(worker.log()).doesNotContain("Failed to get plugin version");
    }
  }

  static Collection<List<Plugin>> directories() {
    return PLUGINS.stream().collect(Collectors.groupingBy(Plugin::directory)).values();
  }

  @ParameterizedTest
  @MethodSource("directories")
  void loadsEachDirectoryWithNoOtherOnThePath(List<Plugin> plugins) throws Exception {
    String directory = plugins.get(0).directory();
    Path path = Files.createDirectory(folder.resolve(directory));
    Files.createSymbolicLink(path.resolve(directory), Build.PLUGINS.resolve(directory));

    try (WorkerProcess worker =
        cluster.startWorker(path, Map.of("group.id", "alone-" + directory))) {
      assertThat(found(worker.rest()))
          .containsExactlyInAnyOrder(plugins.stream().map(it -> line(it)).toArray(String[]::new));

      for (Plugin plugin : plugins) {
        assertThat(properties(worker.rest(), plugin)).as("its properties").isNotEmpty();
        if (plugin.isConnector()) {
          assertThat(validate(worker.rest(), Map.of("connector.class", plugin.className())))
              .as("required properties are asked for")
              .isNotEmpty();
          for (Map<String, String> shown : shownConfigs(plugin)) {
            assertThat(validate(worker.rest(), shown)).as(shown.toString()).isEmpty();
          }
        }
      }
    }
  }

  @Test
  void findsEveryPluginWithTheSettingsOfTheComposeFile() throws Exception {
    var settings = new Properties();
    try (Reader file =
        Files.newBufferedReader(Build.ROOT.resolve("examples/docker-compose.worker.properties"))) {
      settings.load(file);
    }
    Map<String, String> overrides = new HashMap<>();
    settings.stringPropertyNames().stream()
        // These say where the containers are.
        .filter(name -> !name.matches("bootstrap.servers|listeners|plugin.path|rest.advertised.*"))
        .forEach(name -> overrides.put(name, settings.getProperty(name)));
    assertThat(overrides).hasSizeGreaterThan(10);

    try (WorkerProcess worker = cluster.startWorker(Build.PLUGINS, overrides)) {
      assertThat(found(worker.rest())).hasSameSizeAs(PLUGINS);
    }
  }

  /** What is shown of transforms needs the connectors whose records they change. */
  @Test
  void acceptsWhatIsShownOfTransformsAndRefusesWhatContradictsItself() throws Exception {
    List<Map<String, String>> shown =
        FencedConfigs.in(Build.PLUGINS.resolve(TRANSFORMS + "/doc/README.md"));
    try (WorkerProcess worker =
        cluster.startWorker(Build.PLUGINS, Map.of("group.id", "transforms"))) {
      assertThat(shown).isNotEmpty();
      for (Map<String, String> config : shown) {
        assertThat(validate(worker.rest(), config)).as(config.toString()).isEmpty();
      }

      Map<String, String> broken =
          JSON.readValue(
              Build.PLUGINS.resolve(TRANSFORMS + "/etc/transforms.json").toFile(),
              new TypeReference<>() {});
      assertThat(validate(worker.rest(), broken)).isEmpty();
      broken.put("transforms.hashtags.exists", "true");
      broken.put("transforms.hashtags.pattern", "(");
      assertThat(validate(worker.rest(), broken))
          .anySatisfy(error -> assertThat(error).contains("exists", "there is any.of already"))
          .anySatisfy(error -> assertThat(error).contains("pattern", "RE2"));
    }
  }

  /** The configurations that come with the plugin or are the first to be copied from the README. */
  private static List<Map<String, String>> shownConfigs(Plugin plugin) throws IOException {
    List<Map<String, String>> configs = new ArrayList<>();
    try (Stream<Path> files = Files.list(Build.PLUGINS.resolve(plugin.directory() + "/etc"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        configs.add(JSON.readValue(file.toFile(), new TypeReference<>() {}));
      }
    }
    for (String page : List.of("README.md", "docs/operations.md")) {
      List<Map<String, String>> shown = FencedConfigs.in(Build.ROOT.resolve(page));
      assertThat(shown).as(page).isNotEmpty();
      configs.addAll(shown);
    }
    return configs.stream()
        .filter(config -> plugin.className().equals(config.get("connector.class")))
        .toList();
  }

  /** Returns what the worker says is wrong. */
  private static List<String> validate(ConnectRest rest, Map<String, String> config)
      throws Exception {
    Map<String, String> named = new HashMap<>(config);
    named.put("name", "shown");
    JsonNode answer =
        rest.request(
                "PUT",
                "/connector-plugins/%s/config/validate".formatted(config.get("connector.class")),
                JSON.writeValueAsString(named))
            .body();
    return answer.path("configs").findValues("errors").stream()
        .flatMap(errors -> StreamSupport.stream(errors.spliterator(), false))
        .map(JsonNode::asText)
        .toList();
  }

  /** Returns what the worker says of the properties that a plugin has. */
  private static JsonNode properties(ConnectRest rest, Plugin plugin) throws InterruptedException {
    return rest.request("GET", "/connector-plugins/%s/config".formatted(plugin.className()), null)
        .body();
  }

  /** Returns what the worker says of the plugins that are not Kafka's own. */
  private static List<String> found(ConnectRest rest) throws InterruptedException {
    JsonNode plugins = rest.request("GET", "/connector-plugins?connectorsOnly=false", null).body();
    return StreamSupport.stream(plugins.spliterator(), false)
        .filter(it -> !it.path("class").asText().startsWith("org.apache.kafka."))
        .map(
            it ->
                "%s %s %s"
                    .formatted(
                        it.path("type").asText(),
                        it.path("class").asText(),
                        it.path("version").asText()))
        .toList();
  }

  private static Plugin transform(String type, String name) {
    return new Plugin(TRANSFORMS, type, "io.tributary.connect.transforms." + name);
  }

  private static String line(Plugin plugin) {
    return "%s %s %s".formatted(plugin.type(), plugin.className(), Build.version());
  }
}
