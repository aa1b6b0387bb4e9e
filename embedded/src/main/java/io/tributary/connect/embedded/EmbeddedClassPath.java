package io.tributary.connect.embedded;

import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/**
 * The class path of a worker process: this module and its libraries, as its build left them. A
 * test's own class path would not do, because a connector found there would hide what its plugin
 * directory lacks.
 */
public final class EmbeddedClassPath {
  private EmbeddedClassPath() {}

  /** Returns it as the {@code -cp} option takes it. */
  public static String current() {
    return with(here().resolveSibling("lib"));
  }

  /** Returns that of a worker of the oldest Kafka Connect that the plugins run on. */
  static String oldest() {
    return with(module().resolveSibling("oldest-worker").resolve("target").resolve("lib"));
  }

  private static String with(Path libraries) {
    if (!Files.isDirectory(libraries)) {
      throw new IllegalStateException(
          "No libraries in %s: build that module in the same run, with -am".formatted(libraries));
    }
    return here() + File.pathSeparator + libraries.resolve("*");
  }

  /** Returns the folder of this module, beside which those of the others are. */
  static Path module() {
    Path target = Objects.requireNonNull(here().getParent());
    return Objects.requireNonNull(target.getParent());
  }

  private static Path here() {
    try {
      return Path.of(
          EmbeddedClassPath.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
