package io.tributary.connect.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** How much memory this process holds, as the operating system sees it. */
final class ResidentMemory {
  private static final Path LINUX = Path.of("/proc/self/status");

  private ResidentMemory() {}

  /** Returns mebibytes, or nothing where the system does not tell. */
  static OptionalLong mebibytes() {
    try {
      OptionalLong kibibytes = Files.exists(LINUX) ? fromLinux() : fromPs();
      return kibibytes.isPresent()
          ? OptionalLong.of(kibibytes.getAsLong() / 1024)
          : OptionalLong.empty();
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }

  private static OptionalLong fromLinux() throws IOException {
    return Files.readAllLines(LINUX).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst();
  }

  private static OptionalLong fromPs() throws IOException {
    String pid = Long.toString(ProcessHandle.current().pid());
    Process ps = new ProcessBuilder("ps", "-o", "rss=", "-p", pid).start();
    String answer =
        new String(ps.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
    return answer.matches("\\d+") ? OptionalLong.of(Long.parseLong(answer)) : OptionalLong.empty();
  }
}
