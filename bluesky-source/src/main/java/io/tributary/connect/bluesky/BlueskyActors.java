package io.tributary.connect.bluesky;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The accounts that are read, whose handles are resolved now and then. Thread-safe. */
final class BlueskyActors {
  private static final Logger log = LoggerFactory.getLogger(BlueskyActors.class);
  private static final Duration KNOWN = Duration.ofHours(24);
  private static final Duration UNKNOWN = Duration.ofMinutes(5);

  /** The stream may wait for it. */
  private static final Duration UNANSWERED = Duration.ofMinutes(1);

  /** A handle that nobody can tell about holds up the others for so long at most. */
  private static final Duration PATIENCE = Duration.ofHours(6);

  /** Or for so long, where its own host may be gone for good. */
  private static final Duration SILENT_HOST_PATIENCE = Duration.ofMinutes(15);

  private static final int CONCURRENT = 16;

  private final List<String> actors;
  private final BlueskyDirectory directory;
  private final Clock clock;
  private final Map<String, Resolution> resolutions = new ConcurrentHashMap<>();
  private final ReentrantLock resolving = new ReentrantLock();
  private final Set<String> lost = ConcurrentHashMap.newKeySet();
  private final Queue<String> problems = new ConcurrentLinkedQueue<>();
  private volatile Set<String> dids = Set.of();
  private volatile List<String> unanswered = List.of();
  private volatile Instant due = Instant.MIN;

  /**
   * Which account a handle belongs to, null for none, and until when that is believed.
   *
   * @param openSince since when nobody can tell; null if somebody has told, now or before
   * @param awaited whether the stream should wait until somebody can
   * @param changes how often the account's identity has changed since
   */
  private record Resolution(
      @Nullable String did,
      Instant until,
      @Nullable Instant openSince,
      boolean awaited,
      int changes) {
    static Resolution told(@Nullable String did, Instant until, int changes) {
      return new Resolution(did, until, null, false, changes);
    }
  }

  BlueskyActors(List<String> actors, BlueskyDirectory directory, Clock clock) {
    this.actors = actors;
    this.directory = directory;
    this.clock = clock;
    collect();
  }

  /** Whether the accounts of everybody are read. */
  boolean areAll() {
    return actors.isEmpty();
  }

  boolean contain(String did) {
    return actors.isEmpty() || dids.contains(did);
  }

  /** The accounts by their DIDs; none if all are read, or no handle is resolved yet. */
  Set<String> dids() {
    return dids;
  }

  /** The handles to wait for: nobody could tell so far whether they lead to an account. */
  List<String> unanswered() {
    return unanswered;
  }

  /** Returns what there is to tell about a handle whose account is left out, once; or null. */
  @Nullable String takeProblem() {
    return problems.poll();
  }

  /** Whether a handle should be resolved again. */
  boolean isDue() {
    return !clock.instant().isBefore(due);
  }

  /** An account's identity has changed: its handle may belong to another one now. */
  synchronized void changed(String did) {
    resolutions.replaceAll(
        (handle, resolution) -> {
          if (!did.equals(resolution.did)) {
            return resolution;
          }
          due = Instant.MIN;
          return Resolution.told(did, Instant.MIN, resolution.changes + 1);
        });
  }

  /**
   * Resolves the handles whose time has come, unless that is being done already.
   *
   * @return whether other accounts than before are to be read
   */
  boolean resolve() throws InterruptedException {
    if (!resolving.tryLock()) {
      return false;
    }
    try {
      Instant now = clock.instant();
      resolve(actors.stream().filter(actor -> isDue(actor, now)).toList(), now);
      Set<String> before = dids;
      collect();
      return !dids.equals(before);
    } finally {
      resolving.unlock();
    }
  }

  private boolean isDue(String actor, Instant now) {
    Resolution known = resolutions.get(actor);
    return !actor.startsWith("did:") && (known == null || !now.isBefore(known.until));
  }

  /** Several at a time: one host that does not answer must not hold up all. */
  private void resolve(List<String> handles, Instant now) throws InterruptedException {
    if (handles.isEmpty()) {
      return;
    }
    ExecutorService asking =
        Executors.newFixedThreadPool(
            Math.min(CONCURRENT, handles.size()),
            work -> {
              Thread thread = new Thread(work, "bluesky-actors");
              thread.setDaemon(true);
              return thread;
            });
    try {
      List<Callable<Void>> questions = new ArrayList<>();
      for (String handle : handles) {
        questions.add(
            () -> {
              resolve(handle, now);
              return null;
            });
      }
      asking.invokeAll(questions);
    } finally {
      List<Runnable> unused = asking.shutdownNow();
    }
  }

  private void resolve(String handle, Instant now) throws InterruptedException {
    Resolution known = resolutions.get(handle);
    Resolution found = resolution(handle, known, now);
    if (known == null) {
      resolutions.put(handle, found);
    } else {
      // An identity that has changed meanwhile makes the answer an old one.
      resolutions.replace(handle, known, found);
    }
  }

  private Resolution resolution(String handle, @Nullable Resolution known, Instant now)
      throws InterruptedException {
    String before = known == null ? null : known.did;
    int changes = known == null ? 0 : known.changes;
    try {
      Optional<String> did = directory.did(handle);
      if (did.isPresent()) {
        lost.remove(handle);
        // Who is asked at once after a change may not have heard of it.
        boolean doubtful = known != null && known.until.equals(Instant.MIN);
        return Resolution.told(did.get(), now.plus(doubtful ? UNKNOWN : KNOWN), changes);
      }
      String problem =
          before == null
              ? "handle %s leads to no account, so nothing is read of it; put the account's DID into %s"
                  .formatted(handle, BlueskySourceConfig.ACTORS)
              : "handle %s leads to no account any more; %s, that it led to, is read until the next restart only: put the DID into %s"
                  .formatted(handle, before, BlueskySourceConfig.ACTORS);
      log.warn("A {}. It is tried again in five minutes", problem);
      if (lost.add(handle)) {
        problems.add(problem);
      }
      return Resolution.told(before, now.plus(UNKNOWN), changes);
    } catch (IOException | RuntimeException e) {
      boolean told = known != null && known.openSince == null;
      if (known == null || told) {
        log.warn("Handle {} cannot be resolved now and is tried again: {}", handle, e.toString());
      }
      return told
          ? Resolution.told(before, now.plus(UNKNOWN), changes)
          : open(handle, known, now, e);
    }
  }

  private Resolution open(String handle, @Nullable Resolution known, Instant now, Exception e) {
    Instant since = known == null || known.openSince == null ? now : known.openSince;
    Duration patience =
        e instanceof BlueskyDirectory.SilentHostException ? SILENT_HOST_PATIENCE : PATIENCE;
    boolean awaited = now.isBefore(since.plus(patience));
    if (known != null && known.awaited && !awaited) {
      log.warn(
          "Handle {} is not waited for any longer: what its account does is read from when it can"
              + " be resolved: {}",
          handle,
          e.toString());
      problems.add("handle %s is not waited for any longer".formatted(handle));
    }
    return new Resolution(null, now.plus(awaited ? UNANSWERED : UNKNOWN), since, awaited, 0);
  }

  private synchronized void collect() {
    Set<String> found = new LinkedHashSet<>();
    List<String> open = new ArrayList<>();
    Instant next = Instant.MAX;
    for (String actor : actors) {
      Resolution resolution = resolutions.get(actor);
      if (actor.startsWith("did:")) {
        found.add(actor);
        continue;
      }
      if (resolution == null || resolution.awaited) {
        open.add(actor);
      }
      if (resolution == null) {
        next = Instant.MIN;
      } else {
        next = next.isBefore(resolution.until) ? next : resolution.until;
        if (resolution.did != null) {
          found.add(resolution.did);
        }
      }
    }
    dids = Set.copyOf(found);
    unanswered = List.copyOf(open);
    due = next;
  }
}
