package io.tributary.connect.bluesky;

import io.tributary.connect.bluesky.BlueskyDictionaries.Dictionary;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out what a connection needs, accounts and a dictionary, on threads of its own because
 * others are asked. Belongs to the thread that polls; only {@link #close} may be called by another.
 */
final class BlueskyPreparation implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(BlueskyPreparation.class);

  /** What has come of it. */
  sealed interface Outcome {
    /** Enough is known for a connection. */
    record Ready(Optional<Dictionary> dictionary) implements Outcome {}

    /** Accounts are lacking, which may be known soon. */
    record Lacking(String reason) implements Outcome {}

    record Failed(String reason) implements Outcome {}
  }

  private final BlueskyActors actors;
  private final BlueskyDictionaries dictionaries;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          work -> {
            Thread thread = new Thread(work, "bluesky-prepare");
            thread.setDaemon(true);
            return thread;
          });
  private @Nullable CompletableFuture<Outcome> running;
  private @Nullable CompletableFuture<Boolean> refresh;
  private volatile boolean closed;

  BlueskyPreparation(BlueskyActors actors, BlueskyDictionaries dictionaries) {
    this.actors = actors;
    this.dictionaries = dictionaries;
  }

  boolean isRunning() {
    return running != null;
  }

  /**
   * Starts.
   *
   * @param withAll whether what happened before a handle is resolved would be lost
   * @param wake is run when it is done
   */
  void start(BlueskyEndpoint endpoint, boolean withAll, Runnable wake) {
    CompletableFuture<Outcome> started =
        CompletableFuture.supplyAsync(() -> prepare(endpoint, withAll), this::run);
    CompletableFuture<Void> unused =
        started.handle(
            (result, failure) -> {
              wake.run();
              return null;
            });
    running = started;
  }

  /** Nothing is started once this is closed, and nobody waits for it. */
  private void run(Runnable work) {
    try {
      threads.execute(work);
    } catch (RejectedExecutionException e) {
      if (!closed) {
        throw e;
      }
    }
  }

  private Outcome prepare(BlueskyEndpoint endpoint, boolean withAll) {
    try {
      // What is known already is looked up again while events come.
      boolean unknown = actors.dids().isEmpty() || !actors.unanswered().isEmpty();
      if (unknown && actors.isDue()) {
        boolean unused = actors.resolve();
      }
      String lacking = lacking(withAll);
      return lacking == null
          ? new Outcome.Ready(dictionaries.dictionary(endpoint))
          : new Outcome.Lacking(lacking);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Outcome.Lacking("it was stopped");
    }
  }

  /** Returns what has come of it, once; null while it goes on. */
  @Nullable Outcome take() throws InterruptedException {
    CompletableFuture<Outcome> done = running;
    if (done == null || !done.isDone()) {
      return null;
    }
    running = null;
    try {
      return done.get();
    } catch (ExecutionException e) {
      return new Outcome.Failed("the connection cannot be prepared: " + e.getCause());
    }
  }

  private @Nullable String lacking(boolean withAll) {
    if (actors.areAll()) {
      return null;
    }
    if (actors.dids().isEmpty()) {
      return "no account of " + BlueskySourceConfig.ACTORS + " could be resolved";
    }
    List<String> unanswered = actors.unanswered();
    if (!withAll || unanswered.isEmpty()) {
      return null;
    }
    return "nobody can tell now whose handle %s is, and of %d more"
        .formatted(unanswered.get(0), unanswered.size() - 1);
  }

  /** Returns what there is to tell about an account that is to be read, once; or null. */
  @Nullable String takeProblem() {
    return actors.takeProblem();
  }

  /** Whether other accounts are to be read by now; has them looked up when it is time to. */
  boolean haveActorsChanged() {
    CompletableFuture<Boolean> looking = refresh;
    if (looking != null && looking.isDone()) {
      refresh = null;
      return looking.getNow(false);
    }
    if (looking == null && actors.isDue()) {
      refresh = CompletableFuture.supplyAsync(this::lookUp, this::run);
    }
    return false;
  }

  private boolean lookUp() {
    try {
      return actors.resolve();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (RuntimeException e) {
      log.warn("Accounts cannot be looked up now", e);
      return false;
    }
  }

  @Override
  public void close() {
    closed = true;
    List<Runnable> unused = threads.shutdownNow();
  }
}
