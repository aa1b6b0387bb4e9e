package io.tributary.connect.bluesky;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The handles of accounts, asked for several at a time and remembered for a day. */
final class BlueskyHandles implements AutoCloseable {
  private static final int CONCURRENT = 16;
  private static final int CAPACITY = 100_000;

  /** More than so many questions at a time would never be caught up with. */
  private static final int MAX_RUNNING = 1_000;

  private static final Duration KNOWN = Duration.ofHours(24);
  private static final Duration UNKNOWN = Duration.ofMinutes(5);

  /** A poll has to be over soon after a stop. */
  private static final Duration PATIENCE = Duration.ofMillis(800);

  private final BlueskyDirectory directory;
  private final Clock clock;
  private final ThreadPoolExecutor asking;
  private final Map<String, Known> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
          return size() > CAPACITY;
        }
      };

  private final Map<String, Future<Optional<String>>> running = new HashMap<>();

  private record Known(@Nullable String handle, Instant until) {}

  BlueskyHandles(BlueskyDirectory directory, Clock clock) {
    this.directory = directory;
    this.clock = clock;
    this.asking =
        new ThreadPoolExecutor(
            CONCURRENT,
            CONCURRENT,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
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
    Future<Optional<String>> question = running.remove(did);
    if (question != null) {
      question.cancel(true);
      if (question instanceof Runnable waiting) {
        asking.remove(waiting);
      }
    }
  }

  /** How many questions wait for their turn. */
  int waiting() {
    return asking.getQueue().size();
  }

  /**
   * Finds out the handles of these accounts, as far as that can be done in a moment; an answer that
   * takes longer is there for a later post.
   */
  void learn(Collection<String> dids) throws InterruptedException {
    Instant now = clock.instant();
    collect(now);
    List<Future<Optional<String>>> asked = new ArrayList<>();
    for (String did : dids) {
      Known before = known.get(did);
      boolean due = before == null || !now.isBefore(before.until);
      if (due && !running.containsKey(did) && running.size() < MAX_RUNNING) {
        Future<Optional<String>> answer = ask(did);
        running.put(did, answer);
        asked.add(answer);
      }
    }
    long end = System.nanoTime() + PATIENCE.toNanos();
    for (Future<Optional<String>> answer : asked) {
      await(answer, end);
    }
    collect(now);
  }

  private Future<Optional<String>> ask(String did) {
    try {
      return asking.submit(() -> directory.handle(did));
    } catch (RejectedExecutionException e) {
      // It was stopped a moment ago.
      return CompletableFuture.failedFuture(e);
    }
  }

  private static void await(Future<Optional<String>> answer, long end) throws InterruptedException {
    try {
      Optional<String> unused =
          answer.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (ExecutionException | TimeoutException e) {
      // What came of it is collected later.
    }
  }

  /** Keeps the answers that have come. */
  private void collect(Instant now) throws InterruptedException {
    Iterator<Map.Entry<String, Future<Optional<String>>>> answers = running.entrySet().iterator();
    while (answers.hasNext()) {
      Map.Entry<String, Future<Optional<String>>> answer = answers.next();
      if (answer.getValue().isDone()) {
        known.put(answer.getKey(), known(answer.getValue(), now));
        answers.remove();
      }
    }
  }

  private static Known known(Future<Optional<String>> answer, Instant now)
      throws InterruptedException {
    try {
      return new Known(answer.get().orElse(null), now.plus(KNOWN));
    } catch (ExecutionException e) {
      return new Known(null, now.plus(UNKNOWN));
    }
  }

  @Override
  public void close() {
    List<Runnable> unused = asking.shutdownNow();
  }
}
