package io.tributary.connect.benchmarks;

import io.tributary.connect.mastodon.ServerProfile;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The Mastodon sink against a bare loop, and with everything that can go wrong. */
@Command(
    name = "mastodon",
    description =
        "The Mastodon sink: statuses a second against a bare OkHttp loop, and how many are lost or"
            + " doubled when everything goes wrong.",
    sortOptions = false,
    usageHelpWidth = 100)
final class MastodonBenchmark implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private BenchmarkOptions options = new BenchmarkOptions();

  @Option(
      names = "--statuses",
      paramLabel = "N",
      defaultValue = "10000",
      description = "Statuses of a round of the rates; 0: no rates. Default: ${DEFAULT-VALUE}.")
  private int statuses;

  @Option(
      names = "--posts",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Posts of the chaos; 0: no chaos. Default: ${DEFAULT-VALUE}.")
  private int posts;

  @Option(
      names = "--kills",
      paramLabel = "N",
      defaultValue = "10",
      description = "How often the worker is killed. Default: ${DEFAULT-VALUE}.")
  private int kills;

  @Option(
      names = "--server",
      paramLabel = "NAME",
      split = ",",
      defaultValue = "MASTODON,SNAC",
      description =
          "What the servers of the chaos are like; SNAC knows no Idempotency-Key and lists public"
              + " statuses only. Default: ${DEFAULT-VALUE}.")
  private List<ServerProfile> servers = List.of();

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Which random moments the chaos chooses. Default: any.")
  private long seed = System.nanoTime();

  @Override
  public Integer call() throws Exception {
    if (options.rounds < 1 || statuses < 0 || posts < 0 || kills < 0) {
      throw new ParameterException(
          spec.commandLine(),
          "--rounds takes a number greater than 0; --statuses, --posts and --kills one that is not"
              + " negative");
    }
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter progress = spec.commandLine().getErr();
    out.println(Machine.description());
    out.println(Machine.load());
    boolean once = true;
    try (WorkDirectory directory = WorkDirectory.create(options.directory)) {
      if (statuses > 0) {
        new MastodonRates(directory.path(), out, progress).run(statuses, options.rounds);
      }
      if (posts > 0) {
        for (ServerProfile server : servers) {
          once &=
              new MastodonChaos(directory.path(), out, progress, seed).run(server, posts, kills);
        }
      }
    }
    out.println();
    out.println(Machine.load());
    return once ? 0 : 1;
  }
}
