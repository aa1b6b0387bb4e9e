package io.tributary.connect.rss;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.connect.common.TimestampFormat;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

class RssMapperTest {
  private static final String FEED = "https://feeds.example/dir/feed.xml";
  private static final Instant FETCHED = Instant.parse("2026-11-21T12:00:00Z");

  @Test
  void mapsAnEpisode() throws RssParseException {
    Struct value = value("rss/podcast.xml", 1);

    assertThat(value.getString("feed_url")).isEqualTo(FEED);
    assertThat(value.getString("feed_title")).isEqualTo("Slow Trains");
    assertThat(value.getString("id")).isEqualTo("st-2");
    assertThat(value.getString("text")).isEqualTo("To the coast and back.");
    assertThat(value.getString("summary")).isEqualTo("<p>To the coast and back.</p>");
    assertThat(value.getString("content")).isNull();
    assertThat(value.getString("published_at")).isEqualTo("2024-03-01T10:00:00Z");
    assertThat(value.getString("updated_at")).isNull();
    assertThat(value.getString("event_time")).isEqualTo("2024-03-01T10:00:00Z");
    assertThat(value.getString("audio_url")).isEqualTo("https://cdn.example/2.mp3?from=rss");
    assertThat(value.getInt32("duration_seconds")).isEqualTo(3723);
    assertThat(value.getString("change")).isEqualTo("new");
    Struct enclosure = (Struct) value.getArray("enclosures").get(0);
    assertThat(enclosure.getString("mime_type")).isEqualTo("audio/mpeg");
    assertThat(enclosure.getInt64("length")).isEqualTo(31457280L);
    Struct episode = value.getStruct("episode");
    assertThat(episode.getInt32("season")).isEqualTo(2);
    assertThat(episode.getInt32("number")).isEqualTo(5);
    assertThat(episode.getBoolean("explicit")).isFalse();
    Struct transcript = (Struct) episode.getArray("transcripts").get(0);
    assertThat(transcript.getString("url")).isEqualTo("https://feeds.example/2.vtt");
    assertThat(transcript.getString("language")).isEqualTo("en");
    Struct person = (Struct) episode.getArray("persons").get(0);
    assertThat(person.getString("role")).isEqualTo("guest");
  }

  @Test
  void keysByFeedAndEntryAndSaysWhatHappenedInHeaders() throws RssParseException {
    SourceRecord record = map("rss/podcast.xml", 1, TimestampFormat.ISO8601);

    assertThat(record.topic()).isEqualTo("episodes");
    assertThat(record.key()).isEqualTo(FEED + "#st-2");
    assertThat(record.keySchema()).isEqualTo(Schema.STRING_SCHEMA);
    assertThat(record.kafkaPartition()).isNull();
    assertThat(record.timestamp()).isNull();
    assertThat(record.sourcePartition()).isEqualTo(Map.of("feed", FEED));
    assertThat(new HashMap<>(record.sourceOffset()))
        .isEqualTo(Map.of("version", 1L, "entries", ""));
    assertThat(record.headers().lastWithName("operation").value()).isEqualTo("create");
    assertThat(record.headers().lastWithName("source").value()).isEqualTo(FEED);
  }

  @Test
  void rendersContentBeforeSummaryAndCollectsItsLinks() throws RssParseException {
    Struct value = value("rss/2.0.xml", 2);

    assertThat(value.getString("text"))
        .isEqualTo("Sown today\nFirst the soil, then the beans.\nbroad\nrunner");
    assertThat(value.getArray("links"))
        .containsExactly("https://feeds.example/2024/beans", "https://feeds.example/dir/soil");
  }

  @Test
  void keepsTheLinesOfPlainText() throws RssParseException {
    assertThat(value("rss/2.0.xml", 1).getString("text"))
        .isEqualTo("Rain at last.\nNo title needed.");
  }

  @Test
  void resolvesLinksInContentAgainstItsOwnBase() throws RssParseException {
    assertThat(value("atom/1.0.xml", 1).getArray("links"))
        .containsExactly(
            "https://tide.example/blog/2",
            "https://charts.example/7",
            "https://tide.example/blog/2/chart");
  }

  @Test
  void takesTheTimeOfUpdateThenOfTheFetchForAnUndatedEntry() throws RssParseException {
    assertThat(value("atom/1.0.xml", 0).getString("event_time")).isEqualTo("2024-05-30T00:00:00Z");
    assertThat(value("rss/0.92.xml", 0).getString("event_time")).isEqualTo("2026-11-21T12:00:00Z");
  }

  @Test
  void leavesNoArrayNullAndNoEpisodeWhereThereIsNone() throws RssParseException {
    Struct value = value("rss/0.91.xml", 0);

    assertThat(value.getArray("tags")).isEmpty();
    assertThat(value.getArray("enclosures")).isEmpty();
    assertThat(value.getStruct("episode")).isNull();
    assertThat(value.getString("text")).isNull();
    assertThat(value.getString("audio_url")).isNull();
  }

  @Test
  void writesConnectTimestampsIfAsked() throws RssParseException {
    Struct value = (Struct) map("rss/podcast.xml", 1, TimestampFormat.CONNECT).value();

    assertThat(value.get("published_at"))
        .isEqualTo(Date.from(Instant.parse("2024-03-01T10:00:00Z")));
    assertThat(value.schema().field("event_time").schema()).isEqualTo(Timestamp.SCHEMA);
    assertThat(value.schema().field("updated_at").schema().isOptional()).isTrue();
  }

  @Test
  void pinsTheSchema() {
    Schema schema = FeedEntrySchema.of(TimestampFormat.ISO8601);

    assertThat(schema.name()).isEqualTo("io.tributary.rss.FeedEntry");
    assertThat(schema.version()).isEqualTo(1);
    assertThat(fields(schema))
        .isEqualTo(
            List.of(
                "feed_url STRING",
                "feed_title STRING?",
                "id STRING",
                "url STRING?",
                "title STRING?",
                "summary STRING?",
                "content STRING?",
                "text STRING?",
                "author STRING?",
                "published_at STRING?",
                "updated_at STRING?",
                "event_time STRING",
                "language STRING?",
                "tags ARRAY",
                "links ARRAY",
                "image_url STRING?",
                "enclosures ARRAY",
                "audio_url STRING?",
                "duration_seconds INT32?",
                "episode STRUCT?",
                "change STRING",
                "feed_guid STRING?"));
    Schema episode = schema.field("episode").schema();
    assertThat(episode.name()).isEqualTo("io.tributary.rss.Episode");
    assertThat(fields(episode))
        .containsExactly(
            "season INT32?",
            "number INT32?",
            "type STRING?",
            "explicit BOOLEAN?",
            "subtitle STRING?",
            "image_url STRING?",
            "chapters_url STRING?",
            "transcripts ARRAY",
            "persons ARRAY",
            "chapters ARRAY?",
            "soundbites ARRAY?",
            "location STRUCT?");
    Schema enclosure = schema.field("enclosures").schema().valueSchema();
    assertThat(enclosure.name()).isEqualTo("io.tributary.rss.Enclosure");
    assertThat(fields(enclosure))
        .containsExactly("url STRING", "mime_type STRING", "length INT64?");
    Schema transcript = episode.field("transcripts").schema().valueSchema();
    assertThat(transcript.name()).isEqualTo("io.tributary.rss.TranscriptLink");
    assertThat(fields(transcript))
        .containsExactly("url STRING", "mime_type STRING", "language STRING?");
    Schema person = episode.field("persons").schema().valueSchema();
    assertThat(person.name()).isEqualTo("io.tributary.rss.Person");
    assertThat(fields(person)).containsExactly("name STRING", "role STRING?", "url STRING?");
  }

  private static List<String> fields(Schema schema) {
    return schema.fields().stream().map(RssMapperTest::describe).toList();
  }

  private static String describe(Field field) {
    return field.name() + " " + field.schema().type() + (field.schema().isOptional() ? "?" : "");
  }

  private static Struct value(String path, int entry) throws RssParseException {
    Struct value = (Struct) map(path, entry, TimestampFormat.ISO8601).value();
    Objects.requireNonNull(value).validate();
    return value;
  }

  private static SourceRecord map(String path, int entry, TimestampFormat format)
      throws RssParseException {
    RssFeed feed = Fixture.parse(path);
    var state = new RssFeedState(FeedAddress.parse(FEED), RssOffset.START, FETCHED);
    return new RssMapper("episodes", format, 1_000_000)
        .map(state, feed, feed.entries().get(entry), false, FETCHED);
  }
}
