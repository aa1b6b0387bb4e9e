package io.tributary.connect.embedded;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One folder of {@code examples/}: the configuration of each connector, and what sample mode
 * changes in it.
 *
 * @param connectors by file name without {@code .json}
 * @param sample the same, with only the keys that sample mode overrides
 */
public record Example(
    String name,
    SortedMap<String, Map<String, String>> connectors,
    Map<String, Map<String, String>> sample) {
  private static final String SAMPLE = "sample.json";
  private static final Pattern WEB_ADDRESS = Pattern.compile("(?:http|ws)s?://[^\\s,\"]+");
  private static final String POSTS = "${sample.posts}";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Reads the example from its folder. */
  public static Example load(Path folder) throws IOException {
    SortedMap<String, Map<String, String>> connectors = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(it -> it.toString().endsWith(".json")).toList()) {
        String fileName = file.getFileName().toString();
        if (!fileName.equals(SAMPLE)) {
          connectors.put(
              fileName.substring(0, fileName.length() - ".json".length()),
              JSON.readValue(file.toFile(), new TypeReference<>() {}));
        }
      }
    }
    Path sample = folder.resolve(SAMPLE);
    return new Example(
        folder.getFileName().toString(),
        connectors,
        Files.exists(sample)
            ? JSON.readValue(sample.toFile(), new TypeReference<>() {})
            : Map.of());
  }

  /**
   * Returns the configurations by connector name, with the database where the quickstart keeps it.
   */
  public SortedMap<String, Map<String, String>> live(Path data) {
    SortedMap<String, Map<String, String>> configs = new TreeMap<>();
    connectors.forEach(
        (stem, config) -> {
          Map<String, String> own = new TreeMap<>(config);
          own.computeIfPresent("database", (key, value) -> database(data).toString());
          configs.put(name + "-" + stem, own);
        });
    return configs;
  }

  /**
   * Returns the configurations of sample mode. What the sample says of a file that is not there is
   * passed over, since files may be deleted.
   *
   * @param server what stands for <code>${sample.feeds}</code> or <code>${sample.posts}</code>
   */
  public SortedMap<String, Map<String, String>> sample(Path data, String server) {
    SortedMap<String, Map<String, String>> configs = live(data);
    sample.forEach(
        (stem, overrides) -> {
          Map<String, String> config = configs.get(name + "-" + stem);
          if (config != null) {
            overrides.forEach(
                (key, value) ->
                    config.put(
                        key, value.replace("${sample.feeds}", server).replace(POSTS, server)));
          }
        });
    return configs;
  }

  /** Returns the file that a sink of this example writes to in the quickstart. */
  public Path database(Path data) {
    return data.resolve(name + ".db").toAbsolutePath();
  }

  /** Whether sample mode needs posts, and not feeds. */
  boolean readsPosts() {
    return sample.values().stream()
        .anyMatch(config -> config.values().stream().anyMatch(value -> value.contains(POSTS)));
  }

  /** Returns an address that live mode depends on, if there is one. */
  Optional<String> liveAddress() {
    return connectors.values().stream()
        // Sinks name addresses too, but wait for what comes.
        .filter(config -> !config.containsKey("topics"))
        .flatMap(config -> config.values().stream())
        .map(WEB_ADDRESS::matcher)
        .filter(Matcher::find)
        .map(Matcher::group)
        // The same server, as an HTTP client addresses it.
        .map(address -> address.replaceFirst("^ws", "http"))
        .findFirst();
  }
}
