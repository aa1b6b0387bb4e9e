package io.tributary.connect.rss;

import java.util.AbstractMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far one feed was read: what the polls have taught, what was emitted, and the transcripts that
 * are still to be.
 */
record RssOffset(RssPollState poll, RssMemory memory, RssBacklog backlog) {
  static final RssOffset START =
      new RssOffset(RssPollState.NONE, RssMemory.EMPTY, RssBacklog.EMPTY);

  private static final Logger log = LoggerFactory.getLogger(RssOffset.class);

  private static final String FEED = "feed";
  private static final String VERSION = "version";
  private static final String ENTRIES = "entries";
  private static final String TRANSCRIPTS = "transcripts";
  private static final long CURRENT_VERSION = 1;

  /** The source partition of a feed. */
  static Map<String, String> partition(String feed) {
    return Map.of(FEED, feed);
  }

  /**
   * Returns the feed that a source partition stands for.
   *
   * @throws ConnectException if this connector would never write such a partition
   */
  static String feedOf(Map<String, ?> partition) {
    if (partition.size() == 1 && partition.get(FEED) instanceof String feed) {
      return feed;
    }
    throw new ConnectException(
        "The partition of a feed is {\"feed\": \"<URL as configured>\"}, not " + partition);
  }

  RssOffset with(RssPollState newPoll) {
    return new RssOffset(newPoll, memory, backlog);
  }

  RssOffset with(RssMemory newMemory) {
    return new RssOffset(poll, newMemory, backlog);
  }

  RssOffset with(RssBacklog newBacklog) {
    return new RssOffset(poll, memory, newBacklog);
  }

  /** The form in which Connect stores it, made only when Connect asks for its content. */
  Map<String, ?> toMap() {
    return new Stored(this);
  }

  /**
   * Reads a stored offset, or none.
   *
   * @throws ConnectException if it is not one of ours, saying how to reset it
   */
  static RssOffset from(String feed, @Nullable Map<String, ?> stored) {
    if (stored == null) {
      return START;
    }
    if (!(stored.get(VERSION) instanceof Number version)
        || version.longValue() != CURRENT_VERSION
        || !(stored.get(ENTRIES) instanceof String entries)) {
      throw malformed(feed, null);
    }
    try {
      return new RssOffset(
          RssPollState.from(stored),
          RssMemory.decode(entries),
          backlog(feed, stored.get(TRANSCRIPTS)));
    } catch (RuntimeException e) {
      throw malformed(feed, e);
    }
  }

  /** What cannot be read is given up: the entries of the feed are worth more. */
  private static RssBacklog backlog(String feed, @Nullable Object stored) {
    try {
      return RssBacklog.decode((String) stored);
    } catch (RuntimeException e) {
      log.warn(
          "Feed {} has a stored list of transcripts that cannot be read, which is given up",
          feed,
          e);
      return RssBacklog.EMPTY;
    }
  }

  private static ConnectException malformed(String feed, @Nullable Throwable cause) {
    return new ConnectException(
        "The stored offset of feed "
            + feed
            + " cannot be read. To start this feed over, PUT /connectors/<name>/stop, then PATCH"
            + " /connectors/<name>/offsets with {\"offsets\": [{\"partition\": {\"feed\": \""
            + feed
            + "\"}, \"offset\": null}]}, then PUT /connectors/<name>/resume",
        cause);
  }

  /**
   * Every record carries one of these and Connect reads the content of a few: encoding 5,000
   * fingerprints for each of 5,000 records would be quadratic. With exactly-once Connect keys a map
   * by records, which hash and compare their offsets, so these do it by the offset's identity.
   */
  private static final class Stored extends AbstractMap<String, Object> {
    private final RssOffset offset;

    Stored(RssOffset offset) {
      this.offset = offset;
    }

    @Override
    public Set<Entry<String, Object>> entrySet() {
      Map<String, Object> content = offset.poll.toMap();
      content.put(VERSION, CURRENT_VERSION);
      content.put(ENTRIES, offset.memory.encode());
      if (!offset.backlog.isEmpty()) {
        content.put(TRANSCRIPTS, offset.backlog.encode());
      }
      return content.entrySet();
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(offset);
    }

    @Override
    @SuppressWarnings("ReferenceEquality")
    public boolean equals(@Nullable Object other) {
      return other instanceof Stored stored && stored.offset == offset;
    }

    /** Connect logs offsets with records; 80 kB of base64 would tell nobody anything. */
    @Override
    public String toString() {
      return "{" + offset.memory.size() + " entries, " + offset.poll.validators() + "}";
    }
  }
}
