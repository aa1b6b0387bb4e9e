package io.tributary.connect.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A temporary directory that is gone afterwards, also when Ctrl-C ends the run. */
final class WorkDirectory implements AutoCloseable {
  private static final int ATTEMPTS = 10;

  private final Path path;
  private final Thread hook = new Thread(this::delete, "delete-files");

  private WorkDirectory(Path path) {
    this.path = path;
  }

  static WorkDirectory create(Path parent) throws IOException {
    Files.createDirectories(parent);
    var directory = new WorkDirectory(Files.createTempDirectory(parent, "tributary-benchmark-"));
    Runtime.getRuntime().addShutdownHook(directory.hook);
    return directory;
  }

  Path path() {
    return path;
  }

  @Override
  public void close() {
    delete();
    Runtime.getRuntime().removeShutdownHook(hook);
  }

  /** After Ctrl-C the benchmark still writes while this deletes, so once may not be enough. */
  private void delete() {
    for (int attempt = 1; ; attempt++) {
      try (Stream<Path> files = Files.walk(path)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
        return;
      } catch (IOException | UncheckedIOException e) {
        if (attempt == ATTEMPTS) {
          throw new IllegalStateException("Cannot delete " + path, e);
        }
      }
    }
  }
}
