package io.tributary.connect.sqlite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * A folder in memory where the machine has such, since hundreds of databases that wait for a disk
 * take minutes. What survives a power failure is simulated anyway.
 */
final class MemoryFolder implements AutoCloseable {
  private static final Path MEMORY = Path.of("/dev/shm");

  private final Path path;

  private MemoryFolder(Path path) {
    this.path = path;
  }

  static MemoryFolder create() throws IOException {
    return new MemoryFolder(
        Files.isWritable(MEMORY)
            ? Files.createTempDirectory(MEMORY, "tributary")
            : Files.createTempDirectory("tributary"));
  }

  Path path() {
    return path;
  }

  @Override
  public void close() throws IOException {
    try (Stream<Path> files = Files.walk(path)) {
      files.sorted(Comparator.reverseOrder()).forEach(MemoryFolder::delete);
    }
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
