package io.tributary.connect.embedded;

import java.io.IOException;
import java.io.PrintStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * Runs examples: a broker, a worker with the built plugins and the examples' connectors, and a line
 * on the terminal for every event.
 */
@Command(
    name = "./quickstart",
    header = {
      "Starts a Kafka broker and a Connect worker on this machine, creates the connectors",
      "of one example, or of several, and shows the events as they arrive. Ctrl-C stops it.",
      ""
    },
    sortOptions = false,
    usageHelpWidth = 100)
final class Quickstart implements Callable<Integer> {
  private static final Duration STOP_DEADLINE = Duration.ofSeconds(20);
  private static final String MARKER = ".quickstart";
  private static final String SOLR = "solr";

  @Mixin private final QuickstartOptions options = new QuickstartOptions();

  private final Path home = Path.of(System.getProperty("tributary.home", ".")).toAbsolutePath();
  private final ExampleFolders folders = new ExampleFolders(home.resolve("examples"));
  private final PrintStream out = System.out;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);

  /** A failure that the reader can do something about: a message, no stack trace. */
  private static final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    Refusal(String message) {
      super(message);
    }
  }

  private Quickstart() {}

  public static void main(String[] arguments) {
    var quickstart = new Quickstart();
    int status =
        new CommandLine(quickstart)
            .setExecutionExceptionHandler(Quickstart::explain)
            .execute(arguments);
    quickstart.stopped.countDown();
    // A worker that hangs while it stops must not hold the terminal.
    Runtime.getRuntime().halt(status);
  }

  @Override
  public Integer call() throws Exception {
    if (options.list) {
      folders.describe().forEach(out::println);
      return 0;
    }
    if (options.live && options.sample) {
      throw new Refusal("--live and --sample exclude each other");
    }
    if (options.mastodonUrl != null && System.getenv(MastodonTarget.TOKEN) == null) {
      throw new Refusal(
          "--mastodon-url needs an access token in the environment variable "
              + MastodonTarget.TOKEN);
    }
    List<Example> examples = examples();
    if (options.withSolr
        && examples.stream()
            .noneMatch(example -> QuickstartSolr.isNeeded(example.connectors().values()))) {
      throw new Refusal(
          "%s does not write to Solr; podcast-search does"
              .formatted(String.join(",", options.examples)));
    }
    var sources = new QuickstartSources(examples, options);
    Path data = options.data.toAbsolutePath().normalize();
    requireFree(options.brokerPort, "--broker-port", "Kafka broker");
    requireFree(options.restPort, "--rest-port", "REST interface");
    if (options.withSolr) {
      requireFree(options.solrPort, "--solr-port", "Solr");
    }
    prepare(data);
    Runtime.getRuntime().addShutdownHook(new Thread(this::stopAndWait, "stop"));

    try (EmbeddedBroker broker = EmbeddedBroker.start(data.resolve("broker"), options.brokerPort);
        QuickstartSources started = startSources(sources, examples, data);
        @Nullable QuickstartSolr solr = startSolr(data);
        EmbeddedWorker worker =
            EmbeddedWorker.start(
                WorkerSettings.of(broker.bootstrapServers(), plugins(), options.restPort))) {
      var rest = new ConnectRest(worker.restUrl());
      rest.awaitHealthy(Duration.ofSeconds(60));
      SortedMap<String, Map<String, String>> configs = new TreeMap<>();
      @Nullable SpokenPhrase phrase = null;
      for (Example example : examples) {
        SortedMap<String, Map<String, String>> own = started.configs(example, data);
        if (solr != null) {
          solr.use(own.values());
          if (phrase == null) {
            phrase =
                solr.search(options.search, folders.folder(example.name()), own.values())
                    .orElse(null);
          }
        }
        configs.putAll(own);
      }
      new MastodonTarget(options.mastodonUrl, broker.bootstrapServers()).applyTo(configs);
      replaceConnectors(rest, configs);
      for (Example example : examples) {
        announce(example, started);
      }
      announce(configs, rest, broker, data);
      try (EventView view = EventView.start(broker.bootstrapServers(), out)) {
        var run = new QuickstartRun(out, rest, view, configs.keySet(), phrase);
        long written = run.watch(stop, options.duration);
        return options.duration == null || written > 0 ? 0 : 1;
      }
    }
  }

  private List<Example> examples() throws IOException {
    List<Example> examples = new ArrayList<>();
    for (String name : options.examples.stream().distinct().toList()) {
      if (!folders.names().contains(name)) {
        throw new Refusal(
            "There is no example '%s'; there are %s".formatted(name, folders.names()));
      }
      examples.add(Example.load(folders.folder(name)));
    }
    return examples;
  }

  private Path plugins() {
    return home.resolve("packaging/target/plugins");
  }

  private @Nullable QuickstartSolr startSolr(Path data) throws IOException, InterruptedException {
    return options.withSolr
        ? QuickstartSolr.start(
            data.resolve(SOLR), options.solrPort, plugins().resolve("tributary-solr-sink"))
        : null;
  }

  private void prepare(Path data) throws IOException {
    Files.createDirectories(data);
    Path marker = data.resolve(MARKER);
    if (options.fresh && Files.exists(marker)) {
      for (Path file : madeByRuns(data)) {
        deleteTree(file);
      }
    }
    Files.writeString(marker, "./quickstart keeps its data here; --fresh deletes it.\n");
    Files.createDirectories(data.resolve("logs"));
    // Before the first logger: its configuration names this property.
    System.setProperty("tributary.log", data.resolve("logs/worker.log").toString());
  }

  /**
   * The folder is the user's choice and may hold more than ours: databases of examples, but no
   * others.
   */
  private List<Path> madeByRuns(Path data) throws IOException {
    List<Path> files = new ArrayList<>();
    for (String name :
        List.of(
            "broker", "logs", SOLR, QuickstartSources.FEEDS_FILE, QuickstartSources.POSTS_FILE)) {
      files.add(data.resolve(name));
    }
    for (String example : folders.names()) {
      for (String suffix : List.of(".db", ".db-wal", ".db-shm")) {
        files.add(data.resolve(example + suffix));
      }
    }
    return files.stream().filter(Files::exists).toList();
  }

  private static void deleteTree(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private QuickstartSources startSources(
      QuickstartSources sources, List<Example> examples, Path data) throws IOException {
    if (!options.sample && !examples.stream().allMatch(sources::isLive)) {
      out.println(
          "The network does not answer: showing invented events (--live insists on real ones).");
    }
    try {
      return sources.start(examples, data);
    } catch (BindException e) {
      throw new Refusal(String.valueOf(e.getMessage()));
    }
  }

  /** Connectors of another example would go on in the background. */
  private static void replaceConnectors(
      ConnectRest rest, SortedMap<String, Map<String, String>> configs)
      throws InterruptedException {
    for (String connector : rest.connectors()) {
      if (!configs.containsKey(connector)) {
        rest.delete(connector);
      }
    }
    for (Map.Entry<String, Map<String, String>> config : configs.entrySet()) {
      try {
        rest.put(config.getKey(), config.getValue());
      } catch (IllegalStateException e) {
        throw new Refusal("The worker refuses %s: %s".formatted(config.getKey(), e.getMessage()));
      }
    }
  }

  private void announce(Example example, QuickstartSources sources) {
    out.printf(
        "Example %s with %s%n",
        example.name(),
        sources
            .sample(example)
            .map(
                server ->
                    "sample data from %s, something new every few seconds".formatted(server.url()))
            .orElse("live data"));
  }

  private void announce(
      SortedMap<String, Map<String, String>> configs,
      ConnectRest rest,
      EmbeddedBroker broker,
      Path data) {
    out.printf("%n  connectors  %s%n", String.join(", ", configs.keySet()));
    out.printf("  REST        curl '%s'%n", rest.url().resolve("/connectors?expand=status"));
    out.printf("  broker      %s%n", broker.bootstrapServers());
    Path here = Path.of("").toAbsolutePath();
    Set<Path> databases = new HashSet<>();
    configs.values().stream()
        .filter(config -> config.containsKey("database"))
        .forEach(
            config -> {
              Path database = Path.of(config.get("database"));
              if (databases.add(database)) {
                out.printf("  SQLite      %s%n", database);
              }
              for (String topic : config.getOrDefault("topics", "").split(",", -1)) {
                out.printf(
                    "  query       sqlite3 %s 'select count(*) from \"%s\"'%n",
                    database.startsWith(here) ? here.relativize(database) : database,
                    config
                        .getOrDefault("table.name.format", "${topic}")
                        .replace("${topic}", topic.strip()));
              }
            });
    if (MastodonTarget.isNeeded(configs)) {
      out.printf(
          "  Mastodon    %s%n",
          options.mastodonUrl == null
              ? "a dry run: statuses are shown here (--mastodon-url posts them)"
              : options.mastodonUrl);
    }
    configs.values().stream()
        .filter(config -> config.containsKey("solr.url"))
        .forEach(
            config ->
                out.printf(
                    "  Solr        %s/%s%s%n",
                    config.get("solr.url"),
                    config.getOrDefault("collection", ""),
                    options.withSolr ? "" : " (--with-solr starts one)"));
    out.printf("  log         %s%n", data.resolve("logs/worker.log"));
    out.printf("%nCtrl-C stops; the next run goes on from there, or starts over with --fresh.%n%n");
  }

  private static void requireFree(int port, String flag, String what) throws IOException {
    try (var socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    } catch (BindException e) {
      throw new Refusal(
          "Port %d for the %s is taken; choose another with %s PORT (0: any free one)"
              .formatted(port, what, flag));
    }
  }

  private void stopAndWait() {
    stop.countDown();
    try {
      if (!stopped.await(STOP_DEADLINE.toMillis(), TimeUnit.MILLISECONDS)) {
        Runtime.getRuntime().halt(1);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static int explain(
      Exception failure, CommandLine commandLine, CommandLine.ParseResult arguments) {
    if (failure instanceof Refusal) {
      System.err.println(failure.getMessage());
      return CommandLine.ExitCode.USAGE;
    }
    failure.printStackTrace();
    return CommandLine.ExitCode.SOFTWARE;
  }
}
