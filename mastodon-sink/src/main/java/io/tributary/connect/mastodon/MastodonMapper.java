package io.tributary.connect.mastodon;

import io.tributary.connect.common.FieldPath;
import io.tributary.connect.common.HtmlText;
import io.tributary.connect.common.Template;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/** Turns records into what they ask for. */
final class MastodonMapper {
  private static final String METADATA = "@";
  private static final String HEADER = "@header.";
  static final Set<String> METADATA_PATHS =
      Set.of("@key", "@topic", "@partition", "@offset", "@timestamp");

  private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}&&[^\n\t]]");

  private final @Nullable Template template;
  private final Map<RecordKind, Template> usual = new EnumMap<>(RecordKind.class);
  private final Template spoiler;
  private final boolean keyed;
  private final boolean keyedOthers;
  private final boolean deletes;
  private final ReplyMode replies;
  private final Visibility visibility;
  private final boolean sensitive;
  private final @Nullable String language;
  private final ContentLabels labels;
  private final Hashtags hashtags;
  private final MediaMode media;
  private final Set<String> htmlFields;
  private final PostText postText;

  private final Mentions mentions;

  MastodonMapper(MastodonSinkConfig config, Mentions mentions) {
    this.mentions = mentions;
    this.template = config.statusTemplate();
    for (RecordKind kind : List.of(RecordKind.POST, RecordKind.FEED_ENTRY)) {
      usual.put(kind, Template.parse(kind.defaultTemplate()));
    }
    this.spoiler = config.spoilerTemplate();
    this.keyed = config.identity() != RecordIdentity.POSITION;
    this.keyedOthers = config.identity() == RecordIdentity.KEY;
    this.deletes = config.deleteEnabled();
    this.replies = config.replies();
    this.visibility = config.visibility();
    this.sensitive = config.sensitive();
    this.language = config.language();
    this.labels = config.labels();
    this.hashtags = config.hashtags();
    this.media = config.mediaMode();
    this.htmlFields = config.htmlFields();
    this.postText = new PostText(config.mentions(), mentions);
  }

  /** Whether a path of a template is about the record itself rather than its value. */
  static boolean isMetadata(String path) {
    return METADATA_PATHS.contains(path)
        || (path.startsWith(HEADER) && path.length() > HEADER.length());
  }

  static boolean looksLikeMetadata(String path) {
    return path.startsWith(METADATA);
  }

  /**
   * Returns what the record asks for.
   *
   * @throws DataException if that cannot be told
   */
  MastodonChange map(SinkRecord record) {
    Object value = record.value();
    RecordKind kind = RecordKind.of(value);
    String operation = operation(record, value, kind);
    if (value == null || operation.equals("delete")) {
      return remove(record, value);
    }
    if (!(value instanceof Struct) && !(value instanceof Map)) {
      throw new DataException("its value is neither a struct nor a map");
    }
    if (kind == RecordKind.POST && isUnwantedReply(value)) {
      return new MastodonChange.Skip("a reply, see include.replies");
    }
    return new MastodonChange.Publish(
        key(record, kind),
        order(record, kind == RecordKind.POST ? text(value, "rev") : null),
        draft(record, value, kind),
        operation.equals("update"),
        time(record, value, kind));
  }

  private MastodonChange remove(SinkRecord record, @Nullable Object value) {
    if (!deletes) {
      return new MastodonChange.Skip("a deletion, see delete.enabled");
    }
    if (!keyed) {
      return new MastodonChange.Skip("a deletion, but record.identity is position");
    }
    String key = record.key() == null ? text(value, "uri") : keyText(record);
    if (key == null) {
      throw new DataException("it deletes something but has no key to say what");
    }
    // A tombstone does not say what kind of record it is the end of.
    List<String> keys =
        keyedOthers ? List.of(record.originalTopic() + ":" + key, key) : List.of(key);
    return new MastodonChange.Remove(keys, order(record, text(value, "rev")));
  }

  private String key(SinkRecord record, RecordKind kind) {
    boolean byKey = kind == RecordKind.OTHER ? keyedOthers : keyed;
    if (!byKey) {
      // A topic that was made anew counts its offsets from 0 again.
      return "%s-%d@%d@%d"
          .formatted(
              record.originalTopic(),
              record.originalKafkaPartition(),
              record.originalKafkaOffset(),
              timestamp(record));
    }
    String key =
        record.key() == null && kind == RecordKind.POST
            ? text(record.value(), "uri")
            : keyText(record);
    if (key == null) {
      throw new DataException("it has no key; set record.identity=position if it needs none");
    }
    // Keys of posts and entries are unique; those of other topics may be the same.
    return kind == RecordKind.OTHER ? record.originalTopic() + ":" + key : key;
  }

  private static @Nullable String keyText(SinkRecord record) {
    return RecordKey.text(record.key());
  }

  private static RecordOrder order(SinkRecord record, @Nullable String revision) {
    return new RecordOrder(
        revision,
        record.originalTopic(),
        record.originalKafkaPartition(),
        record.originalKafkaOffset(),
        timestamp(record));
  }

  private static long timestamp(SinkRecord record) {
    return record.timestamp() == null ? -1 : record.timestamp();
  }

  /** A header of any record, and fields of those that are known: elsewhere they are just data. */
  private static String operation(SinkRecord record, @Nullable Object value, RecordKind kind) {
    Header header = record.headers().lastWithName("operation");
    if (header != null) {
      return String.valueOf(header.value());
    }
    return switch (kind) {
      case POST -> orEmpty(value, "operation");
      case FEED_ENTRY -> "updated".equals(FieldPath.find(value, "change")) ? "update" : "create";
      case OTHER -> "create";
    };
  }

  private boolean isUnwantedReply(Object post) {
    String parent = text(post, "reply_parent");
    return parent != null
        && switch (replies) {
          case ALL -> false;
          case SELF -> !isOwn(post, parent) || isInThreadOfOthers(post);
          case NONE -> true;
        };
  }

  /** Going on after one's own answer to somebody is talking to them too. */
  private static boolean isInThreadOfOthers(Object post) {
    String root = text(post, "reply_root");
    return root != null && !isOwn(post, root);
  }

  private static boolean isOwn(Object post, String uri) {
    return uri.startsWith("at://" + text(post, "did") + "/");
  }

  private Draft draft(SinkRecord record, Object value, RecordKind kind) {
    Template chosen = template == null ? usual.get(kind) : template;
    if (chosen == null) {
      throw new DataException(
          "it is neither a Post nor a FeedEntry: status.template has to say how it is posted");
    }
    Function<String, @Nullable String> fields = path -> field(record, value, kind, path);
    String text =
        hashtags.append(
            printable(chosen.render(fields)).strip(), path -> FieldPath.find(value, path));
    Object own = FieldPath.find(value, "labels");
    String warning = printable(spoiler.render(fields)).strip();
    String parent = kind == RecordKind.POST ? text(value, "reply_parent") : null;
    String quoted = kind == RecordKind.POST ? text(value, "quote") : null;
    return new Draft(
        media == MediaMode.LINK ? withLinks(text, value, kind) : text,
        warning.isEmpty() ? labels.warning(own) : warning,
        sensitive || labels.hides(own),
        language != null ? language : LanguageTag.language(languageOf(value)),
        visibility,
        parent != null && isOwn(value, parent) ? parent : null,
        quoted,
        quoted == null ? null : mentions.inUrl(webAddress(quoted)),
        media == MediaMode.UPLOAD ? media(value, kind) : List.of());
  }

  private @Nullable String field(SinkRecord record, Object value, RecordKind kind, String path) {
    if (looksLikeMetadata(path)) {
      String text = metadata(record, path);
      return text == null ? null : mentions.neutralise(text);
    }
    if (kind == RecordKind.POST && path.equals("text")) {
      return postText.render(value);
    }
    String text = FieldPath.text(FieldPath.find(value, path));
    if (text == null) {
      return null;
    }
    boolean html = htmlFields.contains(path) && HtmlText.isMarkup(text);
    return mentions.neutralise(html ? HtmlText.parse(text, "").text() : text);
  }

  /** Servers choke on some of the characters that nobody sees. */
  private static String printable(String text) {
    return CONTROL.matcher(text.replace("\r\n", "\n").replace('\r', '\n')).replaceAll("");
  }

  private static @Nullable String metadata(SinkRecord record, String path) {
    if (path.startsWith(HEADER)) {
      Header header = record.headers().lastWithName(path.substring(HEADER.length()));
      return header == null ? null : FieldPath.text(header.value());
    }
    return switch (path) {
      case "@key" -> keyText(record);
      case "@topic" -> record.originalTopic();
      case "@partition" -> Integer.toString(record.originalKafkaPartition());
      case "@offset" -> Long.toString(record.originalKafkaOffset());
      default ->
          record.timestamp() == null ? null : Instant.ofEpochMilli(record.timestamp()).toString();
    };
  }

  private static @Nullable String languageOf(Object value) {
    String first = text(value, "langs.0");
    return first == null ? text(value, "language") : first;
  }

  private static List<DraftMedia> media(Object value, RecordKind kind) {
    List<DraftMedia> media = new ArrayList<>();
    if (kind == RecordKind.POST && FieldPath.find(value, "media") instanceof List<?> list) {
      for (Object element : list) {
        media.add(
            new DraftMedia(
                orEmpty(element, "url"),
                orEmpty(value, "did"),
                orEmpty(element, "cid"),
                orEmpty(element, "mime_type"),
                printable(orEmpty(element, "alt"))));
      }
    }
    return media;
  }

  private String withLinks(String text, Object value, RecordKind kind) {
    var linked = new StringBuilder(text);
    for (DraftMedia medium : media(value, kind)) {
      linked.append(linked.isEmpty() ? "" : "\n").append(mentions.inUrl(medium.url()));
    }
    return linked.toString();
  }

  /** Where the post of an at:// URI can be read. */
  private static String webAddress(String uri) {
    String[] parts = uri.split("/", -1);
    return parts.length == 5
        ? "https://bsky.app/profile/%s/post/%s".formatted(parts[2], parts[4])
        : uri;
  }

  private static Instant time(SinkRecord record, Object value, RecordKind kind) {
    List<String> fields =
        switch (kind) {
          case POST -> List.of("event_time", "created_at");
          case FEED_ENTRY -> List.of("published_at", "updated_at", "event_time");
          case OTHER -> List.of();
        };
    for (String field : fields) {
      Object time = FieldPath.find(value, field);
      if (time instanceof Date date) {
        return date.toInstant();
      }
      if (time instanceof String text) {
        try {
          return Instant.parse(text);
        } catch (DateTimeException e) {
          // The next best time is good enough for an age.
        }
      }
    }
    return record.timestamp() == null ? Instant.MAX : Instant.ofEpochMilli(record.timestamp());
  }

  private static @Nullable String text(@Nullable Object value, String path) {
    return FieldPath.text(FieldPath.find(value, path));
  }

  private static String orEmpty(@Nullable Object value, String path) {
    String text = text(value, path);
    return text == null ? "" : text;
  }
}
