package io.tributary.connect.embedded;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What is done to the processes of servers. */
final class Processes {
  private static final long STOP_DEADLINE_SECONDS = 15;

  private Processes() {}

  /** Sends a signal that Java cannot send. */
  static void signal(Process process, String name) throws IOException, InterruptedException {
    List<String> command = List.of("kill", "-" + name, Long.toString(process.pid()));
    int status = new ProcessBuilder(command).inheritIO().start().waitFor();
    if (status != 0) {
      throw new IllegalStateException(command + " ended with " + status);
    }
  }

  /** Stops it cleanly, or kills it when it takes longer than fifteen seconds. */
  static void stop(Process process) {
    // Not destroy() of the process: that also closes its input, which it takes for our death.
    process.toHandle().destroy();
    try {
      if (!process.waitFor(STOP_DEADLINE_SECONDS, TimeUnit.SECONDS)) {
        kill(process);
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /** Ends it as {@code kill -9} does. */
  static void kill(Process process) throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }
}
