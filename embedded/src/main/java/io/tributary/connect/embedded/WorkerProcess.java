package io.tributary.connect.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;

/** A Connect worker in a JVM of its own, which can be stopped, frozen and killed. */
public final class WorkerProcess implements AutoCloseable {
  private static final Duration START_DEADLINE = Duration.ofSeconds(90);

  private final Process process;
  private final Path log;
  private final Path output;
  private final ConnectRest rest;

  private WorkerProcess(Process process, Path log, Path output, ConnectRest rest) {
    this.process = process;
    this.log = log;
    this.output = output;
    this.rest = rest;
  }

  /**
   * Starts a worker and waits until it serves requests.
   *
   * @param directory where it keeps its settings and logs; created
   * @param java the {@code java} executable to run it with
   */
  static WorkerProcess start(
      Path directory, Path java, WorkerRelease release, Map<String, String> settings)
      throws IOException, InterruptedException {
    Files.createDirectories(directory);
    Path settingsFile = directory.resolve("worker.properties");
    Path addressFile = directory.resolve("rest-url");
    Path log = directory.resolve("worker.log");
    Path output = directory.resolve("worker.out");
    var properties = new Properties();
    properties.putAll(settings);
    try (Writer writer = Files.newBufferedWriter(settingsFile)) {
      properties.store(writer, null);
    }
    Process process =
        new ProcessBuilder(
                java.toString(),
                // What starts fastest: a worker lives for seconds here.
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx512m",
                "-Dlog4j2.configurationFile=worker-log4j2.properties",
                "-Dtributary.log=" + log,
                "-cp",
                release.classPath(),
                release.main().getName(),
                settingsFile.toString(),
                addressFile.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      URI address =
          Waiting.forValue(
              START_DEADLINE,
              () -> "The worker did not start:\n" + text(output) + text(log),
              () -> {
                if (!process.isAlive()) {
                  throw new IllegalStateException("The worker ended:\n" + text(output) + text(log));
                }
                return release.address(addressFile, log);
              });
      var rest = new ConnectRest(address);
      rest.awaitHealthy(START_DEADLINE);
      return new WorkerProcess(process, log, output, rest);
    } catch (RuntimeException e) {
      process.destroyForcibly();
      throw e;
    }
  }

  /** Returns the worker's REST interface. */
  public ConnectRest rest() {
    return rest;
  }

  /** Returns the number by which the operating system knows the process. */
  public long pid() {
    return process.pid();
  }

  /** Returns what the worker has logged and printed so far. */
  public String log() {
    return text(output) + text(log);
  }

  /** Returns how much of the processors it has used; nothing where the system does not tell. */
  public Duration cpuTime() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** Ends the process as {@code kill -9} does. */
  public void kill() throws InterruptedException {
    Processes.kill(process);
  }

  /** Freezes the process until {@link #resume}. */
  public void pause() throws IOException, InterruptedException {
    Processes.signal(process, "STOP");
  }

  /** Lets a frozen process go on. */
  public void resume() throws IOException, InterruptedException {
    Processes.signal(process, "CONT");
  }

  /** Stops the worker cleanly, or kills it when it takes longer than fifteen seconds. */
  @Override
  public void close() {
    Processes.stop(process);
  }

  private static String text(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
