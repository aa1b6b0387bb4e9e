package io.tributary.connect.packaging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.connect.embedded.EmbeddedClassPath;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs what the quickstart script runs, in a process of its own. */
class QuickstartIT {
  private record Run(int status, String output) {}

  @TempDir Path folder;

  @Test
  void showsEpisodesAndASecondRunContinues() throws Exception {
    Path database = folder.resolve("data/podcasts.db");
    Run first = sample("--for", "8s");
    assertThat(first.status()).as(first.output()).isZero();
    assertThat(first.output())
        .contains("First row written after ")
        .contains(" MB resident")
        .contains("sqlite3 ", "from \"NewPodcastEpisode\"'", "from \"PodcastTranscript\"'")
        .containsPattern(
            "\\d\\d:\\d\\d:\\d\\d  NewPodcastEpisode  Fog signals, and who still listens")
        .containsPattern(
            "\\d\\d:\\d\\d:\\d\\d  PodcastTranscript  Fog signals, and who still listens");
    List<String> before = Database.query(database, "select id from \"NewPodcastEpisode\"");

    Run second = sample("--for", "8s");
    assertThat(second.status()).as(second.output()).isZero();
    List<String> after = Database.query(database, "select id from \"NewPodcastEpisode\"");

    assertThat(after).hasSizeGreaterThan(before.size()).containsAll(before).doesNotHaveDuplicates();
    assertThat(second.output()).doesNotContain("Fog signals, and who still listens");
  }

  @Test
  void showsPostsOfAnInventedNetwork() throws Exception {
    Run run = sample("--example", "bluesky-firehose", "--for", "8s");

    assertThat(run.status()).as(run.output()).isZero();
    assertThat(run.output())
        .contains("sample data from ws://127.0.0.1:")
        .contains("NewPost  Fog until noon, then all at once the whole fleet.");
    assertThat(
            Database.query(
                folder.resolve("data/bluesky-firehose.db"), "select value from \"NewPost_links\""))
        .contains("https://harbour.example/log/fog");
  }

  @Test
  void runsSeveralExamplesAndSaysHowTheirConnectorsAre() throws Exception {
    Run run = sample("--example", "podcasts,operation-counts", "--for", "17s");

    assertThat(run.status()).as(run.output()).isZero();
    assertThat(run.output())
        .containsPattern("Example podcasts with sample data from http://127.0.0.1:")
        .containsPattern("Example operation-counts with sample data from ws://127.0.0.1:")
        .containsPattern(moving("podcasts-rss-source", "lag \\d+\\.\\d s"))
        .containsPattern(moving("podcasts-sqlite-sink", "lag \\d+"))
        .containsPattern(moving("operation-counts-sqlite-sink", "lag \\d+"));
    assertThat(
            Database.query(
                folder.resolve("data/podcasts.db"), "select count(*) from \"NewPodcastEpisode\""))
        .isNotEqualTo(List.of("0"));
    assertThat(
            Database.query(
                folder.resolve("data/operation-counts.db"),
                "select distinct _header_operation from \"BlueskyEvent\" order by 1"))
        .contains("create", "update");
  }

  @Test
  void listsTheExamples() throws Exception {
    Run run = run("--list");

    assertThat(run.status()).as(run.output()).isZero();
    assertThat(run.output().lines())
        .hasSizeGreaterThan(6)
        .anyMatch(line -> line.matches("podcasts +Podcasts into SQLite"))
        .anyMatch(line -> line.startsWith("edits-and-deletes  "));
  }

  @Test
  void showsTheStatusesOfADryRun() throws Exception {
    Run run = sample("--example", "repost-to-mastodon", "--for", "15s");

    assertThat(run.status()).as(run.output()).isZero();
    assertThat(run.output())
        .contains("a dry run", "--mastodon-url")
        .containsPattern("Would post at://did:plc:sampleinesgardenexample/\\S+ \\(unlisted, en")
        .containsPattern("(?m)^Slugs 4, lettuce 0\\. Notes on copper tape: https://garden.example")
        .contains("Would edit at://did:plc:sampleinesgardenexample/");
  }

  @Test
  void saysThatPostingNeedsAToken() throws Exception {
    Run run = run("--example", "blog", "--mastodon-url", "https://mastodon.example");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.output()).contains("--mastodon-url", "MASTODON_TOKEN").doesNotContain("\tat ");
  }

  @Test
  void findsASpokenPhraseInASolrThatOtherExamplesUseToo() throws Exception {
    Run run =
        sample(
            "--example",
            "blog,podcast-search,edits-and-deletes",
            "--with-solr",
            "--solr-port",
            "0",
            "--for",
            "30s");

    assertThat(run.status()).as(run.output()).isZero();
    assertThat(run.output())
        .containsPattern("Solr +http://127.0.0.1:\\d+/solr/transcripts")
        .contains(
            "Found \"the letters came\" in \"Fog signals, and who still listens\" at second 5:"
                + " Then the letters came.")
        .containsPattern(moving("blog-solr-sink", "lag \\d+"))
        .containsPattern(moving("edits-and-deletes-solr-sink", "lag \\d+"))
        .contains("Would edit at://did:plc:sampleinesgardenexample/");
    assertThat(
            Database.query(
                folder.resolve("data/edits-and-deletes.db"),
                "select text like '%(edited)' from \"PostToFollow\" where operation = 'update' limit 1"))
        .containsExactly("1");
  }

  @Test
  void refusesASolrThatTheExampleDoesNotUse() throws Exception {
    Run run = run("--with-solr", "--data", folder.toString());

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.output()).contains("does not write to Solr", "podcast-search");
  }

  @Test
  void namesThePortThatIsTakenAndTheFlag() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();

      Run run = run("--rest-port", Integer.toString(port), "--data", folder.toString());

      assertThat(run.status()).isEqualTo(2);
      assertThat(run.output())
          .contains(Integer.toString(port), "--rest-port")
          .doesNotContain("\tat ");
    }
  }

  @Test
  void listsTheExamplesWhenTheNameIsUnknown() throws Exception {
    Run run = run("--example", "nothing");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.output()).contains("nothing", "podcasts");
  }

  @Test
  void freshDeletesOnlyWhatARunHasMade() throws Exception {
    Path data = Files.createDirectories(folder.resolve("data"));
    for (String own : List.of("letter.txt", "photos.db", ".quickstart")) {
      Files.writeString(data.resolve(own), "mine");
    }
    // What a run of long ago might have left.
    Files.writeString(data.resolve("podcasts.db"), "not a database");

    Run run = sample("--fresh", "--for", "6s");

    assertThat(run.status()).as(run.output()).isZero();
    assertThat(data.resolve("letter.txt")).hasContent("mine");
    assertThat(data.resolve("photos.db")).hasContent("mine");
  }

  @Test
  void freshDeletesNothingInAFolderThatNoRunHasUsed() throws Exception {
    Path data = Files.createDirectories(folder.resolve("data"));
    Files.writeString(data.resolve("podcasts.db"), "mine");

    Run run = sample("--fresh", "--for", "1s");

    assertThat(run.status()).as(run.output()).isNotZero();
    assertThat(data.resolve("podcasts.db")).hasContent("mine");
  }

  /** The line of a connector that runs and has moved something. */
  private static String moving(String connector, String lag) {
    return "(?m)%s +RUNNING +(?:0\\.[1-9]|[1-9]\\d*\\.\\d) events/s  %s$".formatted(connector, lag);
  }

  private Run sample(String... arguments) throws IOException, InterruptedException {
    List<String> all =
        new ArrayList<>(
            List.of(
                "--sample",
                "--rest-port",
                "0",
                "--broker-port",
                "0",
                "--data",
                folder.resolve("data").toString()));
    all.addAll(List.of(arguments));
    return run(all.toArray(String[]::new));
  }

  private Run run(String... arguments) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dtributary.home=" + Build.ROOT,
                "-Dlog4j2.configurationFile=worker-log4j2.properties",
                "-cp",
                EmbeddedClassPath.current(),
                "io.tributary.connect.embedded.Quickstart"));
    command.addAll(List.of(arguments));
    Path output = Files.createTempFile(folder, "quickstart", ".out");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
      return new Run(process.exitValue(), Files.readString(output, UTF_8));
    } finally {
      process.destroyForcibly();
    }
  }
}
