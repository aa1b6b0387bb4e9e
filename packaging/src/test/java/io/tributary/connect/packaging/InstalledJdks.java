package io.tributary.connect.packaging;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Finds JDKs where operating systems, version managers and build servers put them. */
final class InstalledJdks {
  private InstalledJdks() {}

  /** Returns the {@code java} executable of an installed JDK of this feature version. */
  static Optional<Path> java(int feature) {
    return Stream.of(
            Stream.of(Path.of(System.getProperty("java.home"))),
            System.getenv().entrySet().stream()
                .filter(variable -> variable.getKey().startsWith("JAVA_HOME"))
                .map(variable -> Path.of(variable.getValue())),
            children(Path.of("/usr/lib/jvm")),
            children(Path.of("/opt")),
            children(Path.of("/Library/Java/JavaVirtualMachines"))
                .map(bundle -> bundle.resolve("Contents/Home")),
            children(Path.of(System.getProperty("user.home"), ".sdkman/candidates/java")))
        .flatMap(homes -> homes)
        .filter(isOf(feature))
        .map(home -> home.resolve("bin/java"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Every JDK says its version in a file named release. */
  private static Predicate<Path> isOf(int feature) {
    return home -> {
      Path release = home.resolve("release");
      if (!Files.isReadable(release)) {
        return false;
      }
      var properties = new Properties();
      try (Reader reader = Files.newBufferedReader(release)) {
        properties.load(reader);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      String version = properties.getProperty("JAVA_VERSION", "").replace("\"", "");
      return version.equals(Integer.toString(feature)) || version.startsWith(feature + ".");
    };
  }

  private static Stream<Path> children(Path folder) {
    if (!Files.isDirectory(folder)) {
      return Stream.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
