package io.tributary.connect.embedded;

import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Watches a running example: says when the first row is written, which connector failed, and what
 * came of it all.
 */
final class QuickstartRun {
  private static final Duration LOOK = Duration.ofMillis(100);
  private static final int LOOKS_PER_STATUS = 20;
  private static final int LOOKS_PER_SEARCH = 5;

  /** A table every ten seconds, the first one after five. */
  private static final int LOOKS_PER_TABLE = 100;

  private static final int FIRST_TABLE = 50;

  private final long started = ManagementFactory.getRuntimeMXBean().getStartTime();
  private final WorkerMetrics metrics = new WorkerMetrics();
  private final Set<String> failed = new HashSet<>();
  private final PrintStream out;
  private final ConnectRest rest;
  private final EventView view;
  private final Collection<String> connectors;
  private final ConnectorTable table;
  private @Nullable SpokenPhrase phrase;

  /**
   * Starts to watch.
   *
   * @param phrase what to look for, null if there is nowhere to look
   */
  QuickstartRun(
      PrintStream out,
      ConnectRest rest,
      EventView view,
      Collection<String> connectors,
      @Nullable SpokenPhrase phrase) {
    this.out = out;
    this.rest = rest;
    this.view = view;
    this.connectors = connectors;
    this.table = new ConnectorTable(connectors, Clock.systemUTC());
    this.phrase = phrase;
    out.printf("Started in %.1f s.%n", seconds());
  }

  /**
   * Returns how many records the sinks had written when it was told to stop or the duration was
   * over.
   */
  long watch(CountDownLatch stop, @Nullable Duration duration) throws InterruptedException {
    long end = duration == null ? Long.MAX_VALUE : System.currentTimeMillis() + duration.toMillis();
    boolean wrote = false;
    int looks = 0;
    while (!stop.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)
        && System.currentTimeMillis() < end) {
      if (!wrote && metrics.written() > 0) {
        wrote = true;
        out.printf("First row written after %.1f s; %s.%n", seconds(), memory());
      }
      if (++looks % LOOKS_PER_STATUS == 0) {
        reportFailures();
      }
      if (looks % LOOKS_PER_TABLE == FIRST_TABLE) {
        out.print(table.show(rest, metrics));
      }
      if (looks % LOOKS_PER_SEARCH == 0) {
        search();
      }
    }
    if (phrase != null) {
      out.printf("Nobody has said \"%s\" yet.%n", phrase);
    }
    long written = metrics.written();
    out.printf(
        "%n%,d events seen, %,d rows written; %s. Stopping...%n", view.events(), written, memory());
    return written;
  }

  private void search() throws InterruptedException {
    if (phrase != null) {
      SpokenPhrase.Hit hit = phrase.find().orElse(null);
      if (hit != null) {
        out.printf(
            "Found \"%s\" in \"%s\" at second %d: %s%n",
            phrase, hit.episode(), hit.second(), hit.text());
        phrase = null;
      }
    }
  }

  private void reportFailures() throws InterruptedException {
    for (String connector : connectors) {
      String trace = ConnectRest.failure(rest.status(connector)).orElse(null);
      if (trace == null) {
        failed.remove(connector);
      } else if (failed.add(connector)) {
        out.printf("%s failed: %s%n", connector, cause(trace));
      }
    }
  }

  /** The innermost cause is what an operator can act on. */
  private static String cause(String trace) {
    return trace
        .lines()
        .filter(line -> line.startsWith("Caused by: "))
        .reduce((first, last) -> last)
        .orElseGet(() -> trace.lines().findFirst().orElse(""));
  }

  private double seconds() {
    return (System.currentTimeMillis() - started) / 1000.0;
  }

  private static String memory() {
    OptionalLong mebibytes = ResidentMemory.mebibytes();
    return mebibytes.isPresent()
        ? "%d MB resident".formatted(mebibytes.getAsLong())
        : "resident memory unknown";
  }
}
