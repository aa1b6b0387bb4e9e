package io.tributary.connect.mastodon;

import io.tributary.connect.common.Template;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import okhttp3.HttpUrl;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;

/** The properties of the connector. */
final class MastodonSinkConfig extends AbstractConfig {
  static final String INSTANCE_URL = "instance.url";
  static final String ACCESS_TOKEN = "access.token";
  static final String DRY_RUN = "dry.run";
  static final String HTTP_TIMEOUT_MS = "http.timeout.ms";
  static final String RETRY_BACKOFF_MAX_MS = "retry.backoff.max.ms";

  static final String RETRY_GIVE_UP_MS = "retry.give.up.ms";
  static final String STATUS_TEMPLATE = "status.template";
  static final String HTML_FIELDS = "html.fields";
  static final String VISIBILITY = "visibility";
  static final String LANGUAGE = "language";
  static final String SPOILER_TEXT = "spoiler.text";
  static final String SENSITIVE = "sensitive";
  static final String LABELS_MAP = "labels.map";
  static final String HASHTAGS_APPEND = "hashtags.append";
  static final String MENTIONS = "mentions";
  static final String OVERFLOW = "overflow";
  static final String SPLIT_NUMBERS = "split.numbers";
  static final String SPLIT_MAX = "split.max";

  static final String RECORD_IDENTITY = "record.identity";
  static final String INCLUDE_REPLIES = "include.replies";
  static final String DELETE_ENABLED = "delete.enabled";
  static final String ON_MISSING = "on.missing";
  static final String MAX_AGE_MS = "max.age.ms";
  static final String MAX_PER_HOUR = "max.per.hour";

  static final String MEDIA_MODE = "media.mode";
  static final String MEDIA_ON_FAILURE = "media.on.failure";
  static final String MEDIA_TIMEOUT_MS = "media.timeout.ms";
  static final String MEDIA_MAX_BYTES = "media.max.bytes";
  static final String PLC_DIRECTORY_URL = "plc.directory.url";
  static final String PRIVATE_ADDRESSES = "http.private.addresses";

  static final String STATE_TOPIC = "state.topic";
  static final String STATE_GROUP = "state.group";
  static final String STATE_REPLICATION_FACTOR = "state.topic.replication.factor";
  static final String STATE_KAFKA = "state.kafka.";
  static final String STATE_BOOTSTRAP_SERVERS = STATE_KAFKA + "bootstrap.servers";

  static final ConfigDef DEFINITION = new ConfigDef();

  static {
    MastodonServerProperties.addTo(DEFINITION);
    MastodonStatusProperties.addTo(DEFINITION);
    MastodonRecordProperties.addTo(DEFINITION);
    MastodonMediaProperties.addTo(DEFINITION);
    MastodonStateProperties.addTo(DEFINITION);
  }

  MastodonSinkConfig(Map<String, String> properties) {
    super(DEFINITION, properties);
    MastodonConfigChecks.conflicts(properties)
        .forEach(
            (property, problem) -> {
              throw new ConfigException(property, properties.get(property), problem);
            });
  }

  HttpUrl instance() {
    return HttpUrl.get(getString(INSTANCE_URL));
  }

  /** Empty only in a dry run. */
  String token() {
    Password token = getPassword(ACCESS_TOKEN);
    return token == null ? "" : token.value().strip();
  }

  boolean dryRun() {
    return getBoolean(DRY_RUN);
  }

  Duration timeout() {
    return Duration.ofMillis(getInt(HTTP_TIMEOUT_MS));
  }

  Duration maxBackoff() {
    return Duration.ofMillis(getInt(RETRY_BACKOFF_MAX_MS));
  }

  /** Empty if a server may fail over one record for ever. */
  Optional<Duration> giveUpAfter() {
    long time = getLong(RETRY_GIVE_UP_MS);
    return time < 0 ? Optional.empty() : Optional.of(Duration.ofMillis(time));
  }

  /** Null if each kind of record is posted in its own way. */
  @Nullable Template statusTemplate() {
    String template = getString(STATUS_TEMPLATE);
    return template.isEmpty() ? null : Template.parse(template);
  }

  Template spoilerTemplate() {
    return Template.parse(getString(SPOILER_TEXT));
  }

  Set<String> htmlFields() {
    return new HashSet<>(getList(HTML_FIELDS));
  }

  Visibility visibility() {
    return choice(Visibility.class, VISIBILITY);
  }

  @Nullable String language() {
    return LanguageTag.language(getString(LANGUAGE));
  }

  boolean sensitive() {
    return getBoolean(SENSITIVE);
  }

  ContentLabels labels() {
    return ContentLabels.parse(getList(LABELS_MAP));
  }

  Hashtags hashtags() {
    return new Hashtags(getList(HASHTAGS_APPEND));
  }

  MentionMode mentions() {
    return choice(MentionMode.class, MENTIONS);
  }

  Overflow overflow() {
    return choice(Overflow.class, OVERFLOW);
  }

  boolean splitNumbers() {
    return getBoolean(SPLIT_NUMBERS);
  }

  int splitMax() {
    return getInt(SPLIT_MAX);
  }

  RecordIdentity identity() {
    return choice(RecordIdentity.class, RECORD_IDENTITY);
  }

  ReplyMode replies() {
    return choice(ReplyMode.class, INCLUDE_REPLIES);
  }

  boolean deleteEnabled() {
    return getBoolean(DELETE_ENABLED);
  }

  boolean repostsMissing() {
    return getString(ON_MISSING).equals("repost");
  }

  /** Empty if no record is too old. */
  Optional<Duration> maxAge() {
    long age = getLong(MAX_AGE_MS);
    return age < 0 ? Optional.empty() : Optional.of(Duration.ofMillis(age));
  }

  /** 0 if there is no limit. */
  int maxPerHour() {
    return getInt(MAX_PER_HOUR);
  }

  MediaMode mediaMode() {
    return choice(MediaMode.class, MEDIA_MODE);
  }

  boolean postsWithoutFailedMedia() {
    return getString(MEDIA_ON_FAILURE).equals("post");
  }

  Duration mediaTimeout() {
    return Duration.ofMillis(getInt(MEDIA_TIMEOUT_MS));
  }

  int mediaMaxBytes() {
    return getInt(MEDIA_MAX_BYTES);
  }

  HttpUrl plcDirectory() {
    return HttpUrl.get(getString(PLC_DIRECTORY_URL));
  }

  boolean privateAddresses() {
    return getString(PRIVATE_ADDRESSES).equals("allow");
  }

  /** Empty if the state is kept in memory only. */
  Optional<String> stateTopic() {
    String topic = getString(STATE_TOPIC);
    return topic.isEmpty() ? Optional.empty() : Optional.of(topic);
  }

  /** Whose records the entries are about: the connector's name unless it is set. */
  String stateGroup() {
    String group = getString(STATE_GROUP);
    return group.isEmpty() ? String.valueOf(originals().get("name")) : group;
  }

  short stateReplicationFactor() {
    return getShort(STATE_REPLICATION_FACTOR);
  }

  /** What the Kafka clients of the state topic are configured with. */
  Map<String, Object> stateClient() {
    return new HashMap<>(originalsWithPrefix(STATE_KAFKA));
  }

  private <T extends Enum<T>> T choice(Class<T> type, String property) {
    return Enum.valueOf(type, getString(property).toUpperCase(Locale.ROOT));
  }
}
