package io.tributary.connect.bluesky;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A real Personal Data Server and the directory that it needs, in a process of their own. */
final class PdsProcess implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(60);
  private static final int STOP_SECONDS = 10;

  private final Process process;
  private final URI uri;
  private final URI directory;

  private PdsProcess(Process process, URI uri, URI directory) {
    this.process = process;
    this.uri = uri;
    this.directory = directory;
  }

  /**
   * Starts a server without accounts on free ports; skips the test where it cannot be installed.
   *
   * @param folder for what it stores
   */
  static PdsProcess start(Path folder) throws IOException, InterruptedException {
    Path installation = PdsInstallation.folder();
    Path started = folder.resolve("started.json");
    Path log = folder.resolve("pds.log");
    var builder =
        new ProcessBuilder(
            "node", PdsInstallation.SOURCES.resolve("start.cjs").toString(), started.toString());
    builder.environment().put("NODE_PATH", installation.resolve("node_modules").toString());
    builder.environment().put("TMPDIR", folder.toString());
    Process process =
        builder
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .directory(folder.toFile())
            .start();
    try {
      Awaitility.await()
          .atMost(START)
          .pollInterval(Duration.ofMillis(50))
          .failFast("the PDS ended: " + log, () -> !process.isAlive())
          .until(() -> Files.exists(started));
      JsonNode addresses = new ObjectMapper().readTree(Files.readAllBytes(started));
      return new PdsProcess(
          process,
          URI.create(addresses.path("pds").textValue()),
          URI.create(addresses.path("plc").textValue()));
    } catch (RuntimeException | IOException e) {
      process.destroyForcibly();
      throw new IllegalStateException("The PDS did not start:\n" + Files.readString(log), e);
    }
  }

  /** The address of its HTTP endpoints. */
  URI uri() {
    return uri;
  }

  /** The address of its stream of events. */
  URI firehose() {
    return URI.create("ws://" + uri.getAuthority() + StreamKind.FIREHOSE.path());
  }

  /** The address of the directory of DIDs that it registers accounts in. */
  URI directory() {
    return directory;
  }

  /** Creates an account, which the others see at once. */
  PdsAccount account(String handle) {
    return PdsAccount.create(uri, handle);
  }

  @Override
  public void close() {
    try {
      // It stops when its input ends.
      process.getOutputStream().close();
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      process.destroyForcibly();
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
