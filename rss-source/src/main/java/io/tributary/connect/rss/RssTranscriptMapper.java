package io.tributary.connect.rss;

import java.util.List;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/** Turns transcripts and passages of them into records. */
final class RssTranscriptMapper {
  static final Schema SEGMENT =
      SchemaBuilder.struct()
          .name("io.tributary.rss.Segment")
          .version(1)
          .field("start_ms", Schema.INT64_SCHEMA)
          .field("end_ms", Schema.OPTIONAL_INT64_SCHEMA)
          .field("speaker", Schema.OPTIONAL_STRING_SCHEMA)
          .field("text", Schema.STRING_SCHEMA)
          .build();
  static final Schema TRANSCRIPT =
      SchemaBuilder.struct()
          .name("io.tributary.rss.Transcript")
          .version(1)
          .field("feed_url", Schema.STRING_SCHEMA)
          .field("entry_id", Schema.STRING_SCHEMA)
          .field("episode_title", Schema.OPTIONAL_STRING_SCHEMA)
          .field("episode_url", Schema.OPTIONAL_STRING_SCHEMA)
          .field("audio_url", Schema.OPTIONAL_STRING_SCHEMA)
          .field("url", Schema.STRING_SCHEMA)
          .field("language", Schema.OPTIONAL_STRING_SCHEMA)
          .field("mime_type", Schema.STRING_SCHEMA)
          .field("text", Schema.STRING_SCHEMA)
          .field("segments", SchemaBuilder.array(SEGMENT).build())
          .field("start_ms", Schema.OPTIONAL_INT64_SCHEMA)
          .field("end_ms", Schema.OPTIONAL_INT64_SCHEMA)
          .build();

  private final String topic;

  RssTranscriptMapper(String topic) {
    this.topic = topic;
  }

  /**
   * Maps a transcript or a passage.
   *
   * @param feed with the offset that covers this and what was emitted before
   * @param passage whether it is one of several, each with a key of its own
   */
  SourceRecord map(
      RssFeedState feed, RssWaiting episode, RssTranscript transcript, boolean passage) {
    String feedUrl = feed.address.name();
    String key = RssMapper.key(feedUrl, episode.entryId());
    Struct value =
        new Struct(TRANSCRIPT)
            .put("feed_url", feedUrl)
            .put("entry_id", episode.entryId())
            .put("episode_title", episode.episodeTitle())
            .put("episode_url", episode.episodeUrl())
            .put("audio_url", episode.audioUrl())
            .put("url", episode.url())
            .put("language", episode.language())
            .put("mime_type", episode.mimeType())
            .put("text", transcript.text())
            .put("segments", segments(transcript));
    if (passage) {
      value.put("start_ms", transcript.startMs()).put("end_ms", transcript.endMs());
    }
    return RssRecord.of(
        feed, topic, passage ? key + "#" + transcript.startMs() : key, value, "create");
  }

  private static List<Struct> segments(RssTranscript transcript) {
    return transcript.segments().stream()
        .map(
            segment ->
                new Struct(SEGMENT)
                    .put("start_ms", segment.startMs())
                    .put("end_ms", segment.endMs())
                    .put("speaker", segment.speaker())
                    .put("text", segment.text()))
        .toList();
  }
}
