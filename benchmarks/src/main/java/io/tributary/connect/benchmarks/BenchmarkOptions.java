package io.tributary.connect.benchmarks;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** What every benchmark's command line understands. */
final class BenchmarkOptions {
  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "5",
      description =
          "How often to measure each contestant, after one round that does not count. Default:"
              + " ${DEFAULT-VALUE}.")
  int rounds = 5;

  @Option(
      names = "--directory",
      paramLabel = "DIR",
      defaultValue = "${sys:java.io.tmpdir}",
      description = "Where to keep files while the benchmark runs. Default: ${DEFAULT-VALUE}.")
  Path directory = Path.of("");

  @Option(names = "--help", usageHelp = true, description = "Show this text.")
  boolean help;
}
