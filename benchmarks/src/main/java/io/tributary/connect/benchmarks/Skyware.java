package io.tributary.connect.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** {@code @skyware/jetstream}, the usual client of JavaScript, in a Node process of its own. */
final class Skyware {
  private static final List<String> FILES =
      List.of("package.json", "package-lock.json", "receive.mjs");
  private static final long DEADLINE_MINUTES = 10;

  private final Path folder;

  private Skyware(Path folder) {
    this.folder = folder;
  }

  /** Installs it below {@code target} unless it is there; nothing where there is no Node or npm. */
  static Optional<Skyware> install() throws IOException, InterruptedException {
    Path home = Path.of(System.getProperty("tributary.home"), "benchmarks");
    Path folder = Files.createDirectories(home.resolve("target/skyware"));
    for (String file : FILES) {
      Files.copy(
          home.resolve("skyware").resolve(file),
          folder.resolve(file),
          StandardCopyOption.REPLACE_EXISTING);
    }
    boolean there =
        Files.exists(folder.resolve("node_modules/@skyware/jetstream/package.json"))
            || run(folder, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund").isPresent();
    return there && run(folder, "node", "--version").isPresent()
        ? Optional.of(new Skyware(folder))
        : Optional.empty();
  }

  /** Receives a replay and parses it. */
  Leg receive(String url, long events) throws IOException, InterruptedException {
    String[] printed =
        run(folder, "node", "receive.mjs", url, Long.toString(events))
            .orElseThrow(() -> new IOException("@skyware/jetstream failed"))
            .strip()
            .split(" ", -1);
    return new Leg(
        Long.parseLong(printed[0]), Long.parseLong(printed[1]), Long.parseLong(printed[2]));
  }

  private static Optional<String> run(Path folder, String... command) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.waitFor(DEADLINE_MINUTES, TimeUnit.MINUTES) && process.exitValue() == 0
          ? Optional.of(output)
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
