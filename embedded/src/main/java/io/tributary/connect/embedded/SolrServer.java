package io.tributary.connect.embedded;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/**
 * A real Solr in a process of its own, which can be stopped, frozen, killed and started again. Its
 * libraries are those that the build of the module solr-server has left.
 */
public final class SolrServer implements AutoCloseable {
  private static final Duration START_DEADLINE = Duration.ofMinutes(2);

  private final Path directory;
  private final int nodes;
  private final List<String> options;
  private final HttpClient http = HttpClient.newHttpClient();
  private Process process;
  private List<String> urls;

  private SolrServer(Path directory, int port, int nodes, List<String> options)
      throws IOException, InterruptedException {
    this.directory = directory;
    this.nodes = nodes;
    this.options = options;
    this.process = launch(directory, port, nodes, options);
    this.urls = awaitAddresses(directory, process);
  }

  /**
   * Starts a server on any free port, with no core yet.
   *
   * @param directory where it keeps everything; what an earlier server left there is found again
   */
  public static SolrServer start(Path directory) throws IOException, InterruptedException {
    return start(directory, 0);
  }

  /** Starts a server on a port. */
  public static SolrServer start(Path directory, int port)
      throws IOException, InterruptedException {
    return start(directory, port, List.of());
  }

  /** Starts a server with options for its JVM, as those that have it speak TLS. */
  public static SolrServer start(Path directory, int port, List<String> options)
      throws IOException, InterruptedException {
    prepare(directory);
    return new SolrServer(directory, port, 0, options);
  }

  /** Starts SolrCloud: a ZooKeeper and some nodes, which all know a configset. */
  public static SolrServer startCloud(Path directory, int nodes, String name, Path configset)
      throws IOException, InterruptedException {
    prepare(directory);
    copy(configset, directory.resolve("home/configsets").resolve(name));
    return new SolrServer(directory, 0, nodes, List.of());
  }

  /** Returns the address that ends in /solr; that of the first node. */
  public String url() {
    return urls.get(0);
  }

  /** Returns the addresses of all nodes. */
  public List<String> urls() {
    return urls;
  }

  /** Makes a configset known to a Solr without ZooKeeper; one that it has is replaced. */
  public void addConfigset(String name, Path folder) throws IOException {
    copy(folder, directory.resolve("home/configsets").resolve(name));
  }

  /** Creates a core with a copy of a configset, so that no other core shares its schema. */
  public void createCore(String name, Path configset) throws IOException, InterruptedException {
    addConfigset(name, configset);
    get("/admin/cores?action=CREATE&name=%s&configSet=%s".formatted(name, name));
  }

  /** Sends a GET below {@link #url} and returns the body; fails unless it is answered with 200. */
  public String get(String path) throws IOException, InterruptedException {
    return send(path, HttpRequest.newBuilder(URI.create(url() + path)));
  }

  /** Sends a POST of JSON below {@link #url} and returns the body. */
  public String post(String path, String json) throws IOException, InterruptedException {
    return send(
        path,
        HttpRequest.newBuilder(URI.create(url() + path))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json)));
  }

  public long pid() {
    return process.pid();
  }

  /** Ends the process as {@code kill -9} does. */
  public void kill() throws InterruptedException {
    Processes.kill(process);
  }

  /** Starts it again on the same port after {@link #kill}. */
  public void restart() throws IOException, InterruptedException {
    process = launch(directory, URI.create(url()).getPort(), nodes, options);
    urls = awaitAddresses(directory, process);
  }

  /** Stops a node of SolrCloud; it may take a while until it has. */
  public void stopNode(int node) throws IOException {
    command("stop", node);
  }

  /** Starts a node of SolrCloud again, on the same port. */
  public void startNode(int node) throws IOException {
    command("start", node);
  }

  /** Freezes the process until {@link #resume}. */
  public void pause() throws IOException, InterruptedException {
    Processes.signal(process, "STOP");
  }

  /** Lets a frozen process go on. */
  public void resume() throws IOException, InterruptedException {
    Processes.signal(process, "CONT");
  }

  @Override
  public void close() {
    Processes.stop(process);
  }

  private String send(String path, HttpRequest.Builder request)
      throws IOException, InterruptedException {
    HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IOException(
          "%s is answered with %d %s".formatted(path, response.statusCode(), response.body()));
    }
    return response.body();
  }

  private void command(String word, int node) throws IOException {
    process
        .getOutputStream()
        .write("%s %d\n".formatted(word, node).getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
  }

  private static void prepare(Path directory) throws IOException {
    Path home = directory.resolve("home");
    Files.createDirectories(home.resolve("configsets"));
    Files.writeString(home.resolve("solr.xml"), "<solr></solr>");
  }

  private static void copy(Path folder, Path target) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Path copy = target.resolve(folder.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else {
          Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
  }

  private static Process launch(Path directory, int port, int nodes, List<String> options)
      throws IOException {
    Files.deleteIfExists(addressFile(directory));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    Collections.addAll(
        command,
        "-XX:+UseSerialGC",
        "-Xmx1g",
        // An index that a killed process has left locked is opened all the same.
        "-Dsolr.lock.type=native",
        "-Dsolr.log.dir=" + directory.toAbsolutePath(),
        "-cp",
        classPath(),
        "io.tributary.connect.solrserver.SolrServerMain",
        directory.resolve("home").toAbsolutePath().toString(),
        Integer.toString(port),
        addressFile(directory).toAbsolutePath().toString(),
        Integer.toString(nodes));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log(directory).toFile()))
        .start();
  }

  private static List<String> awaitAddresses(Path directory, Process process)
      throws IOException, InterruptedException {
    Path file = addressFile(directory);
    try {
      Waiting.until(
          START_DEADLINE,
          () -> "Solr did not start:\n" + text(log(directory)),
          () -> {
            if (!process.isAlive()) {
              throw new IllegalStateException("Solr ended:\n" + text(log(directory)));
            }
            return Files.exists(file);
          });
    } catch (RuntimeException e) {
      process.destroyForcibly();
      throw e;
    }
    return List.of(Files.readString(file).split(",", -1));
  }

  private static Path addressFile(Path directory) {
    return directory.resolve("address");
  }

  private static Path log(Path directory) {
    return directory.resolve("solr.log");
  }

  private static String text(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String classPath() {
    Path server = EmbeddedClassPath.module().resolveSibling("solr-server").resolve("target");
    Path libraries = server.resolve("lib");
    if (!Files.isDirectory(libraries)) {
      throw new IllegalStateException(
          "No libraries in %s: build the module solr-server first".formatted(libraries));
    }
    return server.resolve("classes") + File.pathSeparator + libraries.resolve("*");
  }
}
