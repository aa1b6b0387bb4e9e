package io.tributary.connect.rss;

import io.tributary.connect.common.TimestampFormat;
import java.time.Instant;
import okhttp3.HttpUrl;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * What the source does between the bytes of a document and its records. Here because the classes
 * that do it are nobody else's business.
 */
public final class RssParsing {
  private static final String URL = "https://feeds.example/show.xml";

  private final RssMapper mapper =
      new RssMapper("entries", TimestampFormat.ISO8601, Integer.MAX_VALUE);
  private final HttpUrl url = HttpUrl.get(URL);
  private final RssFeedState feed =
      new RssFeedState(FeedAddress.parse(URL), RssOffset.START, Instant.EPOCH);

  /** Parses a document, maps all its entries, and returns how many there were. */
  public int parseAndMap(byte[] document) {
    try {
      RssFeed parsed = RssParser.parse(document, "UTF-8", url);
      int mapped = 0;
      for (RssEntry entry : parsed.entries()) {
        SourceRecord record = mapper.map(feed, parsed, entry, false, Instant.EPOCH);
        mapped += record.value() == null || mapper.isTooLarge(record) ? 0 : 1;
      }
      return mapped;
    } catch (RssParseException e) {
      throw new IllegalStateException(e);
    }
  }
}
