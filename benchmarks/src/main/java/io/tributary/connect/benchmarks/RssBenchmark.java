package io.tributary.connect.benchmarks;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The RSS source against bare ROME, with many feeds, and with long ones. */
@Command(
    name = "rss",
    description = "The RSS source: parsing against bare ROME, many quiet feeds, large offsets.",
    sortOptions = false,
    usageHelpWidth = 100)
final class RssBenchmark implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private BenchmarkOptions options = new BenchmarkOptions();

  @Option(
      names = "--documents",
      paramLabel = "N",
      defaultValue = "40",
      description = "How many documents to parse in a round. Default: ${DEFAULT-VALUE}.")
  private int documents;

  @Option(
      names = "--feeds",
      paramLabel = "N",
      defaultValue = "10000",
      description = "How many feeds a cycle has. Default: ${DEFAULT-VALUE}.")
  private int feeds;

  @Override
  public Integer call() throws Exception {
    if (options.rounds < 1 || documents < 1 || feeds < 1) {
      throw new ParameterException(
          spec.commandLine(), "--documents, --feeds and --rounds take a number greater than 0");
    }
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter progress = spec.commandLine().getErr();
    out.println(Machine.description());
    out.println(Machine.load());
    progress.println("parsing...");
    progress.flush();
    new RssParse(out).run(documents, options.rounds);
    progress.println("offsets...");
    progress.flush();
    new RssOffsets(out).run();
    progress.println("cycles...");
    progress.flush();
    new RssCycle(out).run(feeds, options.rounds);
    out.println();
    out.println(Machine.load());
    return 0;
  }
}
