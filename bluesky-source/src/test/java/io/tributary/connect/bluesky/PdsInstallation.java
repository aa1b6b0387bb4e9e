package io.tributary.connect.bluesky;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * The Personal Data Server of AT Protocol's reference implementation, installed from npm once for
 * each lock file: into the folder {@code tributary.pds.cache}, or the user's cache.
 */
final class PdsInstallation {
  static final Path SOURCES = Path.of("src", "test", "pds").toAbsolutePath();

  /** Where this is true, a machine that lacks something fails the test instead of skipping it. */
  private static final String REQUIRED = "tributary.pds.required";

  private static final int INSTALL_MINUTES = 15;

  private PdsInstallation() {}

  /**
   * Returns the folder of the installation, and skips the test on a machine that cannot have it.
   */
  static Path folder() throws IOException, InterruptedException {
    skipWithout(List.of("node"));
    Path folder = cache().resolve("pds-" + version());
    if (!Files.exists(folder.resolve("installed"))) {
      skipWithout(List.of("bash", "npm", "g++", "make", "python3"));
      install(folder);
    }
    return folder;
  }

  private static void skipWithout(List<String> commands) {
    List<String> missing = commands.stream().filter(command -> !isOnPath(command)).toList();
    if (!missing.isEmpty()) {
      skip("it needs what this machine lacks: " + String.join(", ", missing));
    }
  }

  private static void skip(String reason) {
    String message = "There is no real PDS to test with, as " + reason;
    assertThat(Boolean.getBoolean(REQUIRED)).as(message).isFalse();
    // The reports that a build prints count what is skipped, without saying why.
    System.out.println(message);
    abort(message);
  }

  private static boolean isOnPath(String command) {
    String path = System.getenv().getOrDefault("PATH", "");
    return Stream.of(path.split(":", -1))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, command)));
  }

  private static void install(Path folder) throws IOException, InterruptedException {
    Files.createDirectories(folder.getParent());
    Path log = Files.createTempFile("pds-install", ".log");
    Process install =
        new ProcessBuilder(SOURCES.resolve("install").toString(), folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    boolean ended = install.waitFor(INSTALL_MINUTES, TimeUnit.MINUTES);
    if (!ended || install.exitValue() != 0) {
      install.descendants().forEach(ProcessHandle::destroyForcibly);
      install.destroyForcibly();
      skip("its installation failed:\n" + Files.readString(log));
    }
    Files.delete(log);
  }

  private static Path cache() {
    return Optional.ofNullable(System.getProperty("tributary.pds.cache"))
        .map(Path::of)
        .orElseGet(() -> userCache().resolve("tributary"))
        .toAbsolutePath();
  }

  private static Path userCache() {
    return Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
        .map(Path::of)
        .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache"));
  }

  /** The lock file's checksum, and the version of node that a module is compiled for. */
  private static String version() throws IOException, InterruptedException {
    var checksum = new CRC32();
    checksum.update(Files.readAllBytes(SOURCES.resolve("package-lock.json")));
    checksum.update(Files.readAllBytes(SOURCES.resolve("install")));
    Process node = new ProcessBuilder("node", "--version").start();
    String version = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    node.waitFor();
    return "%08x-node-%s".formatted(checksum.getValue(), version.strip());
  }
}
