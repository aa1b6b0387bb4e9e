package io.tributary.connect.sqlite;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A sqlite3 shell: another process, with another copy of the library, at the same file. */
final class Sqlite3 implements AutoCloseable {
  private static final String DONE = "-- done --";

  private final Process process;
  private final BufferedWriter input;
  private final BufferedReader output;

  private Sqlite3(Process process) {
    this.process = process;
    this.input = process.outputWriter();
    this.output = process.inputReader();
  }

  /** Starts one, or skips the test where none is installed. */
  static Sqlite3 open(Path file) throws IOException {
    assumeThat(isInstalled())
        .as("sqlite3 is not on the PATH: install it for the tests with a foreign process")
        .isTrue();
    return new Sqlite3(
        new ProcessBuilder("sqlite3", "-batch", "-bail", file.toString())
            .redirectErrorStream(true)
            .start());
  }

  /** Runs statements or dot commands and returns what they print, errors included. */
  List<String> run(String... lines) throws IOException {
    send(lines);
    return answer();
  }

  /** Starts running them, without waiting for their end. */
  void send(String... lines) throws IOException {
    for (String line : lines) {
      input.write(line + "\n");
    }
    input.write(".print " + DONE + "\n");
    input.flush();
  }

  /** Waits for the end of what has been sent. */
  List<String> answer() throws IOException {
    List<String> answer = new ArrayList<>();
    for (String line = output.readLine(); !DONE.equals(line); line = output.readLine()) {
      if (line == null) {
        throw new IOException("sqlite3 ended: " + answer);
      }
      answer.add(line);
    }
    return answer;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private static boolean isInstalled() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "sqlite3")));
  }
}
