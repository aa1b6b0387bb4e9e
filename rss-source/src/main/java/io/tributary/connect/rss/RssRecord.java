package io.tributary.connect.rss;

import io.tributary.connect.common.TimestampFormat;
import java.time.Instant;
import java.util.Date;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/** What the records of all topics have in common. */
final class RssRecord {
  private RssRecord() {}

  /**
   * Makes a record of a feed that carries the feed's offset as it is now.
   *
   * @param operation create or update, for those who look at headers only
   */
  static SourceRecord of(
      RssFeedState feed, String topic, String key, Struct value, String operation) {
    var headers = new ConnectHeaders();
    headers.addString("operation", operation);
    headers.addString("source", feed.address.name());
    // No record timestamp: retention would delete an old episode as soon as it arrives.
    return new SourceRecord(
        RssOffset.partition(feed.address.name()),
        feed.storedOffset(),
        topic,
        null,
        Schema.STRING_SCHEMA,
        key,
        value.schema(),
        value,
        null,
        headers);
  }

  /** The schema of a time. */
  static Schema time(TimestampFormat format) {
    return switch (format) {
      case ISO8601 -> Schema.STRING_SCHEMA;
      case CONNECT -> Timestamp.SCHEMA;
    };
  }

  /** The schema of a time that may be missing. */
  static Schema optionalTime(TimestampFormat format) {
    return switch (format) {
      case ISO8601 -> Schema.OPTIONAL_STRING_SCHEMA;
      case CONNECT -> Timestamp.builder().optional().build();
    };
  }

  static @Nullable Object time(TimestampFormat format, @Nullable Instant time) {
    if (time == null) {
      return null;
    }
    return switch (format) {
      case ISO8601 -> time.toString();
      case CONNECT -> Date.from(time);
    };
  }
}
