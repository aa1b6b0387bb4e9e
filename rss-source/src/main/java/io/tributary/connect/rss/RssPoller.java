package io.tributary.connect.rss;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.DoubleSupplier;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches the feeds that are due, at most so many at a time, and hands out their new entries. Feeds
 * are fetched and parsed on other threads; all state belongs to the thread that polls.
 */
final class RssPoller implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RssPoller.class);
  private static final int MAX_RECORDS = 500;

  private final RssSchedule schedule;
  private final RssClient client;
  private final RssMapper mapper;
  private final Clock clock;
  private final Duration wait;
  private final BlockingQueue<RssArrival> arrivals = new LinkedBlockingQueue<>();
  // A tree is several times its document: as many at once as can make progress, no more.
  private final Semaphore parsing = new Semaphore(Runtime.getRuntime().availableProcessors());

  // One document at most: it is emitted before the next arrival is looked at.
  private final Queue<RssPending> pending = new ArrayDeque<>();
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * Starts with every feed due.
   *
   * @param offsets what is stored for the feeds, by source partition
   * @param wait how long a poll waits for something to return
   */
  RssPoller(
      RssSourceConfig config,
      Map<Map<String, String>, Map<String, Object>> offsets,
      Clock clock,
      DoubleSupplier random,
      Duration wait) {
    this.wait = wait;
    this.schedule =
        new RssSchedule(
            config.pollInterval(), config.pollIntervalMax(), config.maxConcurrent(), random);
    this.mapper = new RssMapper(config.topic(), config.timestampFormat(), config.entryMaxBytes());
    this.clock = clock;
    for (FeedAddress feed : config.feeds()) {
      RssOffset offset = RssOffset.from(feed.name(), offsets.get(RssOffset.partition(feed.name())));
      schedule.add(new RssFeedState(feed, offset, clock.instant()));
    }
    this.client = new RssClient(config);
  }

  /** Returns the next records, or null when none came in time. */
  @Nullable List<SourceRecord> poll() throws InterruptedException {
    long end = System.nanoTime() + wait.toNanos();
    while (!closed.get()) {
      List<SourceRecord> records = emit();
      if (!records.isEmpty()) {
        return records;
      }
      startFetches();
      RssArrival arrival = arrivals.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (!(arrival instanceof RssArrival.Fetched fetched)) {
        return null;
      }
      schedule.fetched(fetched.feed());
      handle(fetched.feed(), fetched.outcome());
    }
    return null;
  }

  private List<SourceRecord> emit() {
    RssPending entries = pending.peek();
    if (entries == null) {
      return List.of();
    }
    List<SourceRecord> records = entries.next(mapper, MAX_RECORDS);
    if (entries.isDone()) {
      pending.remove();
      schedule.succeeded(entries.feed(), clock.instant());
    }
    return records;
  }

  private void startFetches() {
    RssFeedState feed = schedule.next(clock.instant());
    while (feed != null) {
      fetch(feed);
      feed = schedule.next(clock.instant());
    }
  }

  private void fetch(RssFeedState feed) {
    client.fetch(
        feed.address,
        feed.offset.validators(),
        fetch -> arrivals.add(new RssArrival.Fetched(feed, outcome(fetch))));
  }

  /** Runs on the thread that fetched. Whatever goes wrong must arrive, or the feed is lost. */
  private RssArrival.Outcome outcome(RssFetch fetch) {
    if (fetch instanceof RssFetch.Document document) {
      parsing.acquireUninterruptibly();
      try {
        RssFeed feed = RssParser.parse(document.body(), document.charset(), document.url());
        return new RssArrival.Read(feed, document.validators());
      } catch (RssParseException e) {
        return new RssArrival.Failed(String.valueOf(e.getMessage()));
      } catch (RuntimeException e) {
        return new RssArrival.Failed("a document that cannot be read: " + e);
      } catch (Error e) {
        return new RssArrival.Broken(e);
      } finally {
        parsing.release();
      }
    }
    return fetch instanceof RssFetch.Failed failed
        ? new RssArrival.Failed(failed.reason())
        : new RssArrival.Unchanged();
  }

  private void handle(RssFeedState feed, RssArrival.Outcome outcome) {
    if (outcome instanceof RssArrival.Read read) {
      recovered(feed);
      read(feed, read.document(), read.validators());
    } else if (outcome instanceof RssArrival.Failed failed) {
      failed(feed, failed.reason());
    } else if (outcome instanceof RssArrival.Broken broken) {
      throw new ConnectException("Cannot go on reading feeds", broken.error());
    } else {
      recovered(feed);
      schedule.succeeded(feed, clock.instant());
    }
  }

  private void read(RssFeedState feed, RssFeed document, RssValidators validators) {
    if (document.duplicates() > 0) {
      log.debug("Feed {}: {} entries are in it twice", feed.address, document.duplicates());
    }
    RssIdentities identities = RssIdentities.of(document.entries(), feed.offset.memory());
    if (identities.shared() > 0 && !feed.sharedIdsReported) {
      feed.sharedIdsReported = true;
      log.warn(
          "Feed {} has {} entries whose guid or link another one has too; they are known by what"
              + " else they say",
          feed.address,
          identities.shared());
    }
    List<RssEntry> entries = identities.entries();
    if (entries.size() > RssMemory.CAPACITY) {
      if (!feed.tooLongReported) {
        feed.tooLongReported = true;
        log.warn(
            "Feed {} has {} entries; only the newest {} are read, by their dates or else by their"
                + " place",
            feed.address,
            entries.size(),
            RssMemory.CAPACITY);
      }
      entries = entries.subList(entries.size() - RssMemory.CAPACITY, entries.size());
    }
    RssMemory.Reading reading =
        feed.offset
            .memory()
            .read(
                entries.stream().map(RssEntry::fingerprint).toList(),
                identities.marks(),
                identities.emitted());
    if (reading.fresh().isEmpty()) {
      // There is no record for these validators to ride on; a restart costs one full GET.
      feed.offset = new RssOffset(validators, reading.after(0));
      schedule.succeeded(feed, clock.instant());
    } else {
      pending.add(
          new RssPending(feed, document.title(), entries, reading, validators, clock.instant()));
    }
  }

  private void recovered(RssFeedState feed) {
    if (feed.failures > 0) {
      log.info("Feed {} works again after {} failures", feed.address, feed.failures);
    }
  }

  private void failed(RssFeedState feed, String reason) {
    schedule.failed(feed, clock.instant());
    if (feed.failures == 1) {
      log.warn(
          "Feed {} failed and is tried again later, without a word until it works: {}",
          feed.address,
          reason);
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
