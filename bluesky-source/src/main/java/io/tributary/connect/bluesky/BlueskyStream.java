package io.tributary.connect.bluesky;

import io.tributary.connect.bluesky.BlueskyDictionaries.Dictionary;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.connect.errors.ConnectException;
import org.java_websocket.framing.CloseFrame;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one connection open, to one server after another, and hands on what it brings. Belongs to
 * the thread that polls; only {@link #close} may be called by another.
 */
final class BlueskyStream implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(BlueskyStream.class);

  /** Where silence means little it is looked into less and less often. */
  private static final int MAX_STALL_FACTOR = 12;

  /** How often in a row the same server is asked in another way without a pause. */
  private static final int MAX_REMEDIES = 2;

  /** How a server closes that has accepted a connection and not what it was then told. */
  private static final Set<Integer> OBJECTIONS =
      Set.of(CloseFrame.NO_UTF8, CloseFrame.POLICY_VALIDATION);

  /** Makes the connection that a server is to be asked for. */
  @FunctionalInterface
  interface Opener {
    BlueskySession open(BlueskyEndpoint endpoint, Optional<Dictionary> dictionary);
  }

  private final BlueskyServers servers;
  private final BlueskyDictionaries dictionaries;
  private final BlueskyBackoff backoff;
  private final BlueskyTiming timing;
  private final BlueskyCursor cursor;
  private final BlueskyReports reports;
  private final Opener opener;
  private final BlueskyPreparation preparation;
  private final BlueskyBuffer idle = new BlueskyBuffer(Long.MAX_VALUE);

  private volatile @Nullable BlueskySession session;
  private volatile boolean closed;
  private long nextAttempt = System.nanoTime();
  private long startedAt;
  private long eventAt;
  private boolean quiet;
  private long pingedAt;
  private int stalls;
  private boolean remedied;
  private int remedies;
  private boolean elsewhere;
  private boolean begun;
  private boolean acceptedAnew;
  private boolean heard;

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
    this.backoff = backoff;
    this.timing = timing;
    this.cursor = cursor;
    this.reports = reports;
    this.opener = opener;
    this.preparation = new BlueskyPreparation(actors, dictionaries);
  }

  /** The connection that the last signal came from. */
  BlueskySession session() {
    BlueskySession current = session;
    if (current == null) {
      throw new IllegalStateException("no connection");
    }
    return current;
  }

  /** Whether this connection is still the one that is read. */
  @SuppressWarnings("ReferenceEquality")
  boolean isOn(BlueskySession other) {
    return session == other;
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
        heard = true;
        if (!(signal instanceof BlueskySignal.Alive)) {
          quiet = false;
          stalls = 0;
        }
        return signal;
      }
    }
    return null;
  }

  /** Starts what is due without a connection, and returns for how long there is nothing to do. */
  private long connect(long now) throws InterruptedException {
    if (!preparation.isRunning()) {
      if (now - nextAttempt < 0) {
        return nextAttempt - now;
      }
      boolean withAll = !begun && !cursor.startsLive();
      preparation.start(servers.current(), withAll, () -> idle.add(new BlueskySignal.Nudge()));
    }
    BlueskyPreparation.Outcome outcome = preparation.take();
    tellProblems();
    if (outcome == null) {
      return Duration.ofSeconds(1).toNanos();
    }
    if (outcome instanceof BlueskyPreparation.Outcome.Ready ready) {
      start(ready.dictionary());
      return 0;
    }
    if (outcome instanceof BlueskyPreparation.Outcome.Lacking lacking) {
      reports.failing(servers.current(), lacking.reason());
      nextAttempt = now + Duration.ofSeconds(1).toNanos();
    } else if (outcome instanceof BlueskyPreparation.Outcome.Failed failed) {
      retry(failed.reason());
    }
    return nextAttempt - now;
  }

  private void tellProblems() {
    for (String problem = preparation.takeProblem();
        problem != null;
        problem = preparation.takeProblem()) {
      reports.leavesOut(servers.current(), problem);
    }
  }

  private void start(Optional<Dictionary> dictionary) {
    BlueskySession opening = opener.open(servers.current(), dictionary);
    session = opening;
    startedAt = System.nanoTime();
    quiet = false;
    heard = false;
    remedied = false;
    pingedAt = startedAt;
    if (closed) {
      opening.close();
    } else {
      opening.socket().connect();
    }
  }

  private void opened() {
    BlueskySession current = session();
    acceptedAnew = servers.accept();
    begun = true;
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
    if (now - eventAt > timing.stall().toNanos() * Math.min(1L << stalls, MAX_STALL_FACTOR)) {
      stalled(current);
      return 0;
    }
    boolean changed = preparation.haveActorsChanged();
    tellProblems();
    if (changed) {
      log.info("Other accounts are to be read now");
      reconnect();
      return 0;
    }
    if (now - pingedAt >= timing.ping().toNanos()) {
      pingedAt = now;
      current.socket().ping();
    }
    return pingedAt + timing.ping().toNanos() - now;
  }

  private void stalled(BlueskySession current) {
    boolean aloneAndSmall = current.endpoint().kind() == StreamKind.FIREHOSE && servers.isOnlyOne();
    if (current.reading().isByAccount() || aloneAndSmall) {
      stalls = Math.min(stalls + 1, Integer.SIZE);
      log.debug("{} has sent no event for some time and is asked anew", current.endpoint());
      reconnect();
    } else {
      abandon("it has sent no event for " + timing.stall());
    }
  }

  private void refused(BlueskySignal.Refused refused) {
    BlueskyEndpoint endpoint = servers.current();
    String answer = BlueskyFailure.describe(refused);
    remedied = true;
    switch (BlueskyFailure.of(refused, endpoint.kind(), servers.hasAccepted())) {
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
        if (servers.fallBack()) {
          log.info("{} knows no Jetstream v2; it is asked for v1", endpoint.host());
        } else {
          denied(endpoint, answer, false);
        }
      }
      case DENIED -> denied(endpoint, answer, false);
      case CONFIGURATION -> denied(endpoint, answer, true);
    }
  }

  private void denied(BlueskyEndpoint endpoint, String answer, boolean wrong) {
    if (servers.isHopeless(wrong)) {
      throw wrong(endpoint, answer);
    }
    reports.failing(endpoint, answer);
    remedied = false;
    elsewhere = true;
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
    BlueskySession current = session;
    if (current == null) {
      return;
    }
    if (over.overflow()) {
      reports.overflowed();
      reconnect();
    } else if (remedied) {
      askAgain();
    } else {
      String words = over.reason() == null ? "" : ": " + over.reason();
      String reason = "it closed with code " + over.code() + words;
      boolean objects = current.socket().greets() && !heard && OBJECTIONS.contains(over.code());
      end();
      if (objects) {
        if (acceptedAnew) {
          servers.retract();
        }
        denied(current.endpoint(), reason, true);
      }
      retry(reason);
    }
  }

  /** Gives up the connection although it is open. */
  void abandon(String reason) {
    end();
    retry(reason);
  }

  /** Asks the same server again, in another way than before, unless that has not helped. */
  void askAgain() {
    remedies++;
    if (remedies <= MAX_REMEDIES || cursor.isSearching()) {
      reconnect();
    } else {
      abandon("it does not go on from where it is asked to");
    }
  }

  /** Asks the same server again at once, forgetting what it has sent. */
  private void reconnect() {
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
    if (elsewhere || backoff.isTimeForAnother()) {
      elsewhere = false;
      servers.rotate();
    }
  }

  /** An event that is new has come through. */
  void progressed() {
    backoff.succeeded();
    remedies = 0;
    BlueskySession current = session();
    current.socket().progressed();
  }

  @Override
  public void close() {
    closed = true;
    idle.add(new BlueskySignal.Nudge());
    preparation.close();
    BlueskySession current = session;
    if (current != null) {
      current.buffer().add(new BlueskySignal.Nudge());
      current.close();
    }
  }
}
