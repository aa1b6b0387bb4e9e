package io.tributary.connect.bluesky;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The accounts that are read, whose handles are resolved now and then. Asking the network belongs
 * to one thread, everything else to any.
 */
final class BlueskyActors {
  private static final Logger log = LoggerFactory.getLogger(BlueskyActors.class);
  private static final Duration KNOWN = Duration.ofHours(24);
  private static final Duration UNKNOWN = Duration.ofMinutes(5);

  private final List<String> actors;
  private final BlueskyDirectory directory;
  private final Clock clock;
  private final Map<String, Resolution> resolutions = new ConcurrentHashMap<>();
  private volatile Set<String> dids = Set.of();
  private volatile Instant due = Instant.MIN;

  /** Which account a handle belongs to, null for none, and until when that is believed. */
  private record Resolution(@Nullable String did, Instant until) {}

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

  /** Whether a handle should be resolved again. */
  boolean isDue() {
    return !clock.instant().isBefore(due);
  }

  /** An account's identity has changed: its handle may belong to another one now. */
  void changed(String did) {
    resolutions.replaceAll(
        (handle, resolution) -> {
          if (!did.equals(resolution.did)) {
            return resolution;
          }
          due = Instant.MIN;
          return new Resolution(did, Instant.MIN);
        });
  }

  /**
   * Resolves the handles whose time has come.
   *
   * @return whether other accounts than before are to be read
   */
  boolean resolve() throws InterruptedException {
    Instant now = clock.instant();
    for (String actor : actors) {
      Resolution known = resolutions.get(actor);
      if (!actor.startsWith("did:") && (known == null || !now.isBefore(known.until))) {
        resolutions.put(actor, resolve(actor, known, now));
      }
    }
    Set<String> before = dids;
    collect();
    return !dids.equals(before);
  }

  private Resolution resolve(String handle, @Nullable Resolution known, Instant now)
      throws InterruptedException {
    String before = known == null ? null : known.did;
    try {
      Optional<String> did = directory.did(handle);
      if (did.isPresent()) {
        return new Resolution(did.get(), now.plus(KNOWN));
      }
      log.warn(
          before == null
              ? "Handle {} leads to no account; it is tried again in five minutes"
              : "Handle {} leads to no account any more; the one that it led to is read on",
          handle);
    } catch (IOException e) {
      log.warn("Handle {} cannot be resolved now and is tried again: {}", handle, e.toString());
    }
    return new Resolution(before, now.plus(UNKNOWN));
  }

  private void collect() {
    Set<String> found = new LinkedHashSet<>();
    Instant next = Instant.MAX;
    for (String actor : actors) {
      Resolution resolution = resolutions.get(actor);
      if (actor.startsWith("did:")) {
        found.add(actor);
      } else if (resolution == null) {
        next = Instant.MIN;
      } else {
        next = next.isBefore(resolution.until) ? next : resolution.until;
        if (resolution.did != null) {
          found.add(resolution.did);
        }
      }
    }
    dids = Set.copyOf(found);
    due = next;
  }
}
