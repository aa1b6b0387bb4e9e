package io.tributary.connect.rss;

import io.tributary.connect.common.TimestampFormat;
import java.util.function.Consumer;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells how the feeds are: in the log, and on topics of their own. */
final class RssReports {
  private static final Logger log = LoggerFactory.getLogger(RssReports.class);

  private final @Nullable String heartbeatTopic;
  private final @Nullable String statusTopic;
  private final TimestampFormat format;
  private final Schema heartbeat;
  private final Schema status;
  private final Consumer<SourceRecord> records;

  /**
   * Reports as configured.
   *
   * @param records takes records that are to be returned before anything else changes an offset
   */
  RssReports(RssSourceConfig config, Consumer<SourceRecord> records) {
    this.heartbeatTopic = config.heartbeatTopic();
    this.statusTopic = config.statusTopic();
    this.format = config.timestampFormat();
    this.records = records;
    Schema time = RssRecord.optionalTime(format);
    this.heartbeat =
        SchemaBuilder.struct()
            .name("io.tributary.rss.FeedHeartbeat")
            .version(1)
            .field("feed_url", Schema.STRING_SCHEMA)
            .field("polled_at", time)
            .field("next_poll", time)
            .build();
    this.status =
        SchemaBuilder.struct()
            .name("io.tributary.rss.FeedStatus")
            .version(1)
            .field("feed_url", Schema.STRING_SCHEMA)
            .field("state", Schema.STRING_SCHEMA)
            .field("http_status", Schema.OPTIONAL_INT32_SCHEMA)
            .field("error", Schema.OPTIONAL_STRING_SCHEMA)
            .field("consecutive_failures", Schema.INT32_SCHEMA)
            .field("last_success", time)
            .field("next_poll", time)
            .build();
  }

  /** A poll is complete; what it taught is in the feed's offset, and all its entries are out. */
  void complete(RssFeedState feed, RssFetch.@Nullable Failed failure) {
    String state = feed.offset.poll().state();
    if (statusTopic == null || state.equals(feed.offset.poll().reported())) {
      return;
    }
    feed.offset = feed.offset.with(feed.offset.poll().reported(state));
    var value =
        new Struct(status)
            .put("feed_url", feed.address.name())
            .put("state", state)
            .put("http_status", failure == null ? null : failure.status())
            .put("error", failure == null ? null : failure.reason())
            .put("consecutive_failures", feed.offset.poll().failures())
            .put("last_success", RssRecord.time(format, feed.offset.poll().succeeded()))
            .put("next_poll", nextPoll(feed));
    records.accept(RssRecord.of(feed, statusTopic, feed.address.name(), value, "update"));
  }

  /** No record of the feed's entries carries what the poll taught. */
  void quiet(RssFeedState feed) {
    if (heartbeatTopic == null) {
      return;
    }
    var value =
        new Struct(heartbeat)
            .put("feed_url", feed.address.name())
            .put("polled_at", RssRecord.time(format, feed.offset.poll().polled()))
            .put("next_poll", nextPoll(feed));
    records.accept(RssRecord.of(feed, heartbeatTopic, feed.address.name(), value, "update"));
  }

  private @Nullable Object nextPoll(RssFeedState feed) {
    return feed.offset.poll().gone() == null ? RssRecord.time(format, feed.due) : null;
  }

  /** The feed works, after so many failures. */
  void works(RssFeedState feed, int failures) {
    if (failures > 0) {
      feed.failureLogged = false;
      log.info("Feed {} works again after {} failures", feed.address, failures);
    }
  }

  void fails(RssFeedState feed, String reason) {
    if (feed.offset.poll().gone() != null) {
      log.warn(
          "Feed {} is gone (HTTP status 410) and is not asked for again until its URL or its"
              + " credentials are changed or its offset is reset",
          feed.address);
    } else if (!feed.failureLogged) {
      feed.failureLogged = true;
      log.warn(
          "Feed {} failed and is tried again later, without a word until it works: {}",
          feed.address,
          reason);
    }
  }

  void stillGone(RssFeedState feed) {
    log.info("Feed {} stays unread: it was gone when it was asked for last", feed.address);
  }

  void unreadable(RssFeedState feed, int entries) {
    if (!feed.unreadableLogged) {
      feed.unreadableLogged = true;
      log.warn("Feed {} has {} entries that cannot be read; the others are", feed.address, entries);
    }
  }

  void sharedIds(RssFeedState feed, int entries) {
    if (!feed.sharedIdsReported) {
      feed.sharedIdsReported = true;
      log.warn(
          "Feed {} has {} entries whose guid or link another one has too; they are known by what"
              + " else they say",
          feed.address,
          entries);
    }
  }

  void tooLong(RssFeedState feed, int entries) {
    if (!feed.tooLongReported) {
      feed.tooLongReported = true;
      log.warn(
          "Feed {} has {} entries; only the newest {} are read, by their dates or else by their"
              + " place",
          feed.address,
          entries,
          RssMemory.CAPACITY);
    }
  }
}
