package io.tributary.connect.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The examples as they are in the repository. */
class ExampleFoldersTest {
  private static final Path ROOT = Path.of("..");
  private static final ExampleFolders EXAMPLES = new ExampleFolders(ROOT.resolve("examples"));

  @Test
  void namesEachExampleWithTheTitleOfItsReadme(@TempDir Path folder) throws IOException {
    Files.writeString(
        Files.createDirectory(folder.resolve("news")).resolve("README.md"), "\n# All the news\n");
    Files.createDirectory(folder.resolve("a"));
    Files.writeString(folder.resolve("README.md"), "# Examples");

    assertThat(new ExampleFolders(folder).describe())
        .containsExactly("a     ", "news  All the news");
  }

  @Test
  void everyExampleHasATitleASampleAndAFolderInTheOverview() throws IOException {
    String overview = Files.readString(EXAMPLES.folder("README.md"));
    for (String name : EXAMPLES.names()) {
      Example example = Example.load(EXAMPLES.folder(name));
      assertThat(example.sample()).as(name).isNotEmpty();
      assertThat(example.connectors().keySet()).as(name).containsAll(example.sample().keySet());
      assertThat(overview).contains("[%s](%s)".formatted(name, name));
    }
    assertThat(EXAMPLES.describe()).allMatch(line -> line.matches("[a-z-]+ {2,}\\S.{10,}"));
  }

  @Test
  void noExampleHoldsASecret() throws IOException {
    for (String name : EXAMPLES.names()) {
      for (Map<String, String> config : Example.load(EXAMPLES.folder(name)).connectors().values()) {
        config.forEach(
            (key, value) -> {
              if (key.matches(".*(token|password|secret).*")) {
                assertThat(value).as("%s of %s", key, name).matches("\\$\\{(env|file):.+}");
              }
            });
      }
    }
  }

  /** What a page tells its reader to type. */
  @Test
  void theQuickstartUnderstandsWhatIsPrinted() throws IOException {
    List<String> commands = new ArrayList<>();
    for (Path page : pages()) {
      Files.readString(page)
          .lines()
          .filter(line -> line.matches("(?:[A-Z_]+=\\S+ )?\\./quickstart( .*)?"))
          .map(line -> line.replaceFirst("^.*?\\./quickstart", "").replaceFirst(" #.*$", ""))
          .forEach(commands::add);
    }
    assertThat(commands).hasSizeGreaterThan(10);
    for (String command : commands) {
      var options = new QuickstartOptions();
      new CommandLine(options)
          .parseArgs(
              Stream.of(command.split(" +", -1))
                  .filter(word -> !word.isEmpty())
                  .toArray(String[]::new));
      assertThat(EXAMPLES.names()).as(command).containsAll(options.examples);
    }
  }

  /** A comment behind a value would be a part of the value. */
  @Test
  void propertiesAreWhatTheyLookLike() throws IOException {
    Pattern fence =
        Pattern.compile("^```properties\\R(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);
    List<Path> pages = pages();
    try (Stream<Path> files = Files.walk(ROOT.resolve("docs"))) {
      files.filter(file -> file.toString().endsWith(".md")).forEach(pages::add);
    }
    int found = 0;
    for (Path page : pages) {
      for (MatchResult match : fence.matcher(Files.readString(page)).results().toList()) {
        var properties = new Properties();
        properties.load(new StringReader(match.group(1)));
        assertThat(properties).as("%s: %s", page, match.group(1)).isNotEmpty();
        properties.forEach(
            (key, value) ->
                assertThat((String) value)
                    .as("%s in %s", key, page)
                    .isNotBlank()
                    .doesNotContain(" #"));
        found++;
      }
    }
    assertThat(found).isGreaterThanOrEqualTo(4);
  }

  @Test
  void everyFileOfAnExampleIsExplainedInItsReadme() throws IOException {
    for (String name : EXAMPLES.names()) {
      String readme = Files.readString(EXAMPLES.folder(name).resolve("README.md"));
      try (Stream<Path> files = Files.list(EXAMPLES.folder(name))) {
        assertThat(files.map(file -> file.getFileName().toString()))
            .as(name)
            .allMatch(
                file -> file.equals("README.md") || readme.contains("| `%s` |".formatted(file)));
      }
      assertThat(readme).as(name).contains("-->", "What you should see", "What to change");
    }
  }

  private static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>(List.of(ROOT.resolve("README.md")));
    for (String name : EXAMPLES.names()) {
      pages.add(EXAMPLES.folder(name).resolve("README.md"));
    }
    pages.add(EXAMPLES.folder("README.md"));
    return pages;
  }
}
