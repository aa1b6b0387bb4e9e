package io.tributary.connect.mastodon;

import io.tributary.connect.mastodon.MastodonChange.Publish;
import io.tributary.connect.mastodon.MastodonChange.Remove;
import io.tributary.connect.mastodon.MastodonChange.Skip;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Works through the records in order, for as long as a put may take, and keeps the rest. */
final class MastodonWriter implements MastodonPosting {
  private static final Logger log = LoggerFactory.getLogger(MastodonWriter.class);

  private static final Duration STATE_WAIT = Duration.ofSeconds(1);
  private static final Duration SOON = Duration.ofMillis(1);

  /** An operator may wonder why nothing happens for so long. */
  private static final Duration LONG = Duration.ofMinutes(1);

  private static final int ANNOUNCED_AT_ONCE = 100;
  private static final int ANNOUNCED_IF_FAST = 500;

  /** What is pending for long could be mistaken for something that somebody else has posted. */
  private static final Duration FAST = Duration.ofSeconds(1);

  private static final int LOGGED_EVERY = 60;

  private final MastodonSinkConfig config;
  private final MastodonReports reports;
  private final MastodonServer server;
  private final MastodonPoster poster;
  private final MastodonState state;
  private final MastodonTurn turn;
  private final MastodonMetrics metrics;
  private final Optional<Duration> maxAge;
  private final Clock clock;
  private final List<Runnable> onClose;
  private final Deque<MastodonItem> waiting = new ArrayDeque<>();
  private Instant blockedUntil = Instant.MIN;
  private Instant announcedAt = Instant.EPOCH;
  private @Nullable RuntimeException failure;
  private @Nullable MastodonMapper mapper;
  private int unwritten;

  MastodonWriter(
      MastodonSinkConfig config,
      MastodonReports reports,
      MastodonServer server,
      MastodonPoster poster,
      MastodonState state,
      MastodonTurn turn,
      MastodonMetrics metrics,
      List<Runnable> onClose,
      Clock clock) {
    this.onClose = onClose;
    this.config = config;
    this.maxAge = config.maxAge();
    this.reports = reports;
    this.server = server;
    this.poster = poster;
    this.state = state;
    this.turn = turn;
    this.metrics = metrics;
    this.clock = clock;
  }

  /**
   * Takes records and does what can be done now. To be called without records too, so that what
   * waits gets its turn.
   *
   * @throws DataException naming the first bad record if nobody takes it
   * @throws org.apache.kafka.connect.errors.ConnectException if nothing can be posted until someone
   *     acts
   */
  @Override
  public void put(Collection<SinkRecord> records) {
    if (failure != null) {
      throw failure;
    }
    try {
      for (SinkRecord record : records) {
        waiting.addLast(new MastodonItem(record));
      }
      work();
    } catch (RuntimeException e) {
      // The worker still asks for offsets before it closes the task.
      failure = e;
      throw e;
    }
  }

  @Override
  public Optional<Duration> dueIn() {
    if (waiting.isEmpty()) {
      return Optional.empty();
    }
    Duration left = Duration.between(clock.instant(), blockedUntil);
    return Optional.of(left.compareTo(SOON) < 0 ? SOON : left);
  }

  @Override
  public Map<TopicPartition, OffsetAndMetadata> commit(
      Map<TopicPartition, OffsetAndMetadata> consumed) {
    try {
      state.flush();
    } catch (RetriableException e) {
      log.debug("Offsets wait for the state", e);
      return Map.of();
    }
    Map<TopicPartition, OffsetAndMetadata> safe = new HashMap<>(consumed);
    Map<TopicPartition, Long> first = new HashMap<>();
    waiting.forEach(item -> first.merge(item.partition(), item.offset(), Math::min));
    first.forEach(
        (partition, offset) ->
            safe.computeIfPresent(partition, (id, next) -> new OffsetAndMetadata(offset)));
    return safe;
  }

  /** Another task may have had the partitions until now, also after the state was read at first. */
  @Override
  public void open() {
    server.lookAgain();
  }

  /** What waits of them will be delivered to their next owner. */
  @Override
  public void close(Collection<TopicPartition> revoked) {
    waiting.removeIf(item -> revoked.contains(item.partition()));
  }

  private MastodonChange change(MastodonItem item) {
    if (item.change == null) {
      item.change = map(item.record);
    }
    return item.change;
  }

  private MastodonChange map(SinkRecord record) {
    if (mapper == null) {
      mapper = new MastodonMapper(config, Mentions.of(server.session().limits()));
    }
    try {
      return mapper.map(record);
    } catch (DataException e) {
      return new MastodonChange.Refuse(e);
    } catch (StackOverflowError e) {
      return new MastodonChange.Refuse(new DataException("it is nested too deeply", e));
    }
  }

  private void work() {
    if (waiting.isEmpty() || clock.instant().isBefore(blockedUntil)) {
      return;
    }
    turn.begin();
    try {
      server.connect();
      announce();
      // What could not be written before has to be there too before anything is posted.
      state.flush();
      unwritten = 0;
      while (!waiting.isEmpty() && !turn.isOver()) {
        if (announce()) {
          state.flush();
        }
        MastodonItem item = waiting.getFirst();
        apply(item);
        waiting.removeFirst();
        turn.moved();
      }
    } catch (PauseException e) {
      blockedUntil = e.until();
      if (clock.instant().plus(LONG).isBefore(e.until())) {
        log.info("Nothing is posted before {}: {}", e.until(), e.getMessage());
      } else {
        log.debug("Waiting until {}: {}", e.until(), e.getMessage());
      }
    } catch (RetriableException e) {
      blockedUntil = clock.instant().plus(STATE_WAIT);
      if (unwritten++ % LOGGED_EVERY == 0) {
        log.warn("Nothing is posted as long as the state cannot be written: {}", e.getMessage());
      }
    }
    // What is posted is written in the background: the offsets wait for it, the next put does too.
    metrics.waiting(waiting.size());
  }

  /**
   * Writes down what the next records are about to post, to be waited for once for all of them.
   *
   * @return whether there was anything to write
   */
  private boolean announce() {
    if (waiting.getFirst().announced) {
      return false;
    }
    Instant now = clock.instant();
    int most = now.isBefore(announcedAt.plus(FAST)) ? ANNOUNCED_IF_FAST : ANNOUNCED_AT_ONCE;
    announcedAt = now;
    boolean written = false;
    int count = 0;
    for (MastodonItem item : waiting) {
      // The first one has to be, however long that takes.
      if (item.announced || ++count > most || (count > 1 && turn.isOver())) {
        break;
      }
      item.announced = true;
      if (change(item) instanceof Publish publish) {
        item.doubtful = poster.isPending(publish);
        if (poster.decide(publish, isTooOld(publish)) == MastodonDecision.POST) {
          poster.announce(item, publish);
          written = true;
        }
      }
    }
    return written;
  }

  private void apply(MastodonItem item) {
    MastodonChange change = change(item);
    try {
      if (change instanceof Publish publish) {
        publish(item, publish);
      } else if (change instanceof Remove remove) {
        MastodonDecision decision = poster.decide(remove, false);
        if (decision == MastodonDecision.DELETE) {
          poster.remove(remove);
        }
        metrics.count(decision);
      } else if (change instanceof Skip skip) {
        metrics.leftOut();
        log.debug("{} is not posted: {}", item.place(), skip.reason());
      } else if (change instanceof MastodonChange.Refuse refuse) {
        throw refuse.reason();
      }
    } catch (DataException e) {
      reports.report(item, e);
      if (change instanceof Publish publish) {
        poster.abandon(publish);
      }
      metrics.refused();
    }
  }

  private void publish(MastodonItem item, Publish publish) {
    MastodonDecision decision = poster.decide(publish, isTooOld(publish));
    switch (decision) {
      case POST -> poster.publish(item, publish, false);
      case EDIT -> poster.publish(item, publish, true);
      case NOTE -> poster.note(publish);
      case DELETE, NOTHING, TOO_OLD, MISSING -> log.debug("{}: {}", item.place(), decision);
    }
    metrics.count(decision);
  }

  private boolean isTooOld(Publish publish) {
    return maxAge.isPresent() && publish.time().isBefore(clock.instant().minus(maxAge.get()));
  }

  @Override
  public void close() {
    state.close();
    onClose.forEach(Runnable::run);
    metrics.report();
  }
}
