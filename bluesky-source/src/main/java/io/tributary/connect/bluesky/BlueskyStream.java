package io.tributary.connect.bluesky;

import io.tributary.connect.bluesky.BlueskyDictionaries.Dictionary;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one connection open, to one server after another, and hands on what it brings. Belongs to
 * the thread that polls; only {@link #close} may be called by another.
 */
final class BlueskyStream implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(BlueskyStream.class);

  /** Makes the connection that a server is to be asked for. */
  @FunctionalInterface
  interface Opener {
    BlueskySession open(BlueskyEndpoint endpoint, Optional<Dictionary> dictionary);
  }

  private final BlueskyServers servers;
  private final BlueskyDictionaries dictionaries;
  private final BlueskyActors actors;
  private final BlueskyBackoff backoff;
  private final BlueskyTiming timing;
  private final BlueskyCursor cursor;
  private final BlueskyReports reports;
  private final Opener opener;
  private final ExecutorService preparing;
  private final BlueskyBuffer idle = new BlueskyBuffer(Long.MAX_VALUE);

  private @Nullable CompletableFuture<Optional<Dictionary>> preparation;
  private @Nullable CompletableFuture<Boolean> refresh;
  private volatile @Nullable BlueskySession session;
  private volatile boolean closed;
  private long nextAttempt = System.nanoTime();
  private long startedAt;
  private long eventAt;
  private boolean quiet;
  private long pingedAt;
  private boolean remedied;

  BlueskyStream(
      BlueskyServers servers,
      BlueskyDictionaries dictionaries,
      BlueskyActors actors,
      BlueskyBackoff backoff,
      BlueskyTiming timing,
      BlueskyCursor cursor,
      BlueskyReports reports,
      Opener opener) {
    this.servers = servers;
    this.dictionaries = dictionaries;
    this.actors = actors;
    this.backoff = backoff;
    this.timing = timing;
    this.cursor = cursor;
    this.reports = reports;
    this.opener = opener;
    this.preparing =
        Executors.newSingleThreadExecutor(
            work -> {
              Thread thread = new Thread(work, "bluesky-prepare");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** The connection that the last signal came from. */
  BlueskySession session() {
    BlueskySession current = session;
    if (current == null) {
      throw new IllegalStateException("no connection");
    }
    return current;
  }

  /**
   * Returns the next thing that the connection brings, or null when nothing came in time. Connects,
   * reconnects and gives up on servers meanwhile.
   *
   * @throws ConnectException if a server says that the configuration is wrong
   */
  @Nullable BlueskySignal take(long nanos) throws InterruptedException {
    long until = System.nanoTime() + nanos;
    while (!closed) {
      BlueskySession current = session;
      BlueskyBuffer source = current == null ? idle : current.buffer();
      BlueskySignal signal = source.poll(0);
      if (signal == null) {
        long now = System.nanoTime();
        long due = current == null ? connect(now) : watch(current, now);
        if (session != current) {
          continue;
        }
        if (now >= until) {
          return null;
        }
        signal = source.poll(Math.max(0, Math.min(until - now, due)));
      }
      if (signal instanceof BlueskySignal.Refused refused) {
        refused(refused);
      } else if (signal instanceof BlueskySignal.Closed over) {
        closed(over);
      } else if (signal instanceof BlueskySignal.Opened) {
        opened();
        return signal;
      } else if (signal != null && !(signal instanceof BlueskySignal.Nudge)) {
        quiet &= signal instanceof BlueskySignal.Alive;
        return signal;
      }
    }
    return null;
  }

  /** Starts what is due without a connection, and returns for how long there is nothing to do. */
  private long connect(long now) throws InterruptedException {
    CompletableFuture<Optional<Dictionary>> prepared = preparation;
    if (prepared == null) {
      if (now - nextAttempt < 0) {
        return nextAttempt - now;
      }
      BlueskyEndpoint endpoint = servers.current();
      prepared = CompletableFuture.supplyAsync(() -> prepare(endpoint), this::prepare);
      CompletableFuture<Void> unused =
          prepared.handle(
              (result, failure) -> {
                idle.add(new BlueskySignal.Nudge());
                return null;
              });
      preparation = prepared;
    }
    if (!prepared.isDone()) {
      return Duration.ofSeconds(1).toNanos();
    }
    preparation = null;
    try {
      Optional<Dictionary> dictionary = prepared.get();
      if (!actors.areAll() && actors.dids().isEmpty()) {
        retry("no account of " + BlueskySourceConfig.ACTORS + " could be resolved");
        return nextAttempt - now;
      }
      start(dictionary);
      return 0;
    } catch (ExecutionException e) {
      throw new ConnectException("Cannot prepare a connection", e.getCause());
    }
  }

  /** Nothing is started once this is closed, and nobody waits for it. */
  private void prepare(Runnable work) {
    try {
      preparing.execute(work);
    } catch (RejectedExecutionException e) {
      if (!closed) {
        throw e;
      }
    }
  }

  /** Runs on a thread of its own, because it asks others. */
  private Optional<Dictionary> prepare(BlueskyEndpoint endpoint) {
    try {
      if (actors.isDue()) {
        boolean unused = actors.resolve();
      }
      return dictionaries.dictionary(endpoint);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private void start(Optional<Dictionary> dictionary) {
    BlueskySession opening = opener.open(servers.current(), dictionary);
    session = opening;
    startedAt = System.nanoTime();
    quiet = false;
    pingedAt = startedAt;
    if (closed) {
      opening.close();
    } else {
      opening.socket().connect();
    }
  }

  private void opened() {
    BlueskySession current = session();
    servers.accept();
    reports.opened(current.endpoint(), current.reading().resume());
    current.reading().opened();
    quiet = false;
  }

  /** Sends pings and notices silence; returns for how long there is nothing to do. */
  private long watch(BlueskySession current, long now) {
    if (!quiet) {
      quiet = true;
      eventAt = now;
    }
    if (!current.socket().isOpened()) {
      long left = startedAt + timing.connect().toNanos() - now;
      if (left <= 0) {
        abandon("it does not answer");
      }
      return Math.max(0, left);
    }
    if (now - current.socket().heardAt() > timing.idle().toNanos()) {
      abandon("it has sent nothing, not even an answer to pings, for " + timing.idle());
      return 0;
    }
    if (now - eventAt > timing.stall().toNanos()) {
      abandon("it has sent no event for " + timing.stall());
      return 0;
    }
    if (haveActorsChanged()) {
      log.info("Other accounts are to be read now");
      askAgain();
      return 0;
    }
    if (now - pingedAt >= timing.ping().toNanos()) {
      pingedAt = now;
      current.socket().ping();
    }
    return pingedAt + timing.ping().toNanos() - now;
  }

  private boolean haveActorsChanged() {
    CompletableFuture<Boolean> running = refresh;
    if (running != null && running.isDone()) {
      refresh = null;
      return running.getNow(false);
    }
    if (running == null && actors.isDue()) {
      refresh = CompletableFuture.supplyAsync(this::refreshActors, this::prepare);
    }
    return false;
  }

  private boolean refreshActors() {
    try {
      return actors.resolve();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void refused(BlueskySignal.Refused refused) {
    BlueskyEndpoint endpoint = servers.current();
    String answer = BlueskyFailure.describe(refused);
    remedied = true;
    switch (BlueskyFailure.of(refused, servers.hasAccepted())) {
      case TRANSIENT -> {
        reports.failing(endpoint, answer);
        remedied = false;
      }
      case CURSOR_TOO_OLD -> {
        log.info("{} no longer has the sequence number; it is asked by time", endpoint.host());
        cursor.refuseSeq();
      }
      case UNKNOWN_DICTIONARY -> dictionaries.forget(endpoint.host());
      case NO_SUCH_STREAM -> {
        if (!servers.fallBack()) {
          throw wrong(endpoint, answer);
        }
        log.info("{} knows no Jetstream v2; it is asked for v1", endpoint.host());
      }
      case CONFIGURATION -> throw wrong(endpoint, answer);
    }
  }

  private static ConnectException wrong(BlueskyEndpoint endpoint, String answer) {
    return new ConnectException(
        "%s does not accept what it is asked for, which depends on %s, %s and %s. It says %s"
            .formatted(
                endpoint,
                BlueskySourceConfig.ENDPOINTS,
                BlueskySourceConfig.COLLECTIONS,
                BlueskySourceConfig.ACTORS,
                answer));
  }

  private void closed(BlueskySignal.Closed over) {
    if (session == null) {
      return;
    }
    end();
    if (over.overflow()) {
      reports.overflowed();
      nextAttempt = System.nanoTime();
    } else if (remedied) {
      remedied = false;
      nextAttempt = System.nanoTime();
    } else {
      String reason = over.reason() == null ? "" : ": " + over.reason();
      retry("it closed with code " + over.code() + reason);
    }
  }

  /** Gives up the connection although it is open. */
  void abandon(String reason) {
    end();
    retry(reason);
  }

  /** Asks the same server again at once, forgetting what it has sent. */
  void askAgain() {
    end();
    nextAttempt = System.nanoTime();
  }

  private void end() {
    BlueskySession current = session;
    session = null;
    if (current != null) {
      current.close();
    }
  }

  private void retry(String reason) {
    reports.failing(servers.current(), reason);
    nextAttempt = System.nanoTime() + backoff.failed();
    if (backoff.isTimeForAnother()) {
      servers.rotate();
    }
  }

  /** An event that is new has come through. */
  void progressed() {
    backoff.succeeded();
    BlueskySession current = session();
    current.socket().progressed();
  }

  @Override
  public void close() {
    closed = true;
    idle.add(new BlueskySignal.Nudge());
    preparing.shutdownNow();
    BlueskySession current = session;
    if (current != null) {
      current.buffer().add(new BlueskySignal.Nudge());
      current.close();
    }
  }
}
