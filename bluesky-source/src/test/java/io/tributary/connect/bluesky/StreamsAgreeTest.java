package io.tributary.connect.bluesky;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server did reads the same through each of its streams, times and positions apart. */
class StreamsAgreeTest {
  private final BlueskyMapper mapper =
      new MapperSettingsBuilder()
          .topic("${collection}")
          .accounts()
          .deleteMode(DeleteMode.EVENT)
          .includeRecord()
          .mapper();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "post",
        "reply-with-card",
        "like",
        "other-types",
        "update",
        "three-operations",
        "delete",
        "deactivated",
        "account",
        "identity"
      })
  void sameEventGivesSameRecord(String name) {
    List<SourceRecord> firehose = records(StreamKind.FIREHOSE, name);

    assertThat(firehose).isNotEmpty();
    assertThat(records(StreamKind.JETSTREAM_V1, name)).isEqualTo(firehose);
    assertThat(records(StreamKind.JETSTREAM_V2, name)).isEqualTo(firehose);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"post", "three-operations", "delete", "deactivated", "account", "identity"})
  void sameEventIsTheSameForTheMemory(String name) {
    List<Long> firehose = identities(StreamKind.FIREHOSE, name);

    assertThat(identities(StreamKind.JETSTREAM_V1, name)).isEqualTo(firehose);
    assertThat(identities(StreamKind.JETSTREAM_V2, name)).isEqualTo(firehose);
  }

  private static List<Long> identities(StreamKind kind, String name) {
    return Fixtures.events(kind, name).stream().map(BlueskyMemory::identity).toList();
  }

  @Test
  void readsWhatTheServerWasTold() {
    SourceRecord record = records(StreamKind.FIREHOSE, "post").get(0);
    Struct post = (Struct) record.value();

    assertThat(record.topic()).isEqualTo("app.bsky.feed.post");
    assertThat(record.key())
        .isEqualTo("at://did:plc:tr2mzzsp5o5ccawhzdwrgdza/app.bsky.feed.post/3n2t4ekvdbc25");
    assertThat(post.schema().name()).isEqualTo(PostSchema.NAME);
    assertThat(post.getString("text"))
        .isEqualTo("Grüße, @ben.test 👋 read https://example.org/tide about #Häfen");
    assertThat(post.getString("created_at")).isEqualTo("2026-11-21T10:00:00.123Z");
    assertThat(post.getArray("langs")).containsExactly("de", "en");
    assertThat(post.getArray("tags")).containsExactly("Häfen", "Ships");
    assertThat(post.getArray("links")).containsExactly("https://example.org/tide?full=1");
    assertThat(post.getArray("mentions")).containsExactly("did:plc:mmpx57zdyxbzu2maz7wu3e7d");
    assertThat(post.getArray("labels")).containsExactly("graphic-media");
    assertThat(post.<Struct>getArray("facets"))
        .extracting(facet -> facet.getInt32("byte_start"), facet -> facet.getInt32("byte_end"))
        .containsExactly(tuple(9, 18), tuple(29, 53), tuple(60, 67));
    assertThat(post.<Struct>getArray("media"))
        .extracting(media -> media.getString("alt"), media -> media.getInt32("width"))
        .containsExactly(tuple("A red buoy", 4));
  }

  private List<SourceRecord> records(StreamKind kind, String name) {
    return Fixtures.events(kind, name).stream().map(this::record).toList();
  }

  private SourceRecord record(BlueskyEvent event) {
    Mapping mapping = mapper.map(event, "example.org", Map.of(), Map.of());
    SourceRecord record = ((Mapping.Mapped) mapping).record();
    return record.newRecord(
        record.topic(),
        null,
        record.keySchema(),
        record.key(),
        record.valueSchema(),
        withoutTime((Struct) record.value()),
        null,
        record.headers());
  }

  private static @Nullable Struct withoutTime(@Nullable Struct value) {
    return value == null ? null : value.put("event_time", "");
  }
}
