package io.tributary.connect.embedded;

import java.io.IOException;
import java.util.List;

/** What Java cannot send to a process. */
final class Signals {
  private Signals() {}

  static void send(Process process, String name) throws IOException, InterruptedException {
    List<String> command = List.of("kill", "-" + name, Long.toString(process.pid()));
    int status = new ProcessBuilder(command).inheritIO().start().waitFor();
    if (status != 0) {
      throw new IllegalStateException(command + " ended with " + status);
    }
  }
}
