package io.tributary.connect.rss;

import java.time.Duration;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.LambdaValidator;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigDef.Width;

/** Defines the properties about transcripts. */
final class RssTranscriptDefinition {
  private static final String TRANSCRIPTS_GROUP = "Transcripts";

  private RssTranscriptDefinition() {}

  static void addTo(ConfigDef definition) {
    definition
        .define(
            RssSourceConfig.TRANSCRIPTS_TOPIC,
            Type.STRING,
            null,
            RssSourceDefinition.TOPIC_NAME,
            Importance.MEDIUM,
            """
            The topic that gets the transcripts of new podcast episodes: of each episode that links \
            some, the best one is fetched. Unset: none are.""",
            TRANSCRIPTS_GROUP,
            0,
            Width.MEDIUM,
            "Transcripts topic")
        .define(
            RssSourceConfig.TRANSCRIPTS_MODE,
            Type.STRING,
            "episode",
            ValidString.in("episode", "segments"),
            Importance.MEDIUM,
            """
            What a record is: episode is a whole transcript with the key of its episode, segments \
            is a passage of it, with the key of the episode, # and the millisecond it begins at.""",
            TRANSCRIPTS_GROUP,
            1,
            Width.SHORT,
            "Transcript records")
        .define(
            RssSourceConfig.TRANSCRIPTS_SEGMENT_MS,
            Type.LONG,
            Duration.ofSeconds(30).toMillis(),
            Range.atLeast(1),
            Importance.LOW,
            "The longest passage with transcripts.mode=segments, in milliseconds.",
            TRANSCRIPTS_GROUP,
            2,
            Width.MEDIUM,
            "Longest passage (ms)")
        .define(
            RssSourceConfig.TRANSCRIPTS_LANGUAGES,
            Type.LIST,
            "",
            Importance.LOW,
            """
            The languages to prefer where an episode has transcripts in several, best first, such \
            as en,de. Empty: the language of the episode.""",
            TRANSCRIPTS_GROUP,
            3,
            Width.MEDIUM,
            "Preferred languages")
        .define(
            RssSourceConfig.TRANSCRIPTS_FORMATS,
            Type.LIST,
            "json,vtt,srt,html,text",
            LambdaValidator.with(
                RssSourceChecks::formats, () -> "some of json, vtt, srt, html and text"),
            Importance.LOW,
            """
            The formats to fetch, best first. Those at the front tell who spoke and when, plain \
            text neither.""",
            TRANSCRIPTS_GROUP,
            4,
            Width.MEDIUM,
            "Preferred formats")
        .define(
            RssSourceConfig.TRANSCRIPTS_RETRY_MS,
            Type.LONG,
            Duration.ofHours(24).toMillis(),
            Range.atLeast(0),
            Importance.LOW,
            """
            For how long a transcript that cannot be fetched is tried again, in milliseconds: many \
            come later than their episode. The waits between start at the poll interval and \
            double.""",
            TRANSCRIPTS_GROUP,
            5,
            Width.MEDIUM,
            "Patience (ms)");
  }
}
