package io.tributary.connect.embedded;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.connect.cli.ConnectDistributed;
import org.apache.kafka.connect.runtime.Connect;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A distributed Connect worker in this JVM. */
final class EmbeddedWorker implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(EmbeddedWorker.class);
  private static final Duration STOP_DEADLINE = Duration.ofSeconds(10);

  private final Connect<?> connect;

  private EmbeddedWorker(Connect<?> connect) {
    this.connect = connect;
  }

  /** Starts a worker; its REST interface answers, but it may not have joined its group yet. */
  static EmbeddedWorker start(Map<String, String> settings) {
    // Connect's own hook races with Jetty's, fails, and leaves the tasks running: we stop the
    // worker.
    Exit.setShutdownHookAdder((name, hook) -> {});
    return new EmbeddedWorker(new ConnectDistributed().startConnect(settings));
  }

  URI restUrl() {
    return connect.rest().serverUrl();
  }

  /**
   * Stops connectors and the worker. A worker that is told to stop while it is still starting has
   * been seen to hang for good, so this gives up after ten seconds; the caller ends the JVM.
   */
  @Override
  public void close() {
    CompletableFuture<Void> stopped =
        CompletableFuture.runAsync(
            () -> {
              connect.herder().stop();
              connect.rest().stop();
            });
    try {
      stopped.get(STOP_DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      log.warn("The worker did not stop within {}", STOP_DEADLINE);
    } catch (ExecutionException e) {
      log.warn("The worker did not stop cleanly", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
