package io.tributary.connect.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Kafka broker and its KRaft controller in this JVM, on loopback. Its data directory may be
 * reused: a second start continues with the topics of the first.
 */
public final class EmbeddedBroker implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(EmbeddedBroker.class);
  private static final int ATTEMPTS = 5;

  /** Always the same, so that formatting a directory twice is harmless. */
  private static final String CLUSTER_ID = "dHJpYnV0YXJ5LW9uZS0wMQ";

  static {
    // Kafka ends the process when a start fails; inside somebody else's JVM it must not.
    Exit.setExitProcedure((status, message) -> refuseToExit(message));
    Exit.setHaltProcedure((status, message) -> refuseToExit(message));
  }

  private final KafkaRaftServer server;
  private final int port;

  private EmbeddedBroker(KafkaRaftServer server, int port) {
    this.server = server;
    this.port = port;
  }

  /**
   * Starts a broker that keeps its data in the directory.
   *
   * @param port where clients connect, or 0 for any free port
   */
  public static EmbeddedBroker start(Path directory, int port) throws IOException {
    format(directory);
    for (int attempt = 1; ; attempt++) {
      int clientPort = port == 0 ? freePort() : port;
      KafkaRaftServer server =
          new KafkaRaftServer(
              KafkaConfig.fromProps(properties(directory, clientPort, freePort()), false),
              Time.SYSTEM);
      try {
        server.startup();
        return new EmbeddedBroker(server, clientPort);
      } catch (RuntimeException e) {
        // Another process may have taken a port between our look and the bind.
        server.shutdown();
        if (attempt == ATTEMPTS) {
          throw new IllegalStateException("The broker did not start in " + directory, e);
        }
        log.info("The broker did not start on port {}, trying again", clientPort, e);
      }
    }
  }

  /** Returns the address that clients connect to, {@code 127.0.0.1:port}. */
  public String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
  }

  private static void format(Path directory) throws IOException {
    Files.createDirectories(directory);
    try {
      new Formatter()
          .setClusterId(CLUSTER_ID)
          .setNodeId(1)
          .addDirectory(directory.toString())
          .setMetadataLogDirectory(directory.toString())
          .setControllerListenerName("CONTROLLER")
          .setIgnoreFormatted(true)
          .setPrintStream(
              new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
          .run();
    } catch (Exception e) {
      throw new IOException("Cannot prepare the broker's directory " + directory, e);
    }
  }

  private static Properties properties(Path directory, int port, int controllerPort) {
    var properties = new Properties();
    properties.putAll(
        Map.ofEntries(
            Map.entry("process.roles", "broker,controller"),
            Map.entry("node.id", "1"),
            Map.entry("controller.quorum.voters", "1@127.0.0.1:" + controllerPort),
            Map.entry(
                "listeners",
                "PLAINTEXT://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d"
                    .formatted(port, controllerPort)),
            Map.entry("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port),
            Map.entry("controller.listener.names", "CONTROLLER"),
            Map.entry("log.dirs", directory.toString()),
            Map.entry("offsets.topic.replication.factor", "1"),
            Map.entry("offsets.topic.num.partitions", "1"),
            Map.entry("transaction.state.log.replication.factor", "1"),
            Map.entry("transaction.state.log.min.isr", "1"),
            Map.entry("transaction.state.log.num.partitions", "1"),
            Map.entry("share.coordinator.state.topic.replication.factor", "1"),
            Map.entry("share.coordinator.state.topic.min.isr", "1"),
            // A worker that was killed is missed within seconds, not within a minute.
            Map.entry("group.min.session.timeout.ms", "1000"),
            Map.entry("group.initial.rebalance.delay.ms", "0"),
            // The cleaner's buffers would be a fifth of the quickstart's memory.
            Map.entry("log.cleaner.dedupe.buffer.size", "4194304"),
            Map.entry("num.network.threads", "2"),
            Map.entry("num.io.threads", "4"),
            Map.entry("num.recovery.threads.per.data.dir", "2"),
            Map.entry("log.flush.offset.checkpoint.interval.ms", "10000")));
    return properties;
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void refuseToExit(String message) {
    throw new IllegalStateException(message == null ? "Kafka wanted to end the process" : message);
  }
}
