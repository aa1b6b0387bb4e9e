package io.tributary.connect.bluesky;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The lines that are logged while this is open; log4j2-test.xml has the logger follow {@code
 * System.out}.
 */
final class CapturedLog implements AutoCloseable {
  private final PrintStream before = System.out;
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();

  CapturedLog() {
    System.setOut(new PrintStream(written, true, StandardCharsets.UTF_8));
  }

  List<String> lines() {
    return written.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Override
  public void close() {
    System.setOut(before);
    before.print(written.toString(StandardCharsets.UTF_8));
    before.flush();
  }
}
