package io.tributary.connect.rss;

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
  private final TimestampFormat format;
  private final Schema heartbeat;
  private final Consumer<SourceRecord> records;

  /**
   * Reports as configured.
   *
   * @param records takes records that are to be returned before anything else changes an offset
   */
  RssReports(RssSourceConfig config, Consumer<SourceRecord> records) {
    this.heartbeatTopic = config.heartbeatTopic();
    this.format = config.timestampFormat();
    this.records = records;
    this.heartbeat =
        SchemaBuilder.struct()
            .name("io.tributary.rss.FeedHeartbeat")
            .version(1)
            .field("feed_url", Schema.STRING_SCHEMA)
            .field("polled_at", RssRecord.optionalTime(format))
            .field("next_poll", RssRecord.optionalTime(format))
            .build();
  }

  /** A poll of the feed is complete and no record carries what it taught. */
  void quiet(RssFeedState feed) {
    if (heartbeatTopic == null) {
      return;
    }
    var value =
        new Struct(heartbeat)
            .put("feed_url", feed.address.name())
            .put("polled_at", RssRecord.time(format, feed.offset.poll().polled()))
            .put(
                "next_poll",
                feed.offset.poll().gone() == null ? RssRecord.time(format, feed.due) : null);
    records.accept(RssRecord.of(feed, heartbeatTopic, feed.address.name(), value, "update"));
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
          "Feed {} is gone (HTTP status 410) and is not asked for again until its URL is changed or"
              + " its offset reset",
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

  void tooLong(RssFeedState feed, int entries) {
    if (!feed.tooLongReported) {
      feed.tooLongReported = true;
      log.warn(
          "Feed {} has {} entries; only the newest {} are read",
          feed.address,
          entries,
          RssMemory.CAPACITY);
    }
  }
}
