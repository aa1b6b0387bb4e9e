package io.tributary.connect.bluesky;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.tributary.connect.common.RecordSize;
import io.tributary.connect.common.TimestampFormat;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/** Turns an event into the record that stands for it. */
final class BlueskyMapper {
  private static final String COLLECTION = "${collection}";
  private static final int LONGEST_TOPIC = 249;
  private static final String URI = "uri";
  private static final StructTemplate MEDIA = new StructTemplate(PostSchema.MEDIA);
  private static final StructTemplate CARDS = new StructTemplate(PostSchema.CARD);
  private static final StructTemplate FACETS = new StructTemplate(PostSchema.FACET);

  private final MapperSettings settings;
  private final Clock clock;
  private final TimestampFormat timestampFormat;
  private final StructTemplate posts;
  private final StructTemplate events;
  private final StructTemplate identities;
  private final StructTemplate accounts;

  BlueskyMapper(MapperSettings settings, Clock clock) {
    this.settings = settings;
    this.clock = clock;
    this.timestampFormat = settings.timestampFormat();
    this.posts = new StructTemplate(PostSchema.of(timestampFormat));
    this.events = new StructTemplate(EventSchemas.event(timestampFormat));
    this.identities = new StructTemplate(EventSchemas.identity(timestampFormat));
    this.accounts = new StructTemplate(EventSchemas.account(timestampFormat));
  }

  /**
   * Maps one event.
   *
   * @param source the host that it came from
   * @param offset what covers this event and those before it
   */
  Mapping map(BlueskyEvent event, String source, Map<String, ?> partition, Map<String, ?> offset) {
    Draft draft = draft(event);
    if (draft == null) {
      return new Mapping.Unwanted();
    }
    if (draft.topic().length() > LONGEST_TOPIC) {
      return new Mapping.Impossible("the collection's name is too long for a topic");
    }
    var headers = new ConnectHeaders();
    headers.addString("operation", draft.operation().text());
    headers.addString("source", source);
    var record =
        new SourceRecord(
            partition,
            offset,
            draft.topic(),
            null,
            Schema.STRING_SCHEMA,
            draft.key(),
            draft.schema(),
            draft.value(),
            timestamp(event),
            headers);
    return RecordSize.exceeds(record, settings.maxBytes())
        ? new Mapping.Impossible("the record is larger than " + settings.maxBytes() + " bytes")
        : new Mapping.Mapped(record);
  }

  /** Brokers refuse a record from the future, which would stop the connector. */
  private long timestamp(BlueskyEvent event) {
    return Math.min(event.position().timeMicros() / 1_000, clock.millis());
  }

  /** A record without what all records have in common; no schema and no value for a tombstone. */
  private record Draft(
      String topic,
      String key,
      Operation operation,
      @Nullable Schema schema,
      @Nullable Object value) {}

  private @Nullable Draft draft(BlueskyEvent event) {
    if (event instanceof BlueskyEvent.Commit commit) {
      return draft(commit);
    }
    if (event instanceof BlueskyEvent.Identity identity && settings.identityTopic() != null) {
      return account(settings.identityTopic(), identity, identity(identity));
    }
    if (event instanceof BlueskyEvent.Account account && settings.accountTopic() != null) {
      return account(settings.accountTopic(), account, account(account));
    }
    return null;
  }

  private @Nullable Draft draft(BlueskyEvent.Commit commit) {
    if (commit.operation() == Operation.DELETE) {
      return removal(commit, commit.json());
    }
    boolean post = commit.collection().equals(PostReader.COLLECTION);
    if (!post || (isJson() && settings.filter().isEmpty())) {
      return isJson() ? json(commit) : draft(commit, event(commit));
    }
    if (commit.record() == null && !settings.filter().isEmpty()) {
      // Whether it matches cannot be told, and a tombstone may delete what does.
      return null;
    }
    BlueskyPost read = read(commit);
    if (!settings.filter().matches(read)) {
      // Its key may be in the topic from when it still matched.
      return commit.operation() == Operation.UPDATE ? removal(commit, null) : null;
    }
    return isJson() ? json(commit) : draft(commit, post(commit, read));
  }

  private static BlueskyPost read(BlueskyEvent.Commit commit) {
    JsonNode record = commit.record() == null ? MissingNode.getInstance() : commit.record();
    return PostReader.read(commit.did(), record);
  }

  /** Whether a post comes of it, with its author's handle where that is known. */
  boolean namesAuthor(BlueskyEvent event) {
    return event instanceof BlueskyEvent.Commit commit
        && !isJson()
        && commit.operation() != Operation.DELETE
        && commit.collection().equals(PostReader.COLLECTION)
        && (settings.filter().isEmpty() || settings.filter().matches(read(commit)));
  }

  /**
   * Returns what a key's end becomes.
   *
   * @param json the server's own word about it, if there is one
   */
  private @Nullable Draft removal(BlueskyEvent.Commit commit, @Nullable String json) {
    return switch (settings.deleteMode()) {
      case SKIP -> null;
      case TOMBSTONE -> removed(commit, null, null);
      case EVENT ->
          isJson()
              ? removed(commit, json == null ? null : Schema.STRING_SCHEMA, json)
              : removed(commit, events.schema(), removed(commit));
    };
  }

  private Draft removed(
      BlueskyEvent.Commit commit, @Nullable Schema schema, @Nullable Object value) {
    return new Draft(topic(commit), uri(commit), Operation.DELETE, schema, value);
  }

  private Draft json(BlueskyEvent.Commit commit) {
    return new Draft(
        topic(commit), uri(commit), commit.operation(), Schema.STRING_SCHEMA, commit.json());
  }

  /** Makes one whose key is the first field of its value. */
  private Draft draft(BlueskyEvent.Commit commit, Struct value) {
    return new Draft(
        topic(commit), value.getString(URI), commit.operation(), value.schema(), value);
  }

  private Draft account(String topic, BlueskyEvent event, Struct value) {
    return isJson()
        ? new Draft(topic, event.did(), Operation.UPDATE, Schema.STRING_SCHEMA, event.json())
        : new Draft(topic, event.did(), Operation.UPDATE, value.schema(), value);
  }

  private boolean isJson() {
    return settings.valueFormat() == ValueFormat.JSON;
  }

  private String topic(BlueskyEvent.Commit commit) {
    return settings.topic().replace(COLLECTION, commit.collection());
  }

  private static String uri(BlueskyEvent.Commit commit) {
    return AtUri.of(commit.did(), commit.collection(), commit.rkey());
  }

  private Struct post(BlueskyEvent.Commit commit, BlueskyPost post) {
    return posts
        .begin()
        .put(URI, uri(commit))
        .put("cid", commit.cid() == null ? "" : RecordFields.clean(commit.cid()))
        .put("did", commit.did())
        .put("handle", settings.handles().apply(commit.did()))
        .put("rkey", commit.rkey())
        .put("rev", commit.rev())
        .put("operation", commit.operation().text())
        .put("url", "https://bsky.app/profile/" + commit.did() + "/post/" + commit.rkey())
        .put("text", post.text())
        .put(
            "created_at", post.createdAt() == null ? null : timestampFormat.value(post.createdAt()))
        .put("event_time", eventTime(commit))
        .put("langs", post.langs())
        .put("tags", post.tags())
        .put("links", post.links())
        .put("mentions", post.mentions())
        .put("reply_root", post.replyRoot())
        .put("reply_parent", post.replyParent())
        .put("quote", post.quote())
        .put("media", structs(post.media(), BlueskyMapper::media))
        .put("card", card(post.card()))
        .put("labels", post.labels())
        .put("facets", structs(post.facets(), BlueskyMapper::facet))
        .put("record", settings.includeRecord() ? record(commit) : null)
        .struct();
  }

  private static <T> List<Struct> structs(List<T> parts, Function<T, Struct> mapping) {
    return parts.isEmpty() ? List.of() : parts.stream().map(mapping).toList();
  }

  private static Struct media(BlueskyPost.Media media) {
    return MEDIA
        .begin()
        .put("type", media.type().text())
        .put("url", media.url())
        .put("alt", media.alt())
        .put("mime_type", media.mimeType())
        .put("width", media.width())
        .put("height", media.height())
        .put("cid", media.cid())
        .struct();
  }

  private static @Nullable Struct card(BlueskyPost.@Nullable Card card) {
    if (card == null) {
      return null;
    }
    return CARDS
        .begin()
        .put("url", card.url())
        .put("title", card.title())
        .put("description", card.description())
        .put("thumb_url", card.thumbUrl())
        .struct();
  }

  private static Struct facet(BlueskyPost.Facet facet) {
    return FACETS
        .begin()
        .put("byte_start", facet.byteStart())
        .put("byte_end", facet.byteEnd())
        .put("type", facet.type().text())
        .put("value", facet.value())
        .struct();
  }

  private Struct event(BlueskyEvent.Commit commit) {
    return place(commit)
        .put("cid", clean(commit.cid()))
        .put("operation", commit.operation().text())
        .put("record", record(commit))
        .struct();
  }

  private Struct removed(BlueskyEvent.Commit commit) {
    return place(commit).put("operation", Operation.DELETE.text()).struct();
  }

  private StructTemplate.Filling place(BlueskyEvent.Commit commit) {
    return events
        .begin()
        .put(URI, uri(commit))
        .put("did", commit.did())
        .put("collection", commit.collection())
        .put("rkey", commit.rkey())
        .put("rev", commit.rev())
        .put("event_time", eventTime(commit));
  }

  private Struct identity(BlueskyEvent.Identity identity) {
    return identities
        .begin()
        .put("did", identity.did())
        .put("handle", clean(identity.handle()))
        .put("event_time", eventTime(identity))
        .struct();
  }

  private Struct account(BlueskyEvent.Account account) {
    return accounts
        .begin()
        .put("did", account.did())
        .put("active", account.active())
        .put("status", clean(account.status()))
        .put("event_time", eventTime(account))
        .struct();
  }

  private Object eventTime(BlueskyEvent event) {
    return timestampFormat.value(BlueskyTime.ofMicros(event.position().timeMicros()));
  }

  private static @Nullable String record(BlueskyEvent.Commit commit) {
    return commit.record() == null ? null : clean(BlueskyJson.text(commit.record()));
  }

  private static @Nullable String clean(@Nullable String text) {
    return text == null ? null : RecordFields.clean(text);
  }
}
