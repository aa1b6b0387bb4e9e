package io.tributary.connect.benchmarks;

import io.tributary.connect.embedded.SolrServer;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The Solr sink against SolrJ by itself. */
@Command(
    name = "solr",
    description = "The Solr sink against SolrJ by itself, on a real Solr.",
    sortOptions = false,
    usageHelpWidth = 100)
final class SolrBenchmark implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private BenchmarkOptions options = new BenchmarkOptions();

  @Option(
      names = "--documents",
      paramLabel = "N",
      description = "Documents of a run. Default: 100000, with --long 5000000.")
  private @Nullable Integer documents;

  @Option(
      names = "--long",
      description =
          "Instead of the short runs: 5 million documents through one task, to see whether its heap"
              + " grows. Needs 10 GB of disk.")
  private boolean isLong;

  @Override
  public Integer call() throws Exception {
    if (options.rounds < 1 || documents(1) < 1) {
      throw new ParameterException(
          spec.commandLine(), "--documents and --rounds take a number greater than 0");
    }
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter progress = spec.commandLine().getErr();
    out.println(Machine.description());
    out.println(Machine.load());
    boolean passed = true;
    try (WorkDirectory directory = WorkDirectory.create(options.directory);
        SolrServer server = SolrServer.start(directory.path())) {
      if (isLong) {
        passed = SolrLong.run(server, out, documents(5_000_000));
      } else {
        new SolrWrites(server, out, progress).run(documents(100_000), options.rounds);
      }
    }
    out.println();
    out.println(Machine.load());
    return passed ? 0 : 1;
  }

  private int documents(int usual) {
    return documents == null ? usual : documents;
  }
}
