package io.tributary.connect.embedded;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which Kafka Connect the process of a worker runs. */
enum WorkerRelease {
  /** The one that this module is built with. */
  NEWEST,
  /** The oldest one that the plugins run on; what starts it may use nothing that is newer. */
  OLDEST;

  private static final Pattern ADDRESS =
      Pattern.compile("REST server listening at (http://[^/\\s]+)/");

  String classPath() {
    return switch (this) {
      case NEWEST -> EmbeddedClassPath.current();
      case OLDEST -> EmbeddedClassPath.oldest();
    };
  }

  Class<?> main() {
    return switch (this) {
      case NEWEST -> WorkerMain.class;
      case OLDEST -> PlainWorkerMain.class;
    };
  }

  /**
   * Returns where a worker that was just started serves requests, once that is known.
   *
   * @param file where {@link WorkerMain} writes it
   * @param log where the worker itself says it
   */
  Optional<URI> address(Path file, Path log) throws IOException {
    return switch (this) {
      case NEWEST ->
          Files.exists(file) ? Optional.of(URI.create(Files.readString(file))) : Optional.empty();
      case OLDEST ->
          Files.exists(log)
              ? Optional.of(ADDRESS.matcher(Files.readString(log)))
                  .filter(Matcher::find)
                  .map(found -> URI.create(found.group(1)))
              : Optional.empty();
    };
  }
}
