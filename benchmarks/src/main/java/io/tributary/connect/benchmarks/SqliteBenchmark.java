package io.tributary.connect.benchmarks;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The SQLite sink against a plain loop over the same driver. */
@Command(
    name = "sqlite",
    description = "The SQLite sink against a plain loop over the same JDBC driver.",
    sortOptions = false,
    usageHelpWidth = 100)
final class SqliteBenchmark implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private BenchmarkOptions options = new BenchmarkOptions();

  @Option(
      names = "--rows",
      paramLabel = "N",
      description =
          "Rows of a run. Default: 100000, with --long 10000000, with --end-to-end 1000000.")
  private @Nullable Long rows;

  @Option(
      names = "--long",
      description =
          "Instead of the short runs: 10 million random keys, measured a million at a time."
              + " Needs 10 GB of disk.")
  private boolean isLong;

  @Option(
      names = "--end-to-end",
      description = "Instead of the short runs: from a topic through a worker into a file.")
  private boolean endToEnd;

  @Override
  public Integer call() throws Exception {
    if (options.rounds < 1 || rows(1) < 1) {
      throw new ParameterException(
          spec.commandLine(), "--rows and --rounds take a number greater than 0");
    }
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter progress = spec.commandLine().getErr();
    out.println(Machine.description());
    out.println(SqliteFile.version());
    out.println(Machine.load());
    try (WorkDirectory directory = WorkDirectory.create(options.directory)) {
      if (!isLong && !endToEnd) {
        new SqlitePuts(directory.path(), out, progress).run(rows(100_000), options.rounds);
      }
      if (isLong) {
        new SqliteCurve(directory.path(), out, progress).run(rows(10_000_000));
      }
      if (endToEnd) {
        new SqliteEndToEnd(directory.path(), out, progress).run(rows(1_000_000));
      }
    }
    out.println();
    out.println(Machine.load());
    return 0;
  }

  private long rows(long usual) {
    return rows == null ? usual : rows;
  }
}
