package io.tributary.connect.rss;

import java.time.Duration;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.LambdaValidator;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigDef.Width;

/** Defines the properties about feeds, records and polling. */
final class RssSourceDefinition {
  private static final String FEEDS_GROUP = "Feeds";
  private static final String RECORDS_GROUP = "Records";
  private static final String POLLING_GROUP = "Polling";
  static final LambdaValidator TOPIC_NAME =
      LambdaValidator.with(
          RssSourceChecks::topic,
          () -> "1 to 249 of the characters a-z, A-Z, 0-9, '.', '_' and '-'");

  private RssSourceDefinition() {}

  static ConfigDef create() {
    var definition = new ConfigDef();
    feeds(definition);
    records(definition);
    RssTranscriptDefinition.addTo(definition);
    polling(definition);
    return RssHttpDefinition.addTo(definition);
  }

  private static void feeds(ConfigDef definition) {
    definition
        .define(
            RssSourceConfig.FEEDS,
            Type.LIST,
            "",
            LambdaValidator.with(
                RssSourceChecks::feeds, () -> "http or https URLs, each once, separated by commas"),
            Importance.HIGH,
            """
            The URLs of the feeds, separated by commas. A comma inside a URL is written %2C. The \
            URL as written here is part of every key and of the stored offsets, so a feed whose \
            URL is changed starts over. An entry may be name=url: the name then stands for the \
            URL in keys, values, headers, offsets and logs, which is for URLs with a token in \
            them. User info (https://user:password@host/feed) is sent as Basic authentication \
            and appears in no record, offset or log line.\
            """,
            FEEDS_GROUP,
            0,
            Width.LONG,
            "Feed URLs")
        .define(
            RssSourceConfig.FEEDS_OPML,
            Type.STRING,
            null,
            LambdaValidator.with(
                RssSourceChecks::opml, () -> "the path of a file or an http or https URL"),
            Importance.MEDIUM,
            """
            An OPML document with more feeds, a file that the worker can read or a URL. Outlines \
            of any depth count if they have an xmlUrl.\
            """,
            FEEDS_GROUP,
            1,
            Width.LONG,
            "OPML document")
        .define(
            RssSourceConfig.OPML_REFRESH_MS,
            Type.LONG,
            Duration.ofHours(1).toMillis(),
            Range.atLeast(1),
            Importance.LOW,
            """
            How often the OPML document is read again, in milliseconds. When its feeds have \
            changed, the tasks are set up anew. When it cannot be read, they stay as they are.\
            """,
            FEEDS_GROUP,
            2,
            Width.MEDIUM,
            "OPML refresh (ms)");
  }

  private static void records(ConfigDef definition) {
    definition
        .define(
            RssSourceConfig.TOPIC,
            Type.STRING,
            ConfigDef.NO_DEFAULT_VALUE,
            TOPIC_NAME,
            Importance.HIGH,
            "The topic that gets one record for each new entry of any feed.",
            RECORDS_GROUP,
            0,
            Width.MEDIUM,
            "Topic name")
        .define(
            RssSourceConfig.TIMESTAMP_FORMAT,
            Type.STRING,
            "iso8601",
            ValidString.in("iso8601", "connect"),
            Importance.LOW,
            """
            How times are written: iso8601 is a string in UTC such as 2026-11-21T10:00:00Z, \
            connect is Connect's logical type Timestamp.\
            """,
            RECORDS_GROUP,
            1,
            Width.SHORT,
            "Format of times")
        .define(
            RssSourceConfig.EMIT_UPDATES,
            Type.BOOLEAN,
            true,
            Importance.MEDIUM,
            """
            Whether an entry is emitted again, with change=updated, when its title, link, summary, \
            content or enclosures have changed. A changed date alone is no change.\
            """,
            RECORDS_GROUP,
            2,
            Width.SHORT,
            "Emit updates")
        .define(
            RssSourceConfig.INITIAL_ENTRIES,
            Type.STRING,
            "all",
            LambdaValidator.with(
                RssSourceChecks::initialEntries, () -> "all, none or a number of entries"),
            Importance.MEDIUM,
            """
            Which entries of a feed are emitted when it is read for the first time: all, none, or \
            the newest so many. With none, Connect has no record to store with that the others \
            were passed over, unless heartbeat.topic or status.topic is set: a restart before the first new entry \
            then begins anew, and passes over what came in between.\
            """,
            RECORDS_GROUP,
            3,
            Width.SHORT,
            "Initial entries")
        .define(
            RssSourceConfig.ENTRY_MAX_BYTES,
            Type.INT,
            1_000_000,
            Range.atLeast(1024),
            Importance.LOW,
            """
            The largest entry or transcript that is emitted, in bytes as JSON without its schema; a larger \
            one is left out with a warning. The default is just below what a producer \
            (max.request.size) and a topic (max.message.bytes) take unless told otherwise.\
            """,
            RECORDS_GROUP,
            4,
            Width.SHORT,
            "Largest entry (bytes)")
        .define(
            RssSourceConfig.STATUS_TOPIC,
            Type.STRING,
            null,
            TOPIC_NAME,
            Importance.LOW,
            """
            A topic for one record whenever a feed begins to work, fails after it worked, or is \
            gone for good, with the feed as key and the reason. Each carries what the polls \
            before it taught, as a record of the heartbeat topic does. Unset: no such records.\
            """,
            RECORDS_GROUP,
            5,
            Width.MEDIUM,
            "Status topic")
        .define(
            RssSourceConfig.HEARTBEAT_TOPIC,
            Type.STRING,
            null,
            TOPIC_NAME,
            Importance.LOW,
            """
            A topic for one small record after each poll of a feed that brings no entry. Connect \
            stores offsets only with records, so without it what such a poll teaches (when the \
            feed is due, its new ETag) is forgotten at a restart, which then costs one \
            conditional request for the feed. Unset: no such records.\
            """,
            RECORDS_GROUP,
            6,
            Width.MEDIUM,
            "Heartbeat topic");
  }

  private static void polling(ConfigDef definition) {
    definition
        .define(
            RssSourceConfig.POLL_INTERVAL_MS,
            Type.LONG,
            Duration.ofMinutes(15).toMillis(),
            Range.atLeast(1),
            Importance.MEDIUM,
            """
            The shortest wait after a feed was fetched before it is fetched again, in \
            milliseconds. A feed that asks for a longer one gets the longest that it asks for: by \
            Cache-Control max-age or, without that, Expires, by ttl, sy:updatePeriod, skipHours, \
            skipDays or Retry-After.\
            """,
            POLLING_GROUP,
            0,
            Width.MEDIUM,
            "Poll interval (ms)")
        .define(
            RssSourceConfig.POLL_INTERVAL_MAX_MS,
            Type.LONG,
            Duration.ofHours(24).toMillis(),
            Range.atLeast(1),
            Importance.LOW,
            """
            The longest wait, in milliseconds, whatever a feed asks for and however often it \
            failed; only its skipHours and skipDays may go beyond. The wait of a failing feed \
            starts at the poll interval and doubles with every failure. At least the poll \
            interval.\
            """,
            POLLING_GROUP,
            1,
            Width.MEDIUM,
            "Longest interval (ms)");
  }
}
