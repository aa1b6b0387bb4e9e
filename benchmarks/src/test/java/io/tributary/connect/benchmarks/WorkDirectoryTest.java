package io.tributary.connect.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WorkDirectoryTest {
  @TempDir Path parent;

  @Test
  void takesEverythingInItAlong() throws IOException {
    try (WorkDirectory directory = WorkDirectory.create(parent)) {
      Path folder = Files.createDirectory(directory.path().resolve("broker"));
      Files.writeString(folder.resolve("log"), "x");
    }

    assertThat(parent).isEmptyDirectory();
  }
}
