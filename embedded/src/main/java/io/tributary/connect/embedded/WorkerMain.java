package io.tributary.connect.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Properties;
import java.util.TreeMap;

/**
 * The main class of a worker process: starts a worker from a properties file, writes its REST
 * address into a file, and ends when its parent does.
 */
final class WorkerMain {
  private WorkerMain() {}

  public static void main(String[] arguments) throws IOException {
    Path settingsFile = Path.of(arguments[0]);
    Path addressFile = Path.of(arguments[1]);
    endWith(System.in);

    var properties = new Properties();
    try (Reader reader = Files.newBufferedReader(settingsFile)) {
      properties.load(reader);
    }
    var settings = new TreeMap<String, String>();
    properties
        .stringPropertyNames()
        .forEach(name -> settings.put(name, properties.getProperty(name)));

    EmbeddedWorker worker = EmbeddedWorker.start(settings);
    Runtime.getRuntime().addShutdownHook(new Thread(worker::close, "stop-worker"));
    Path unfinished = addressFile.resolveSibling(addressFile.getFileName() + ".part");
    Files.writeString(unfinished, worker.restUrl().toString());
    Files.move(unfinished, addressFile, StandardCopyOption.ATOMIC_MOVE);
  }

  /**
   * The parent holds the other end of our input: it closes when the parent dies, however it dies.
   */
  static void endWith(InputStream parent) {
    var watch =
        new Thread(
            () -> {
              try {
                while (parent.read() >= 0) {
                  // Nothing is ever sent; only the end matters.
                }
              } catch (IOException e) {
                // A broken pipe is an end as well.
              }
              Runtime.getRuntime().halt(0);
            },
            "end-with-parent");
    watch.setDaemon(true);
    watch.start();
  }
}
