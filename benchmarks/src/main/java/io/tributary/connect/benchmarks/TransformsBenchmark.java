package io.tributary.connect.benchmarks;

import java.io.PrintWriter;
import java.util.Collection;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What a record costs in Keep, by JMH. FieldMatches asks the same condition. */
@Command(
    name = "transforms",
    description = "Keep and FieldMatches: time and memory that a record costs, by JMH.",
    sortOptions = false,
    usageHelpWidth = 100)
final class TransformsBenchmark implements Callable<Integer> {
  private static final String ALLOCATED = "gc.alloc.rate.norm";
  private static final int GOAL_NANOSECONDS = 1_000;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private BenchmarkOptions options = new BenchmarkOptions();

  @Option(
      names = "--milliseconds",
      paramLabel = "N",
      defaultValue = "1000",
      description = "How long a round takes. Default: ${DEFAULT-VALUE}.")
  private int milliseconds;

  @Override
  public Integer call() throws Exception {
    if (options.rounds < 1 || milliseconds < 1) {
      throw new ParameterException(
          spec.commandLine(), "--milliseconds and --rounds take a number greater than 0");
    }
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter progress = spec.commandLine().getErr();
    out.println(Machine.description());
    out.println(Machine.load());
    progress.println(
        "%d cases, each in a process of its own...".formatted(KeepCase.values().length));
    progress.flush();
    out.println();
    out.print(table(run()));
    out.println();
    out.println(Machine.load());
    return 0;
  }

  private Collection<RunResult> run() throws Exception {
    TimeValue time = TimeValue.milliseconds(milliseconds);
    return new Runner(
            new OptionsBuilder()
                .include(KeepJmh.class.getName())
                .forks(1)
                .warmupIterations(options.rounds)
                .warmupTime(time)
                .measurementIterations(options.rounds)
                .measurementTime(time)
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT)
                .build())
        .run();
  }

  private static TextTable table(Collection<RunResult> results) {
    var table =
        new TextTable(
            3, "condition", "value", "record", "ns/record", "error", "goal", "bytes/record");
    for (RunResult result : results) {
      KeepCase which = KeepCase.valueOf(result.getParams().getParam("which"));
      Result<?> time = result.getPrimaryResult();
      table.add(
          which.condition(),
          which.form(),
          which.outcome(),
          TextTable.tenths(time.getScore()),
          Double.isNaN(time.getScoreError()) ? "" : TextTable.tenths(time.getScoreError()),
          TextTable.whole(GOAL_NANOSECONDS),
          TextTable.tenths(
              Objects.requireNonNull(result.getSecondaryResults().get(ALLOCATED)).getScore()));
    }
    return table;
  }
}
