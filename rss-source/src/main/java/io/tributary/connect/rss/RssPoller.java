package io.tributary.connect.rss;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.DoubleSupplier;
import okhttp3.HttpUrl;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/**
 * Fetches the feeds that are due, at most so many at a time, and hands out their new entries. Feeds
 * are fetched and parsed on other threads; all state belongs to the thread that polls.
 */
final class RssPoller implements AutoCloseable {
  private static final int MAX_RECORDS = 500;

  /** How many failures in a row are left to a new place that only has too much to do. */
  private static final int PATIENCE = 3;

  private final RssTiming timing;
  private final RssSchedule schedule;
  private final RssClient client;
  private final RssMapper mapper;
  private final RssReports reports;
  private final RssMetrics metrics;
  private final RssTranscripts transcripts;
  private final RssInterpreter interpreter = new RssInterpreter();
  private final Clock clock;
  private final Duration wait;
  private final Duration interval;
  private final int maxHeld;
  private final boolean updates;
  private final int initialEntries;
  private final String secrets;
  private final BlockingQueue<RssArrival> arrivals = new LinkedBlockingQueue<>();

  // Records whose offsets are made already: they leave before any other is made.
  private final Queue<SourceRecord> outbox = new ArrayDeque<>();
  // One document at most: it is emitted before the next arrival is looked at.
  private final Queue<RssPending> pending = new ArrayDeque<>();
  private final AtomicBoolean closed = new AtomicBoolean();
  private int held;

  /**
   * Starts with every feed due that is not known to be due later.
   *
   * @param offsets what is stored for the feeds, by source partition
   * @param metrics counts what is done
   * @param wait how long a poll waits for something to return
   */
  RssPoller(
      RssSourceConfig config,
      Map<Map<String, String>, Map<String, Object>> offsets,
      RssMetrics metrics,
      Clock clock,
      DoubleSupplier random,
      Duration wait) {
    this.wait = wait;
    this.metrics = metrics;
    this.timing = new RssTiming(config.pollInterval(), config.pollIntervalMax(), random);
    this.schedule = new RssSchedule(config.maxConcurrent());
    this.mapper = new RssMapper(config.topic(), config.timestampFormat(), config.entryMaxBytes());
    this.reports = new RssReports(config, outbox::add);
    this.transcripts = new RssTranscripts(config, schedule, timing, clock);
    this.interval = config.pollInterval();
    this.maxHeld = config.maxConcurrent();
    this.clock = clock;
    this.updates = config.updates();
    this.initialEntries = config.initialEntries();
    this.secrets = config.headers().toMultimap().toString();
    List<RssFeedState> feeds = new ArrayList<>();
    for (FeedAddress feed : config.feeds()) {
      RssOffset offset = RssOffset.from(feed.name(), offsets.get(RssOffset.partition(feed.name())));
      feeds.add(new RssFeedState(feed, offset, clock.instant()));
    }
    metrics.feeds(feeds.size());
    startAll(feeds, config.maxConcurrent());
    this.client = new RssClient(config, clock);
  }

  private void startAll(List<RssFeedState> feeds, int firstRound) {
    Instant now = clock.instant();
    List<RssFeedState> overdue = new ArrayList<>();
    for (RssFeedState feed : feeds) {
      RssPollState known = feed.offset.poll();
      feed.due = timing.due(known, now);
      transcripts.restore(feed);
      if (feed.address.fingerprint(secrets).equals(known.gone())) {
        reports.stillGone(feed);
        metrics.state(feed.address.name(), known.state());
      } else if (known.gone() == null && feed.due.isAfter(now)) {
        schedule.add(feed);
      } else {
        overdue.add(feed);
      }
    }
    overdue.sort(Comparator.comparing(RssFeedState::due));
    for (int i = 0; i < overdue.size(); i++) {
      RssFeedState feed = overdue.get(i);
      feed.due = now.plus(timing.startDelay(i, overdue.size(), firstRound));
      schedule.add(feed);
    }
  }

  /** Returns the next records, or null when none came in time. */
  @Nullable List<SourceRecord> poll() throws InterruptedException {
    long end = System.nanoTime() + wait.toNanos();
    if (closed.get()) {
      return null;
    }
    do {
      List<SourceRecord> records = emit();
      if (!records.isEmpty()) {
        metrics.emitted(records);
        return records;
      }
      if (!pending.isEmpty() || transcripts.hasMore()) {
        // All that could be mapped in time was left out.
        continue;
      }
      startFetches();
      metrics.lag(schedule.lag(clock.instant()));
      RssArrival arrival = arrivals.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (arrival instanceof RssArrival.Fetched fetched) {
        schedule.fetched(fetched.feed());
        handle(fetched.feed(), fetched.outcome());
      } else if (arrival instanceof RssArrival.TranscriptFetched fetched) {
        schedule.fetched(fetched.job());
        handle(fetched.job(), fetched.outcome());
      } else {
        return null;
      }
    } while (System.nanoTime() < end && !closed.get());
    return null;
  }

  private void handle(RssTranscriptJob job, RssArrival.TranscriptOutcome outcome) {
    if (outcome instanceof RssArrival.Broken broken) {
      throw new ConnectException("Cannot go on reading feeds", broken.error());
    }
    transcripts.fetched(job, outcome);
    goOn(job.feed);
  }

  private List<SourceRecord> emit() {
    List<SourceRecord> records = new ArrayList<>();
    while (records.size() < MAX_RECORDS && !outbox.isEmpty()) {
      records.add(outbox.remove());
    }
    if (outbox.isEmpty()) {
      records.addAll(transcripts.next(MAX_RECORDS - records.size()));
    }
    RssPending document = pending.peek();
    if (document != null && outbox.isEmpty() && !transcripts.hasMore()) {
      int room = MAX_RECORDS - records.size();
      records.addAll(document.next(mapper, transcripts, metrics, room));
      if (document.isDone()) {
        pending.remove();
        plan(document.feed());
        reports.complete(document.feed(), null);
      } else if (document.isBlocked()) {
        pending.remove();
        hold(document);
      }
    }
    return records;
  }

  /** Lays a document aside until transcripts have made room for more, and its slot goes on. */
  private void hold(RssPending document) {
    RssFeedState feed = document.feed();
    schedule.done();
    if (held < maxHeld) {
      held++;
      feed.held = document;
    } else {
      // Memory is bounded: what was not emitted is found again by the next poll.
      feed.due = clock.instant().plus(interval);
      schedule.add(feed);
    }
  }

  private void goOn(RssFeedState feed) {
    RssPending document = feed.held;
    if (document != null) {
      feed.held = null;
      held--;
      schedule.resume();
      pending.add(document);
    }
  }

  private void startFetches() {
    Instant now = clock.instant();
    for (RssJob job = schedule.next(now); job != null; job = schedule.next(now)) {
      if (job instanceof RssFeedState feed) {
        fetch(feed);
      } else if (job instanceof RssTranscriptJob transcript) {
        fetch(transcript);
      }
    }
  }

  private void fetch(RssTranscriptJob job) {
    client.fetch(
        job.request(),
        fetch ->
            arrivals.add(
                new RssArrival.TranscriptFetched(job, interpreter.transcript(fetch, job.format))));
  }

  private void fetch(RssFeedState feed) {
    RssRequest request = feed.request();
    client.fetch(
        request,
        fetch -> {
          metrics.fetched(fetch);
          RssArrival.Outcome outcome = interpreter.feed(fetch, request);
          arrivals.add(new RssArrival.Fetched(feed, outcome));
        });
  }

  private void handle(RssFeedState feed, RssArrival.Outcome outcome) {
    if (outcome instanceof RssArrival.Read read) {
      read(feed, read.document(), read.answer());
    } else if (outcome instanceof RssArrival.Unchanged unchanged) {
      RssRhythm rhythm = feed.offset.poll().rhythm();
      quiet(feed, feed.offset.with(succeeded(feed, unchanged.answer(), rhythm)), null);
    } else if (outcome instanceof RssArrival.Failed failed) {
      failed(feed, failed.failure());
    } else if (outcome instanceof RssArrival.Broken broken) {
      throw new ConnectException("Cannot go on reading feeds", broken.error());
    }
  }

  private void read(RssFeedState feed, RssFeed document, RssAnswer answer) {
    if (document.unreadable() > 0) {
      reports.unreadable(feed, document.unreadable());
      metrics.failed(document.unreadable());
    }
    RssMemory memory = feed.offset.memory();
    RssIdentities identities = RssIdentities.of(document.entries(), memory);
    if (identities.shared() > 0) {
      reports.sharedIds(feed, identities.shared());
    }
    List<RssEntry> entries = identities.entries();
    if (entries.size() > RssMemory.CAPACITY) {
      reports.tooLong(feed, entries.size());
      entries = entries.subList(entries.size() - RssMemory.CAPACITY, entries.size());
    }
    RssFeed newest = document.with(entries);
    if (feed.isNew() && entries.size() > initialEntries) {
      // As if those before had been emitted.
      List<RssFingerprint> all = newest.fingerprints();
      memory = RssMemory.EMPTY.with(all.subList(0, all.size() - initialEntries));
    }
    RssPollState after = succeeded(feed, answer, document.rhythm());
    RssMemory.Reading reading =
        memory.read(newest.fingerprints(), updates, identities.marks(), identities.emitted());
    if (reading.found().isEmpty()) {
      quiet(feed, feed.offset.with(after).with(reading.after(0)), null);
    } else {
      pending.add(new RssPending(feed, newest, reading, after, clock.instant()));
    }
  }

  /** What is known of a feed once the document it answered with is dealt with. */
  private RssPollState succeeded(RssFeedState feed, RssAnswer answer, RssRhythm rhythm) {
    Instant now = clock.instant();
    RssPollState known = feed.offset.poll();
    reports.works(feed, known.failures());
    HttpUrl configured = feed.address.url();
    RssMove move =
        feed.fallback
            ? known.move().afterFallback(configured, answer.redirects(), now)
            : known.move().after(known.move().start(configured), answer.redirects(), now);
    feed.fallback = false;
    Duration lifetime = answer.freshness().lifetime(known.lifetime());
    Duration rest = lifetime.minus(answer.freshness().age());
    return known.succeeded(
        answer.validators(), rhythm, lifetime, move, now, timing.freshUntil(rest, rhythm, now));
  }

  private void failed(RssFeedState feed, RssFetch.Failed failure) {
    Instant now = clock.instant();
    RssPollState known = feed.offset.poll();
    boolean elsewhere = known.move().allowsFallback(feed.address.url());
    RssPollState after =
        known.failed(
            known.move(),
            now,
            timing.retry(known.failures() + 1, failure.retryAfter(), now),
            isGone(feed, known.move(), failure) ? feed.address.fingerprint(secrets) : null);
    if (feed.fallback || !failure.isOverload() || known.failures() >= PATIENCE) {
      // Where it was before may still work, or tell the way again: both are asked by turns.
      feed.fallback = elsewhere && !feed.fallback;
    }
    quiet(feed, feed.offset.with(after), failure);
    reports.fails(feed, failure.reason());
  }

  /**
   * Whether a feed is gone for good. Of one that has moved the new place has to say so, and the old
   * one then has to say it too, or still lead there.
   */
  private static boolean isGone(RssFeedState feed, RssMove move, RssFetch.Failed failure) {
    HttpUrl configured = feed.address.url();
    HttpUrl start = move.start(configured);
    boolean gone = failure.isGone(start);
    if (!move.allowsFallback(configured)) {
      return gone;
    }
    if (!feed.fallback) {
      feed.targetGone = gone;
      return false;
    }
    return gone || (feed.targetGone && failure.isGone(configured));
  }

  /** Ends a poll that no record carries. */
  private void quiet(RssFeedState feed, RssOffset offset, RssFetch.@Nullable Failed failure) {
    feed.offset = offset;
    plan(feed);
    reports.complete(feed, failure);
    reports.quiet(feed);
  }

  private void plan(RssFeedState feed) {
    schedule.done();
    RssPollState known = feed.offset.poll();
    metrics.state(feed.address.name(), known.state());
    feed.due = timing.due(known, clock.instant());
    if (known.gone() == null) {
      schedule.add(feed);
    }
  }

  /** Makes a poll that is under way on another thread return at once. */
  @Override
  public void close() {
    closed.set(true);
    arrivals.add(new RssArrival.Closed());
    client.close();
  }
}
