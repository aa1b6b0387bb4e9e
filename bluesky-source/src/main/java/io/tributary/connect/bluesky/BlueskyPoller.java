package io.tributary.connect.bluesky;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns what the stream brings into records, each with the offset that covers it. */
final class BlueskyPoller implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(BlueskyPoller.class);
  private static final String FUTURE_CURSOR = "FutureCursor";
  private static final Set<String> CURSOR_PROBLEMS = Set.of(FUTURE_CURSOR, "CursorTooOld");
  private static final int MAX_EVENTS = 2_000;
  private static final int MAX_BYTES = 8 << 20;

  /** What waits for handles is decoded by then, and takes many times as much room. */
  private static final int MAX_WAITING_BYTES = 2 << 20;

  /** A connection whose first messages cannot be read is not compressed with what we have. */
  private static final int UNREADABLE_AT_FIRST = 3;

  private final BlueskyParts parts;
  private final int maxBytes;
  private final List<Pending> pending = new ArrayList<>();
  private final Deque<BlueskyEvent> commit = new ArrayDeque<>();
  private List<SourceRecord> records = new ArrayList<>();
  private @Nullable BlueskySession committing;
  private int commitBytes;
  private int events;
  private long bytes;
  private @Nullable StreamPosition newest;
  private int unreadable;
  private boolean readable;

  /** An event that becomes a record, unless the mapper finds that nobody wants it. */
  private record Pending(BlueskyEvent event, String host, BlueskyOffset offset) {}

  BlueskyPoller(BlueskyParts parts) {
    this.parts = parts;
    this.maxBytes = parts.handles() == null ? MAX_BYTES : MAX_WAITING_BYTES;
  }

  /** Returns the next records, or null when none came in time. */
  @Nullable List<SourceRecord> poll() throws InterruptedException {
    pending.clear();
    records = new ArrayList<>();
    newest = null;
    events = 0;
    bytes = 0;
    long end = System.nanoTime() + parts.patience().toNanos();
    boolean lingering = false;
    boolean silent = true;
    goOn();
    while (events < MAX_EVENTS && bytes < maxBytes) {
      long now = System.nanoTime();
      if (!lingering && events > 0) {
        lingering = true;
        end = now + parts.linger().toNanos();
      }
      // What has come is taken even if the time is up, as long as it is not for ever.
      BlueskySignal signal = parts.stream().take(Math.max(0, end - now));
      if (signal == null) {
        break;
      }
      silent = false;
      handle(signal);
      if (now >= end) {
        break;
      }
    }
    if (silent && parts.cursor().settle()) {
      parts.stream().askAgain();
    }
    mapPending();
    if (newest != null) {
      parts.metrics().lag(newest);
    }
    parts
        .status()
        .map(status -> status.take(parts.cursor().offset(), parts.partition()))
        .ifPresent(records::addAll);
    if (records.isEmpty() && parts.heartbeat() != null) {
      records = parts.heartbeat().due(parts.cursor().offset(), parts.partition());
    } else if (parts.heartbeat() != null) {
      parts.heartbeat().emitted();
    }
    return records.isEmpty() ? null : records;
  }

  private void handle(BlueskySignal signal) {
    if (signal instanceof BlueskySignal.Message message) {
      parts.metrics().messages.incrementAndGet();
      handle(parts.stream().session(), message);
    } else if (signal instanceof BlueskySignal.Oversized oversized) {
      lost(BlueskyReports.Loss.OVERSIZED, oversized.bytes() + " bytes");
    } else if (signal instanceof BlueskySignal.Alive alive) {
      parts.stream().session().reading().alive(alive.micros());
    } else if (signal instanceof BlueskySignal.Opened) {
      unreadable = 0;
      readable = false;
    }
  }

  private void handle(BlueskySession session, BlueskySignal.Message message) {
    Frame frame = session.decode(message);
    int size = session.size(message);
    bytes += size;
    if (frame instanceof Frame.Events events) {
      if (!readable && session.isPacked()) {
        parts.dictionaries().served(session.endpoint().host());
      }
      readable = true;
      if (events.events().size() == 1) {
        boolean unused = handle(session, events.events().get(0));
      } else {
        commit.addAll(events.events());
        commitBytes = size;
        committing = session;
        goOn();
      }
    } else if (frame instanceof Frame.Unreadable problem) {
      lost(BlueskyReports.Loss.UNREADABLE, problem.reason());
      if (session.isPacked() && !readable && ++unreadable == UNREADABLE_AT_FIRST) {
        parts.dictionaries().refuse(session.endpoint().host(), "nothing can be unpacked");
        parts.stream().askAgain();
      }
    } else if (frame instanceof Frame.TooLarge) {
      readable = true;
      lost(BlueskyReports.Loss.OVERSIZED, "after decompression");
    } else if (frame instanceof Frame.Notice notice) {
      log.info("{} says {}: {}", session.endpoint().host(), notice.name(), notice.message());
      if (notice.name().equals("OutdatedCursor")) {
        session.reading().outdated();
      } else if (notice.name().equals(FUTURE_CURSOR)
          && session.reading().resume() instanceof BlueskyResume.FromSeq) {
        // Without a word more it would send only what happens from now on.
        askByTime();
      }
    } else if (frame instanceof Frame.Problem problem) {
      if (CURSOR_PROBLEMS.contains(problem.error())) {
        askByTime();
      } else {
        parts.stream().abandon("it says %s: %s".formatted(problem.error(), problem.message()));
      }
    }
  }

  private void askByTime() {
    parts.cursor().refuseSeq();
    parts.stream().askAgain();
  }

  /**
   * Goes on inside of a commit, as far as a poll goes: hundreds of operations may name one record
   * of a megabyte.
   */
  private void goOn() {
    BlueskySession session = committing;
    if (session == null || !parts.stream().isOn(session)) {
      // The next connection brings it again.
      commit.clear();
    }
    while (session != null && !commit.isEmpty() && events < MAX_EVENTS && bytes < maxBytes) {
      bytes += commitBytes;
      if (!handle(session, commit.remove())) {
        commit.clear();
      }
    }
    committing = commit.isEmpty() ? null : session;
  }

  /** Returns whether the connection goes on. */
  private boolean handle(BlueskySession session, BlueskyEvent event) {
    BlueskyReading reading = session.reading();
    BlueskyReading.Verdict verdict = reading.see(event);
    BlueskyGap gap = reading.takeGap();
    if (gap != null) {
      report(gap);
    }
    switch (verdict) {
      case ASK_AGAIN -> {
        log.info("{} is asked again for the time to go on from", session.endpoint().host());
        parts.stream().askAgain();
        return false;
      }
      case PASSED_OVER -> {
        // The place is not found yet.
      }
      case REPEATED -> parts.metrics().repeated.incrementAndGet();
      case NEW -> {
        boolean candidate = isCandidate(event);
        reading.pass(event, candidate);
        parts.stream().progressed();
        note(session, event);
        BlueskyOffset offset = candidate ? parts.cursor().offset() : null;
        if (offset != null) {
          take(new Pending(event, session.endpoint().host(), offset));
        }
      }
    }
    return true;
  }

  /** Whether a record may come of it. The firehose brings the identities of all accounts. */
  private boolean isCandidate(BlueskyEvent event) {
    return event instanceof BlueskyEvent.Commit
        || ((event instanceof BlueskyEvent.Identity || event instanceof BlueskyEvent.Account)
            && parts.actors().contain(event.did()));
  }

  private void note(BlueskySession session, BlueskyEvent event) {
    if (event instanceof BlueskyEvent.Identity) {
      parts.actors().changed(event.did());
      if (parts.handles() != null) {
        parts.handles().changed(event.did());
      }
    }
    String defect =
        event instanceof BlueskyEvent.Commit commit
            ? commit.defect()
            : event instanceof BlueskyEvent.Skipped skipped ? skipped.defect() : null;
    if (defect != null) {
      lost(BlueskyReports.Loss.UNREADABLE, session.endpoint().host(), defect);
    }
  }

  private void report(BlueskyGap gap) {
    parts.metrics().gaps.incrementAndGet();
    switch (parts.gapPolicy()) {
      case CONTINUE -> parts.reports().passedOver(gap);
      case FAIL ->
          throw new ConnectException(
              "Events are missing from %s. Nothing after that is emitted with %s=fail: set continue"
                      .formatted(gap, BlueskySourceConfig.GAP_POLICY)
                  + " to go on, or alter the offsets");
    }
  }

  private void lost(BlueskyReports.Loss loss, String reason) {
    lost(loss, parts.stream().session().endpoint().host(), reason);
  }

  private void lost(BlueskyReports.Loss loss, String host, String reason) {
    parts.reports().lost(loss, host, reason);
  }

  private void take(Pending next) {
    events++;
    newest = next.event.position();
    if (parts.handles() == null) {
      // At once, while what was decoded is still in the processor's caches.
      map(next);
    } else {
      pending.add(next);
    }
  }

  /** Maps what had to wait for the handles of its accounts, which are asked for together. */
  private void mapPending() throws InterruptedException {
    if (parts.handles() != null && !pending.isEmpty()) {
      Set<String> dids = new HashSet<>();
      for (Pending each : pending) {
        if (parts.mapper().namesAuthor(each.event)) {
          dids.add(each.event.did());
        }
      }
      parts.handles().learn(dids);
      pending.forEach(this::map);
    }
  }

  private void map(Pending next) {
    Mapping mapping =
        parts.mapper().map(next.event, next.host, parts.partition(), next.offset.toMap());
    if (mapping instanceof Mapping.Mapped mapped) {
      records.add(mapped.record());
    } else if (mapping instanceof Mapping.Impossible impossible) {
      lost(BlueskyReports.Loss.IMPOSSIBLE, next.host, impossible.reason());
    }
  }

  @Override
  public void close() {
    parts.close();
  }
}
