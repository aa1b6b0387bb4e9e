package io.tributary.connect.solrserver;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A Solr in a process of its own, which can be stopped, frozen, killed and started again. */
public final class SolrServer implements AutoCloseable {
  private static final long START_DEADLINE_SECONDS = 90;
  private static final long STOP_DEADLINE_SECONDS = 15;
  private static final long PAUSE_MILLIS = 20;

  private final Path directory;
  private final HttpClient http = HttpClient.newHttpClient();
  private Process process;
  private String url;

  private SolrServer(Path directory, Process process, String url) {
    this.directory = directory;
    this.process = process;
    this.url = url;
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
    Path home = directory.resolve("home");
    Files.createDirectories(home.resolve("configsets"));
    Files.writeString(home.resolve("solr.xml"), "<solr></solr>");
    Process process = launch(directory, port);
    return new SolrServer(directory, process, awaitAddress(directory, process));
  }

  /** Returns the address that ends in /solr. */
  public String url() {
    return url;
  }

  /** Makes a configset known to {@link #createCore}. */
  public void addConfigset(String name, Path folder) throws IOException {
    Path target = directory.resolve("home/configsets").resolve(name);
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Path copy = target.resolve(folder.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else {
          Files.copy(file, copy);
        }
      }
    }
  }

  /** Creates a core with a copy of a configset, so that no other core shares its schema. */
  public void createCore(String name, Path configset) throws IOException, InterruptedException {
    addConfigset(name, configset);
    get("/admin/cores?action=CREATE&name=%s&configSet=%s".formatted(name, name));
  }

  /** Sends a GET below {@link #url} and returns the body; fails unless it is answered with 200. */
  public String get(String path) throws IOException, InterruptedException {
    HttpResponse<String> response =
        http.send(
            HttpRequest.newBuilder(URI.create(url + path)).build(),
            HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IOException(path + " is answered with " + response.body());
    }
    return response.body();
  }

  /** Sends a POST of JSON below {@link #url} and returns the body. */
  public String post(String path, String json) throws IOException, InterruptedException {
    HttpResponse<String> response =
        http.send(
            HttpRequest.newBuilder(URI.create(url + path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IOException(path + " is answered with " + response.body());
    }
    return response.body();
  }

  /** Ends the process as {@code kill -9} does. */
  public void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  /** Starts it again on the same port after {@link #kill}. */
  public void restart() throws IOException, InterruptedException {
    process = launch(directory, URI.create(url).getPort());
    url = awaitAddress(directory, process);
  }

  /** Freezes the process until {@link #resume}. */
  public void pause() throws IOException, InterruptedException {
    signal("STOP");
  }

  /** Lets a frozen process go on. */
  public void resume() throws IOException, InterruptedException {
    signal("CONT");
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_DEADLINE_SECONDS, TimeUnit.SECONDS)) {
        kill();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private static Process launch(Path directory, int port) throws IOException {
    Files.deleteIfExists(addressFile(directory));
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
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
            addressFile(directory).toAbsolutePath().toString())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log(directory).toFile()))
        .start();
  }

  private static String awaitAddress(Path directory, Process process)
      throws IOException, InterruptedException {
    Path file = addressFile(directory);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_DEADLINE_SECONDS);
    while (!Files.exists(file)) {
      if (process.waitFor(PAUSE_MILLIS, TimeUnit.MILLISECONDS) || System.nanoTime() > end) {
        process.destroyForcibly();
        throw new IOException("Solr did not start:\n" + Files.readString(log(directory)));
      }
    }
    return Files.readString(file);
  }

  private static Path addressFile(Path directory) {
    return directory.resolve("address");
  }

  private static Path log(Path directory) {
    return directory.resolve("solr.log");
  }

  /** This module and its libraries, as its build left them. */
  private static String classPath() {
    try {
      Path here =
          Path.of(SolrServer.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      Path libraries = here.resolveSibling("lib");
      if (!Files.isDirectory(libraries)) {
        throw new IllegalStateException(
            "No libraries in %s: build the solr-server module in the same run, with -am"
                .formatted(libraries));
      }
      return here + File.pathSeparator + libraries.resolve("*");
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private void signal(String name) throws IOException, InterruptedException {
    List<String> command = List.of("kill", "-" + name, Long.toString(process.pid()));
    int status = new ProcessBuilder(command).inheritIO().start().waitFor();
    if (status != 0) {
      throw new IllegalStateException(command + " ended with " + status);
    }
  }
}
