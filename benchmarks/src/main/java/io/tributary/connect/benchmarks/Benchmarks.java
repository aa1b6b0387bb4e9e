package io.tributary.connect.benchmarks;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The program behind {@code benchmarks/run}: every benchmark is a subcommand of it. */
@Command(
    name = "benchmarks/run",
    header = {"Measures a connector on this machine. NAME --help lists a benchmark's options.", ""},
    synopsisSubcommandLabel = "NAME [options]",
    commandListHeading = "%nNames:%n",
    subcommands = {
      BlueskyBenchmark.class,
      RssBenchmark.class,
      SolrBenchmark.class,
      SqliteBenchmark.class
    },
    usageHelpWidth = 100)
final class Benchmarks implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--help", usageHelp = true, description = "Show this text.")
  boolean help;

  private Benchmarks() {}

  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Benchmarks());
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
