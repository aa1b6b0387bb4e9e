package io.tributary.connect.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** What a benchmark runs on, and what it takes of it. */
final class Machine {
  private static final Path SELF = Path.of("/proc/self/status");
  private static final long MEBIBYTE = 1 << 20;

  private Machine() {}

  /** Returns a line for the head of the results. */
  static String description() {
    return "%s %s, %d cores, heap of at most %d MiB, %s %s %s"
        .formatted(
            System.getProperty("java.vm.name"),
            System.getProperty("java.vm.version"),
            Runtime.getRuntime().availableProcessors(),
            Runtime.getRuntime().maxMemory() / MEBIBYTE,
            System.getProperty("os.name"),
            System.getProperty("os.version"),
            System.getProperty("os.arch"));
  }

  /** Returns how many processes want a core, this one included: figures of a busy machine lie. */
  static String load() {
    return String.format(
        Locale.ROOT,
        "Load average of the last minute: %.1f",
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
  }

  /** Returns the processor time of this process, collector and compiler included. */
  static long cpuNanos() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  /** Returns the processor time of another process; 0 where the system does not tell. */
  static long cpuNanos(long pid) {
    return ProcessHandle.of(pid)
        .flatMap(process -> process.info().totalCpuDuration())
        .map(Duration::toNanos)
        .orElse(0L);
  }

  /** Returns what is still in use on the heap after a full collection, in mebibytes. */
  static long heapMebibytes() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / MEBIBYTE;
  }

  /** Returns the memory that this process holds, native parts included, as text with its unit. */
  static String resident() {
    return mebibytes(SELF, "VmRSS:");
  }

  /** Returns the memory that another process holds. */
  static String resident(long pid) {
    return mebibytes(Path.of("/proc", Long.toString(pid), "status"), "VmRSS:");
  }

  /** Returns the most memory that this process has ever held, as text with its unit. */
  static String residentPeak() {
    return mebibytes(SELF, "VmHWM:");
  }

  private static String mebibytes(Path status, String field) {
    if (!Files.exists(status)) {
      return "unknown (only Linux tells)";
    }
    try {
      List<String> lines = Files.readAllLines(status);
      return lines.stream()
          .filter(line -> line.startsWith(field))
          .map(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024 + " MiB")
          .findFirst()
          .orElse("unknown");
    } catch (IOException e) {
      return "unknown";
    }
  }
}
