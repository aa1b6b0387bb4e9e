package io.tributary.connect.benchmarks;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/** What a command line printed and how it ended. */
record CommandRun(int status, String output, String errors) {
  static CommandRun of(String... arguments) {
    var output = new StringWriter();
    var errors = new StringWriter();
    CommandLine commandLine =
        Benchmarks.commandLine()
            .setOut(new PrintWriter(output, true))
            .setErr(new PrintWriter(errors, true));
    int status = commandLine.execute(arguments);
    return new CommandRun(status, output.toString(), errors.toString());
  }
}
