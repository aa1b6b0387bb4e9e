package io.tributary.connect.rss;

import io.tributary.connect.common.RecordSize;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import okhttp3.HttpUrl;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches the transcripts of new episodes and emits them. What is still to be fetched is part of
 * the feed's offset from the record of the episode on. Only the polling thread uses it.
 */
final class RssTranscripts {
  private static final Logger log = LoggerFactory.getLogger(RssTranscripts.class);

  private static final int LEAST_ATTEMPTS = 3;
  private static final Duration LEAST_WAIT = Duration.ofHours(1);

  private final Optional<RssTranscriptMapper> mapper;
  private final boolean passages;
  private final Duration passage;
  private final Duration patience;
  private final List<String> languages;
  private final int maxBytes;
  private final List<RssTranscriptFormat> formats;
  private final RssSchedule schedule;
  private final RssTiming timing;
  private final Clock clock;
  private final Queue<RssPassages> read = new ArrayDeque<>();

  /** Fetches nothing unless there is a topic for it. */
  RssTranscripts(RssSourceConfig config, RssSchedule schedule, RssTiming timing, Clock clock) {
    this.mapper = Optional.ofNullable(config.transcriptsTopic()).map(RssTranscriptMapper::new);
    this.passages = config.transcriptPassages();
    this.passage = config.transcriptSegment();
    this.patience = config.transcriptRetry();
    this.maxBytes = config.entryMaxBytes();
    this.languages = config.transcriptLanguages();
    this.formats = config.transcriptFormats();
    this.schedule = schedule;
    this.timing = timing;
    this.clock = clock;
  }

  /** Goes on with what a stored offset says is still to be fetched. */
  void restore(RssFeedState feed) {
    for (RssWaiting waiting : feed.offset.backlog().waiting()) {
      if (mapper.isEmpty() || !start(feed, waiting)) {
        remove(feed, waiting.entryId());
      }
    }
  }

  /**
   * Takes in the transcript of an episode that is about to be emitted, if it has one, so that the
   * offset of its record has it.
   *
   * @return false if the offset has no room for it until others have been fetched
   */
  boolean admit(RssFeedState feed, RssEntry entry) {
    RssEpisode.Transcript best =
        mapper.isEmpty() ? null : RssTranscriptFormat.best(entry, languages, formats);
    if (best == null) {
      return true;
    }
    RssWaiting waiting = RssWaiting.of(entry, best, clock.instant());
    RssBacklog more = feed.offset.backlog().with(waiting);
    if (!more.fits() && !RssBacklog.EMPTY.with(waiting).fits()) {
      failed(feed, waiting, "what is known of the episode is too long for an offset");
      return true;
    }
    while (!more.fits()) {
      if (mayCome(oldest(feed))
          || feed.transcripts.values().stream().anyMatch(job -> job.attempts == 0)) {
        return false;
      }
      // All were tried and may come yet; those of newer episodes are likelier to.
      giveUp(oldest(feed), "there are too many that are late");
      more = feed.offset.backlog().with(waiting);
    }
    feed.offset = feed.offset.with(more);
    if (!start(feed, waiting)) {
      remove(feed, waiting.entryId());
    }
    return true;
  }

  /** Whether a transcript has not had the time that a short failure of its server takes. */
  private boolean mayCome(RssTranscriptJob job) {
    return job.attempts == 0
        || (job.attempts < LEAST_ATTEMPTS
            && clock.instant().isBefore(job.waiting.since().plus(LEAST_WAIT)));
  }

  /** Takes back an episode that could not be emitted. */
  void dismiss(RssFeedState feed, RssEntry entry) {
    if (feed.transcripts.containsKey(entry.id())) {
      remove(feed, entry.id());
    }
  }

  /** Deals with what a fetch brought; the feed may have room for further episodes then. */
  void fetched(RssTranscriptJob job, RssArrival.TranscriptOutcome outcome) {
    schedule.done();
    if (job.feed.transcripts.get(job.waiting.entryId()) != job) {
      // Given up while it was under way.
      return;
    }
    if (outcome instanceof RssArrival.Transcribed transcribed) {
      RssTranscript transcript = transcribed.transcript();
      read.add(new RssPassages(job, passages ? transcript.passages(passage) : List.of(transcript)));
    } else if (outcome instanceof RssArrival.Unreadable unreadable) {
      giveUp(job, unreadable.reason());
    } else if (outcome instanceof RssArrival.Missing missing) {
      retry(job, missing.failure());
    }
  }

  /** Whether there are passages that were fetched and not emitted. */
  boolean hasMore() {
    return !read.isEmpty();
  }

  /** Maps the next passages, no more than half a second can do. */
  List<SourceRecord> next(int most) {
    List<SourceRecord> records = new ArrayList<>();
    long start = System.nanoTime();
    while (hasMore()
        && records.size() < most
        && System.nanoTime() - start < RssPending.WORK_NANOS) {
      RssPassages transcript = read.element();
      SourceRecord record = map(transcript.job(), transcript);
      if (record != null) {
        records.add(record);
      }
      if (transcript.isDone()) {
        read.remove();
      }
    }
    return records;
  }

  private @Nullable SourceRecord map(RssTranscriptJob job, RssPassages transcript) {
    RssFeedState feed = job.feed;
    String id = job.waiting.entryId();
    RssTranscript part = transcript.next();
    if (transcript.isDone()) {
      remove(feed, id);
      feed.transcriptFailureLogged = false;
    } else {
      feed.offset = feed.offset.with(feed.offset.backlog().emitted(id, transcript.emitted()));
    }
    try {
      SourceRecord record = mapper.orElseThrow().map(feed, job.waiting, part, passages);
      if (!RecordSize.exceeds(record, maxBytes)) {
        return record;
      }
      failed(feed, job.waiting, "it has more than " + RssSourceConfig.ENTRY_MAX_BYTES);
    } catch (RuntimeException e) {
      failed(feed, job.waiting, "it cannot be mapped: " + e);
    }
    return null;
  }

  private void retry(RssTranscriptJob job, RssFetch.Failed failure) {
    Instant now = clock.instant();
    Instant end = job.waiting.since().plus(patience);
    job.attempts++;
    if (failure.isGone(job.request().url()) || !now.isBefore(end)) {
      giveUp(job, failure.reason());
    } else {
      Instant next = timing.retry(job.attempts, failure.retryAfter(), now);
      job.due = next.isAfter(end) ? end : next;
      schedule.add(job);
    }
  }

  private void giveUp(RssTranscriptJob job, String reason) {
    remove(job.feed, job.waiting.entryId());
    failed(job.feed, job.waiting, reason);
  }

  private static void failed(RssFeedState feed, RssWaiting waiting, String reason) {
    String id = RssPending.shortened(waiting.entryId());
    if (feed.transcriptFailureLogged) {
      log.debug("Feed {} has no transcript of {}: {}", feed.address, id, reason);
    } else {
      feed.transcriptFailureLogged = true;
      log.warn(
          "Feed {} has no transcript of {}, and no word of others until one can be read: {}",
          feed.address,
          id,
          reason);
    }
  }

  private static RssTranscriptJob oldest(RssFeedState feed) {
    RssTranscriptJob job = feed.transcripts.get(feed.offset.backlog().waiting().get(0).entryId());
    return Objects.requireNonNull(job, "what waits has a job");
  }

  private void remove(RssFeedState feed, String entryId) {
    feed.offset = feed.offset.with(feed.offset.backlog().without(entryId));
    RssTranscriptJob job = feed.transcripts.remove(entryId);
    if (job != null) {
      schedule.remove(job);
    }
  }

  private boolean start(RssFeedState feed, RssWaiting waiting) {
    HttpUrl url = HttpUrl.parse(waiting.url());
    RssTranscriptFormat format = RssTranscriptFormat.of(waiting.mimeType()).orElse(null);
    if (url == null || format == null) {
      failed(feed, waiting, "no http or https URL");
      return false;
    }
    HttpUrl bare = url.newBuilder().username("").password("").build();
    var job = new RssTranscriptJob(feed, waiting, format, bare, clock.instant());
    feed.transcripts.put(waiting.entryId(), job);
    schedule.add(job);
    return true;
  }
}
