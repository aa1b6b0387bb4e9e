package io.tributary.connect.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A running {@link BlueskyReplayServer}. */
final class BlueskyReplay implements AutoCloseable {
  private final Process process;
  private final int port;

  private BlueskyReplay(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  static BlueskyReplay start(long events, long rate) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                BlueskyReplayServer.class.getName(),
                Long.toString(events),
                Long.toString(rate))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    var lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line = lines.readLine();
    if (line == null) {
      throw new IOException("The server of the benchmark did not start");
    }
    return new BlueskyReplay(process, Integer.parseInt(line));
  }

  String url() {
    return "ws://127.0.0.1:" + port + "/subscribe";
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
