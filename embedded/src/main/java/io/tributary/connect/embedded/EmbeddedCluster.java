package io.tributary.connect.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A broker in this JVM and Connect workers beside it, each a process of its own. */
public final class EmbeddedCluster implements AutoCloseable {
  private final Path directory;
  private final EmbeddedBroker broker;
  private final EmbeddedTopics topics;
  private final List<WorkerProcess> workers = new ArrayList<>();

  private EmbeddedCluster(Path directory, EmbeddedBroker broker) {
    this.directory = directory;
    this.broker = broker;
    this.topics = new EmbeddedTopics(broker.bootstrapServers());
  }

  /** Starts the broker on any free port; everything is kept below the directory. */
  public static EmbeddedCluster start(Path directory) throws IOException {
    return new EmbeddedCluster(directory, EmbeddedBroker.start(directory.resolve("broker"), 0));
  }

  /** Returns the broker's address. */
  public String bootstrapServers() {
    return broker.bootstrapServers();
  }

  /** Returns the broker's topics. */
  public EmbeddedTopics topics() {
    return topics;
  }

  /** Starts a worker that loads the plugins below the path, each in its own directory. */
  public WorkerProcess startWorker(Path pluginPath) throws IOException, InterruptedException {
    return startWorker(pluginPath, Map.of());
  }

  /** Starts a worker with further settings, which win over the usual ones. */
  public WorkerProcess startWorker(Path pluginPath, Map<String, String> overrides)
      throws IOException, InterruptedException {
    return startWorker(
        Path.of(System.getProperty("java.home"), "bin", "java"), pluginPath, overrides);
  }

  /** Starts a worker on another JVM, given by its {@code java} executable. */
  public WorkerProcess startWorker(Path java, Path pluginPath, Map<String, String> overrides)
      throws IOException, InterruptedException {
    return start(java, WorkerRelease.NEWEST, pluginPath, overrides);
  }

  /** Starts a worker of the oldest Kafka Connect that the plugins run on. */
  public WorkerProcess startOldestWorker(Path pluginPath) throws IOException, InterruptedException {
    return start(
        Path.of(System.getProperty("java.home"), "bin", "java"),
        WorkerRelease.OLDEST,
        pluginPath,
        Map.of());
  }

  private WorkerProcess start(
      Path java, WorkerRelease release, Path pluginPath, Map<String, String> overrides)
      throws IOException, InterruptedException {
    Map<String, String> settings = WorkerSettings.of(bootstrapServers(), pluginPath, 0);
    settings.putAll(overrides);
    WorkerProcess worker =
        WorkerProcess.start(directory.resolve("worker-" + workers.size()), java, release, settings);
    workers.add(worker);
    return worker;
  }

  /** Stops every worker and then the broker. */
  @Override
  public void close() {
    workers.forEach(WorkerProcess::close);
    topics.close();
    broker.close();
  }
}
