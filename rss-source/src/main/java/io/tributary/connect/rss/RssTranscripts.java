package io.tributary.connect.rss;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import okhttp3.HttpUrl;
import org.apache.kafka.connect.source.SourceRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches the transcripts of new episodes and emits them. What is still to be fetched is part of
 * the feed's offset from the record of the episode on. Only the polling thread uses it.
 */
final class RssTranscripts {
  private static final Logger log = LoggerFactory.getLogger(RssTranscripts.class);

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
  private final Consumer<SourceRecord> records;

  /**
   * Fetches nothing unless there is a topic for it.
   *
   * @param records takes records that are to be returned before anything else changes an offset
   */
  RssTranscripts(
      RssSourceConfig config,
      RssSchedule schedule,
      RssTiming timing,
      Clock clock,
      Consumer<SourceRecord> records) {
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
    this.records = records;
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
    while (!more.fits()) {
      if (more.waiting().size() == 1) {
        failed(feed, waiting, "what is known of the episode is too long for an offset");
        return true;
      }
      if (feed.transcripts.values().stream().anyMatch(job -> job.attempts == 0)) {
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
      emit(job, transcribed.transcript());
    } else if (outcome instanceof RssArrival.Unreadable unreadable) {
      giveUp(job, unreadable.reason());
    } else if (outcome instanceof RssArrival.Missing missing) {
      retry(job, missing.failure());
    }
  }

  private void emit(RssTranscriptJob job, RssTranscript transcript) {
    RssFeedState feed = job.feed;
    RssTranscriptMapper to = mapper.orElseThrow();
    List<RssTranscript> parts = passages ? transcript.passages(passage) : List.of(transcript);
    // What was emitted before a restart is not emitted again.
    for (int i = Math.min(job.waiting.emitted(), parts.size() - 1); i < parts.size(); i++) {
      String id = job.waiting.entryId();
      if (i == parts.size() - 1) {
        remove(feed, id);
        feed.transcriptFailureLogged = false;
      } else {
        feed.offset = feed.offset.with(feed.offset.backlog().emitted(id, i + 1));
      }
      SourceRecord record = to.map(feed, job.waiting, parts.get(i), passages);
      if (RssSize.of(record) > maxBytes) {
        failed(feed, job.waiting, "it has more than " + RssSourceConfig.ENTRY_MAX_BYTES);
      } else {
        records.accept(record);
      }
    }
  }

  private void retry(RssTranscriptJob job, RssFetch.Failed failure) {
    Instant now = clock.instant();
    job.attempts++;
    Instant next = timing.retry(job.attempts, failure.retryAfter(), now);
    if (failure.isGone() || next.isAfter(job.waiting.since().plus(patience))) {
      giveUp(job, failure.reason());
    } else {
      job.due = next;
      schedule.add(job);
    }
  }

  private void giveUp(RssTranscriptJob job, String reason) {
    remove(job.feed, job.waiting.entryId());
    failed(job.feed, job.waiting, reason);
  }

  private static void failed(RssFeedState feed, RssWaiting waiting, String reason) {
    if (feed.transcriptFailureLogged) {
      log.debug("Feed {} has no transcript of {}: {}", feed.address, waiting.entryId(), reason);
    } else {
      feed.transcriptFailureLogged = true;
      log.warn(
          "Feed {} has no transcript of {}, and no word of others until one can be read: {}",
          feed.address,
          waiting.entryId(),
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
