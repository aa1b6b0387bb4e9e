package io.tributary.connect.mastodon;

import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.LambdaValidator;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigDef.Width;

/** What a status looks like. */
final class MastodonStatusProperties {
  private static final String GROUP = "Status";

  private MastodonStatusProperties() {}

  static void addTo(ConfigDef definition) {
    definition
        .define(
            MastodonSinkConfig.STATUS_TEMPLATE,
            Type.STRING,
            "",
            LambdaValidator.with(
                MastodonConfigChecks::template, () -> "text with ${field.path} and [[parts]]"),
            Importance.HIGH,
            """
            The text of a status. ${field.path} is a field, ${a|b} the first of two that has a \
            value, ${tags.0} an element; [[ by ${author}]] is left out if author has no value; a \
            backslash takes the meaning from what follows. ${@key}, ${@topic}, ${@partition}, \
            ${@offset}, ${@timestamp} and ${@header.NAME} are about the record itself. Empty: a \
            Post is posted as ${text}, with its links in full, and a FeedEntry as its title and \
            its URL; other records are refused.""",
            GROUP,
            0,
            Width.LONG,
            "Template")
        .define(
            MastodonSinkConfig.HTML_FIELDS,
            Type.LIST,
            "summary,content",
            null,
            Importance.LOW,
            "The fields whose HTML becomes readable text where the template names them.",
            GROUP,
            1,
            Width.MEDIUM,
            "Fields with HTML")
        .define(
            MastodonSinkConfig.VISIBILITY,
            Type.STRING,
            "unlisted",
            ValidString.in("public", "unlisted", "private", "direct"),
            Importance.HIGH,
            """
            Who sees the statuses. unlisted keeps them out of public timelines, which suits a \
            machine that posts.""",
            GROUP,
            2,
            Width.SHORT,
            "Visibility")
        .define(
            MastodonSinkConfig.LANGUAGE,
            Type.STRING,
            "",
            LambdaValidator.with(
                MastodonConfigChecks::language, () -> "a language such as en, or nothing"),
            Importance.LOW,
            """
            The language of all statuses. Empty: the first of the field langs, or the field \
            language, or else the account's own.""",
            GROUP,
            3,
            Width.SHORT,
            "Language")
        .define(
            MastodonSinkConfig.SPOILER_TEXT,
            Type.STRING,
            "",
            LambdaValidator.with(
                MastodonConfigChecks::template, () -> "text with ${field.path} and [[parts]]"),
            Importance.LOW,
            """
            What statuses are hidden behind, as a template. Empty: what labels.map says about the \
            record's labels.""",
            GROUP,
            4,
            Width.MEDIUM,
            "Content warning")
        .define(
            MastodonSinkConfig.SENSITIVE,
            Type.BOOLEAN,
            false,
            null,
            Importance.LOW,
            "Whether the media of all statuses are hidden until somebody clicks.",
            GROUP,
            5,
            Width.SHORT,
            "Sensitive")
        .define(
            MastodonSinkConfig.LABELS_MAP,
            Type.LIST,
            """
            porn=Adult content,sexual=Sexual content,nudity=Nudity,graphic-media=Graphic media""",
            LambdaValidator.with(
                MastodonConfigChecks::labels, () -> "label=words, or label alone, comma separated"),
            Importance.LOW,
            """
            Which labels of a record hide its status, and behind which words. A label without \
            words hides the media only.""",
            GROUP,
            6,
            Width.LONG,
            "Labels")
        .define(
            MastodonSinkConfig.HASHTAGS_APPEND,
            Type.LIST,
            "",
            null,
            Importance.LOW,
            """
            Hashtags to end a status with, unless its text has them. ${tags} stands for those in \
            the field tags.""",
            GROUP,
            7,
            Width.MEDIUM,
            "Hashtags")
        .define(
            MastodonSinkConfig.MENTIONS,
            Type.STRING,
            "name",
            ValidString.in("name", "link", "strip"),
            Importance.LOW,
            """
            What becomes of a mention in a Post: its name, a link to the profile, or nothing. \
            Whichever it is, no account is notified: an @ that comes from a record never mentions \
            anybody.""",
            GROUP,
            8,
            Width.SHORT,
            "Mentions")
        .define(
            MastodonSinkConfig.OVERFLOW,
            Type.STRING,
            "split",
            ValidString.in("split", "truncate", "reject"),
            Importance.MEDIUM,
            """
            What to do with a text that is longer than the server takes: a thread of several \
            statuses, its beginning and its last URL only, or the dead letter queue.""",
            GROUP,
            9,
            Width.SHORT,
            "Texts that are too long")
        .define(
            MastodonSinkConfig.SPLIT_NUMBERS,
            Type.BOOLEAN,
            false,
            null,
            Importance.LOW,
            "Whether the statuses of such a thread end with (1/3), (2/3), (3/3).",
            GROUP,
            10,
            Width.SHORT,
            "Numbered threads")
        .define(
            MastodonSinkConfig.SPLIT_MAX,
            Type.INT,
            10,
            Range.between(1, 100),
            Importance.LOW,
            "How many statuses such a thread may have; the last one is truncated.",
            GROUP,
            11,
            Width.SHORT,
            "Longest thread");
  }
}
