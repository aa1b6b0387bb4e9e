package io.tributary.connect.packaging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Where the build leaves what these tests look at. */
final class Build {
  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  static final Path PLUGINS = ROOT.resolve("packaging/target/plugins");
  static final Path ARCHIVES = ROOT.resolve("packaging/target/dist");

  private Build() {}

  /** Returns the version that this build gives to everything. */
  static String version() {
    return System.getProperty("tributary.version");
  }

  /** Returns the plugin zips, without the one that holds all of them. */
  static List<Path> pluginZips() throws IOException {
    try (Stream<Path> files = Files.list(ARCHIVES)) {
      return files
          .filter(file -> file.toString().endsWith(".zip"))
          .filter(file -> !file.getFileName().toString().startsWith("tributary-connect-"))
          .sorted()
          .toList();
    }
  }
}
