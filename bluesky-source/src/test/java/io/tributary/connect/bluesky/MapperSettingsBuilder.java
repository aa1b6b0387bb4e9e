package io.tributary.connect.bluesky;

import io.tributary.connect.common.TimestampFormat;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Settings that differ from those of a plain connector in what a test is about. */
final class MapperSettingsBuilder {
  /** Later than all that the fixtures tell of. */
  static final Clock CLOCK = Clock.fixed(Instant.parse("2026-12-01T00:00:00Z"), ZoneOffset.UTC);

  private String topic = "posts";
  private @Nullable String identityTopic;
  private @Nullable String accountTopic;
  private ValueFormat valueFormat = ValueFormat.POST;
  private DeleteMode deleteMode = DeleteMode.TOMBSTONE;
  private TimestampFormat timestampFormat = TimestampFormat.ISO8601;
  private boolean includeRecord;
  private PostFilter filter = PostFilter.EVERYTHING;
  private Function<String, @Nullable String> handles = did -> null;

  MapperSettingsBuilder topic(String value) {
    topic = value;
    return this;
  }

  MapperSettingsBuilder accounts() {
    identityTopic = "identities";
    accountTopic = "accounts";
    return this;
  }

  MapperSettingsBuilder valueFormat(ValueFormat value) {
    valueFormat = value;
    return this;
  }

  MapperSettingsBuilder deleteMode(DeleteMode value) {
    deleteMode = value;
    return this;
  }

  MapperSettingsBuilder timestampFormat(TimestampFormat value) {
    timestampFormat = value;
    return this;
  }

  MapperSettingsBuilder includeRecord() {
    includeRecord = true;
    return this;
  }

  MapperSettingsBuilder filter(PostFilter value) {
    filter = value;
    return this;
  }

  MapperSettingsBuilder handle(String value) {
    handles = did -> value;
    return this;
  }

  MapperSettings build() {
    return new MapperSettings(
        topic,
        identityTopic,
        accountTopic,
        valueFormat,
        deleteMode,
        timestampFormat,
        includeRecord,
        filter,
        handles,
        1_000_000);
  }

  BlueskyMapper mapper() {
    return new BlueskyMapper(build(), CLOCK);
  }
}
