package io.tributary.connect.bluesky;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The handles of accounts, asked for several at a time and remembered for a day. */
final class BlueskyHandles implements AutoCloseable {
  private static final int CONCURRENT = 16;
  private static final int CAPACITY = 100_000;
  private static final Duration KNOWN = Duration.ofHours(24);
  private static final Duration UNKNOWN = Duration.ofMinutes(5);

  /** A poll has to be over soon after a stop. */
  private static final Duration PATIENCE = Duration.ofMillis(800);

  private final BlueskyDirectory directory;
  private final Clock clock;
  private final ExecutorService asking;
  private final Map<String, Known> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
          return size() > CAPACITY;
        }
      };

  private record Known(@Nullable String handle, Instant until) {}

  BlueskyHandles(BlueskyDirectory directory, Clock clock) {
    this.directory = directory;
    this.clock = clock;
    this.asking =
        Executors.newFixedThreadPool(
            CONCURRENT,
            work -> {
              Thread thread = new Thread(work, "bluesky-handles");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Returns the handle that is known of an account, or null. */
  @Nullable String of(String did) {
    Known found = known.get(did);
    return found == null ? null : found.handle;
  }

  /** An account's identity has changed. */
  void changed(String did) {
    known.remove(did);
  }

  /** Finds out the handles of these accounts, as far as that can be done in a moment. */
  void learn(Collection<String> dids) throws InterruptedException {
    Instant now = clock.instant();
    Map<String, Future<Optional<String>>> answers = new LinkedHashMap<>();
    for (String did : dids) {
      Known before = known.get(did);
      if (before == null || !now.isBefore(before.until)) {
        answers.computeIfAbsent(did, it -> asking.submit(() -> directory.handle(it)));
      }
    }
    long end = System.nanoTime() + PATIENCE.toNanos();
    for (Map.Entry<String, Future<Optional<String>>> answer : answers.entrySet()) {
      known.put(answer.getKey(), known(answer.getValue(), end, now));
    }
  }

  private static Known known(Future<Optional<String>> answer, long end, Instant now)
      throws InterruptedException {
    try {
      Optional<String> handle =
          answer.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
      return new Known(handle.orElse(null), now.plus(KNOWN));
    } catch (ExecutionException | TimeoutException e) {
      answer.cancel(true);
      return new Known(null, now.plus(UNKNOWN));
    }
  }

  @Override
  public void close() {
    List<Runnable> unused = asking.shutdownNow();
  }
}
