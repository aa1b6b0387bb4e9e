package io.tributary.connect.packaging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.connect.embedded.ConnectRest;
import io.tributary.connect.embedded.Example;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * The queries and commands that the README of an example shows. They have to work as printed, but
 * for the ports, while the example's connectors run.
 */
final class ExampleReadme {
  private static final Duration DEADLINE = Duration.ofSeconds(60);
  private static final Pattern FENCE =
      Pattern.compile("^```(sh|sql)\\R(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);

  /** What somebody types at a terminal, and what only a shop window is. */
  private static final Pattern ELSEWHERE = Pattern.compile("\\./quickstart|^sqlite3 \\S+$");

  private static final String SOLR = "http://localhost:8983/solr";
  private static final Pattern SEARCH = Pattern.compile("/select\\b");
  private static final Pattern FOUND = Pattern.compile("\"numFound\":(\\d+)");
  private static final String FILES = "-d @examples/";
  private static final String REFUSED = "# refused: ";

  /** An answer that says no ends the block, as it would end a script. */
  private static final String STRICT_CURL =
      "curl() { command curl --fail-with-body --silent --show-error \"$@\"; }\n";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Example example;
  private final List<Block> blocks;

  private record Block(String language, String text) {
    boolean isCommand() {
      return language.equals("sh")
          && text.lines().noneMatch(line -> ELSEWHERE.matcher(line).find());
    }

    /** How many times Solr is asked. */
    long searches() {
      return SEARCH.matcher(text).results().count();
    }

    boolean usesFiles() {
      return text.contains(FILES);
    }
  }

  private record Run(int status, String output) {}

  private ExampleReadme(Example example, List<Block> blocks) {
    this.example = example;
    this.blocks = blocks;
  }

  static ExampleReadme of(Example example) throws IOException {
    Path page = Build.ROOT.resolve("examples").resolve(example.name()).resolve("README.md");
    return new ExampleReadme(
        example,
        FENCE
            .matcher(Files.readString(page))
            .results()
            .map(fence -> new Block(fence.group(1), fence.group(2)))
            .toList());
  }

  /** Runs everything in a README of an example without a Solr. */
  void check(ConnectRest rest, Path data) throws Exception {
    assertThat(blocks).noneMatch(block -> block.text().contains(SOLR));
    check(rest, data, SOLR);
  }

  /**
   * Runs everything, and leaves the connectors stopped, with the configurations of the files.
   *
   * @param data where the example's database is
   * @param solr the address of its Solr
   */
  void check(ConnectRest rest, Path data, String solr) throws Exception {
    List<Block> commands = blocks.stream().filter(Block::isCommand).toList();
    for (Block block : commands) {
      if (block.searches() > 0) {
        // What was written is found a moment later.
        await().atMost(DEADLINE).untilAsserted(() -> checkSearches(block, rest.url(), data, solr));
      } else if (!block.usesFiles()) {
        checkCommand(block, run(block, rest.url(), data, solr));
      }
    }
    for (Block block : blocks) {
      if (block.language().equals("sql")) {
        checkQueries(block, example.database(data));
      }
    }
    // Stopped, or they would go on with the real feeds and streams of the files.
    for (String stem : example.connectors().keySet()) {
      rest.stop(connector(stem));
    }
    for (Block block : commands) {
      if (block.usesFiles()) {
        checkCommand(block, run(block, rest.url(), data, solr));
      }
    }
    for (Map.Entry<String, Map<String, String>> file : example.connectors().entrySet()) {
      String connector = connector(file.getKey());
      Map<String, String> expected = new HashMap<>(file.getValue());
      expected.put("name", connector);
      Map<String, String> stored =
          JSON.convertValue(
              rest.request("GET", "/connectors/%s/config".formatted(connector), null).body(),
              new TypeReference<>() {});
      assertThat(stored).as("%s after the README's PUT", connector).isEqualTo(expected);
    }
  }

  private String connector(String stem) {
    return example.name() + "-" + stem;
  }

  private static void checkCommand(Block block, Run run) {
    if (block.text().contains(REFUSED)) {
      assertThat(run.status()).as(block.text() + run.output()).isNotZero();
      assertThat(run.output()).as(block.text()).contains("\"error_code\":400");
    } else {
      assertThat(run.status()).as(block.text() + run.output()).isZero();
    }
  }

  private static void checkSearches(Block block, URI rest, Path data, String solr)
      throws IOException, InterruptedException {
    Run run = run(block, rest, data, solr);
    checkCommand(block, run);
    assertThat(FOUND.matcher(run.output()).results().map(found -> found.group(1)))
        .as(block.text() + run.output())
        .hasSize((int) block.searches())
        .doesNotContain("0");
  }

  private static void checkQueries(Block block, Path database) {
    for (String query : block.text().split(";\\s*(?:\\R|$)", -1)) {
      if (!query.isBlank()) {
        await()
            .atMost(DEADLINE)
            .ignoreExceptions()
            .untilAsserted(
                () -> assertThat(Database.query(database, query)).as(query).isNotEmpty());
      }
    }
  }

  private static Run run(Block block, URI rest, Path data, String solr)
      throws IOException, InterruptedException {
    String script =
        STRICT_CURL
            + block
                .text()
                .replace("localhost:8083", rest.getAuthority())
                .replace(SOLR, solr)
                .replace("quickstart-data/", data + "/");
    Path output = Files.createTempFile(data, "commands", ".out");
    Process process =
        new ProcessBuilder("bash", "-o", "pipefail", "-euc", script)
            .directory(Build.ROOT.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS)).as(script).isTrue();
      return new Run(process.exitValue(), Files.readString(output, UTF_8));
    } finally {
      process.destroyForcibly();
    }
  }
}
