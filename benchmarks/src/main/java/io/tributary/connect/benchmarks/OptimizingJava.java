package io.tributary.connect.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A {@code java} for workers that are measured. */
final class OptimizingJava {
  private OptimizingJava() {}

  /**
   * Writes one into a directory. Embedded workers run with the quick compiler only, because tests
   * start them often; those of users have both. This variable wins over the command line.
   */
  static Path in(Path directory) throws IOException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Path script = directory.resolve("java");
    Files.writeString(
        script,
        """
        #!/bin/sh
        _JAVA_OPTIONS=-XX:TieredStopAtLevel=4 exec '%s' "$@"
        """
            .formatted(java));
    if (!script.toFile().setExecutable(true)) {
      throw new IOException("Cannot make %s executable".formatted(script));
    }
    return script;
  }
}
