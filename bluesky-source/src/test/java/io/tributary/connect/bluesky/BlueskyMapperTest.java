package io.tributary.connect.bluesky;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.connect.common.TimestampFormat;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BlueskyMapperTest {
  private static final String POST = "app.bsky.feed.post";
  private static final String LIKE = "app.bsky.feed.like";
  private static final PostFilter BOATS =
      new PostFilter(List.of(), List.of(), List.of("boat"), true);

  @Test
  void givesPostsTheirUriAsKeyAndTheServersTimeAsTimestamp() {
    SourceRecord record = mapped(settings(), commit("create", POST, "{\"text\":\"a boat\"}"));

    assertThat(record.topic()).isEqualTo("posts");
    assertThat(record.keySchema()).isEqualTo(Schema.STRING_SCHEMA);
    assertThat(record.key()).isEqualTo("at://did:plc:ada/app.bsky.feed.post/3k1");
    assertThat(record.timestamp()).isEqualTo(1_700_000_000_000L);
    assertThat(record.sourcePartition()).isEqualTo(Map.of("stream", "s"));
    assertThat(record.sourceOffset()).isEqualTo(Map.of("seq", 1));
    assertThat(header(record, "operation")).isEqualTo("create");
    assertThat(header(record, "source")).isEqualTo("example.org");
    Struct post = (Struct) record.value();
    assertThat(post.schema().version()).isEqualTo(1);
    assertThat(post.getString("uri")).isEqualTo(record.key());
    assertThat(post.getString("url")).isEqualTo("https://bsky.app/profile/did:plc:ada/post/3k1");
    assertThat(post.getString("operation")).isEqualTo("create");
    assertThat(post.getString("event_time")).isEqualTo("2023-11-14T22:13:20.000001Z");
    assertThat(post.getString("text")).isEqualTo("a boat");
    assertThat(post.getString("handle")).isEqualTo("ada.test");
    assertThat(post.getString("record")).isNull();
  }

  @Test
  void givesNoRecordATimestampThatTheBrokerWouldRefuse() {
    String future = commit("create", POST, "{}").replace("1700000000000001", "1900000000000001");
    SourceRecord record = mapped(settings(), future);

    assertThat(record.timestamp()).isEqualTo(MapperSettingsBuilder.CLOCK.millis());
    assertThat(((Struct) record.value()).getString("event_time"))
        .isEqualTo("2030-03-17T17:46:40.000001Z");
  }

  @Test
  void includesTheRecordInOneFixedOrder() {
    MapperSettings including = new MapperSettingsBuilder().includeRecord().build();

    Struct post =
        value(
            including,
            commit("create", POST, "{\"z\":{\"b\":1.5,\"a\":\"\\ud83d\"},\"text\":\"x\"}"));

    assertThat(post.getString("record"))
        .isEqualTo("{\"text\":\"x\",\"z\":{\"a\":\"\uFFFD\",\"b\":1.5}}");
  }

  @Test
  void deletesNothingBecauseAnEditCannotBeRead() {
    var unreadable =
        new BlueskyEvent.Commit(
            "did:plc:ada",
            new StreamPosition(1, 1_700_000_000_000_001L),
            "3k2",
            Operation.UPDATE,
            POST,
            "3k1",
            "cid",
            null,
            0,
            1,
            "the commit was too big for its stream",
            null);
    MapperSettingsBuilder builder = new MapperSettingsBuilder();

    assertThat(builder.filter(BOATS).mapper().map(unreadable, "h", Map.of(), Map.of()))
        .isInstanceOf(Mapping.Unwanted.class);
    assertThat(new MapperSettingsBuilder().mapper().map(unreadable, "h", Map.of(), Map.of()))
        .isInstanceOf(Mapping.Mapped.class);
  }

  @Test
  void writesTimesAsConnectTimestamps() {
    MapperSettings settings =
        new MapperSettingsBuilder().timestampFormat(TimestampFormat.CONNECT).build();
    Struct post =
        value(settings, commit("create", POST, "{\"createdAt\":\"2026-11-21T10:00:00Z\"}"));

    assertThat(post.get("created_at")).isEqualTo(Date.from(Instant.parse("2026-11-21T10:00:00Z")));
    assertThat(post.get("event_time"))
        .isEqualTo(Date.from(Instant.ofEpochMilli(1_700_000_000_000L)));
  }

  @Test
  void leavesAClaimedTimeOutThatIsNone() {
    Struct post = value(settings(), commit("create", POST, "{\"createdAt\":\"-5\"}"));

    assertThat(post.get("created_at")).isNull();
    assertThat(post.get("event_time")).isNotNull();
  }

  @Test
  void makesEventsOfOtherCollections() {
    SourceRecord record = mapped(settings(), commit("create", LIKE, "{\"subject\":1}"));
    Struct event = (Struct) record.value();

    assertThat(event.schema().name()).isEqualTo("io.tributary.bluesky.Event");
    assertThat(event.getString("collection")).isEqualTo(LIKE);
    assertThat(event.getString("cid")).isEqualTo("bafy");
    assertThat(event.getString("record")).isEqualTo("{\"subject\":1}");
  }

  @Test
  void writesRecordsAsJsonWhateverNumbersTheyHold() throws JsonProcessingException {
    String numbers = "[1e999,-1e999,1e-999,123456789012345678901234567890,0.1,-0]";
    Struct event = value(settings(), commit("create", LIKE, "{\"n\":" + numbers + "}"));

    assertThat(new ObjectMapper().readTree(event.getString("record")).path("n")).hasSize(6);
  }

  @Test
  void namesTopicsAfterCollections() {
    MapperSettings settings = new MapperSettingsBuilder().topic("bluesky.${collection}").build();

    assertThat(mapped(settings, commit("create", LIKE, "{}")).topic())
        .isEqualTo("bluesky.app.bsky.feed.like");
    assertThat(map(settings, commit("create", "a." + "b".repeat(300), "{}")))
        .isInstanceOf(Mapping.Impossible.class);
  }

  @Test
  void emitsWhatIsKnownOfARecordThatIsNone() {
    Struct post = value(settings(), commit("create", POST, "7"));

    assertThat(post.getString("uri")).isEqualTo("at://did:plc:ada/app.bsky.feed.post/3k1");
    assertThat(post.getString("text")).isEmpty();
    assertThat(value(settings(), commit("create", LIKE, "7")).getString("record")).isNull();
  }

  @ParameterizedTest
  @EnumSource(ValueFormat.class)
  void makesTombstonesOfDeletes(ValueFormat format) {
    MapperSettings settings = settings(format, DeleteMode.TOMBSTONE, PostFilter.EVERYTHING);

    assertTombstone(mapped(settings, commit("delete", POST, null)));
    assertTombstone(mapped(settings, commit("delete", LIKE, null)));
  }

  @Test
  void makesEventsOfDeletes() {
    MapperSettings settings = settings(ValueFormat.POST, DeleteMode.EVENT, PostFilter.EVERYTHING);
    SourceRecord record = mapped(settings, commit("delete", POST, null));
    Struct event = (Struct) record.value();

    assertThat(header(record, "operation")).isEqualTo("delete");
    assertThat(event.schema().name()).isEqualTo("io.tributary.bluesky.Event");
    assertThat(event.getString("operation")).isEqualTo("delete");
    assertThat(event.getString("cid")).isNull();
    assertThat(event.getString("record")).isNull();
  }

  @ParameterizedTest
  @EnumSource(ValueFormat.class)
  void skipsDeletes(ValueFormat format) {
    MapperSettings settings = settings(format, DeleteMode.SKIP, PostFilter.EVERYTHING);

    assertThat(map(settings, commit("delete", POST, null))).isEqualTo(new Mapping.Unwanted());
  }

  @ParameterizedTest
  @EnumSource(ValueFormat.class)
  void leavesOutPostsThatDoNotMatch(ValueFormat format) {
    MapperSettings settings = settings(format, DeleteMode.TOMBSTONE, BOATS);

    assertThat(map(settings, commit("create", POST, "{\"text\":\"a plane\"}")))
        .isEqualTo(new Mapping.Unwanted());
    assertThat(mapped(settings, commit("create", POST, "{\"text\":\"a boat\"}")).value())
        .isNotNull();
    assertThat(mapped(settings, commit("create", LIKE, "{}")).value()).isNotNull();
  }

  @ParameterizedTest
  @EnumSource(ValueFormat.class)
  void makesTombstonesOfEditsThatNoLongerMatchAndOfAnyDelete(ValueFormat format) {
    MapperSettings settings = settings(format, DeleteMode.TOMBSTONE, BOATS);

    assertTombstone(mapped(settings, commit("update", POST, "{\"text\":\"a plane\"}")));
    assertTombstone(mapped(settings, commit("delete", POST, null)));
    assertThat(
            header(mapped(settings, commit("update", POST, "{\"text\":\"a boat\"}")), "operation"))
        .isEqualTo("update");
  }

  @Test
  void treatsEditsThatNoLongerMatchAsDeletes() {
    String edit = commit("update", POST, "{\"text\":\"a plane\"}");

    assertThat(map(settings(ValueFormat.POST, DeleteMode.SKIP, BOATS), edit))
        .isEqualTo(new Mapping.Unwanted());
    assertThat(
            value(settings(ValueFormat.POST, DeleteMode.EVENT, BOATS), edit).getString("operation"))
        .isEqualTo("delete");
    // The server's JSON would say that the post is there.
    assertTombstone(mapped(settings(ValueFormat.JSON, DeleteMode.EVENT, BOATS), edit));
  }

  @Test
  void passesEventsThroughByteForByte() {
    MapperSettings settings = settings(ValueFormat.JSON, DeleteMode.EVENT, PostFilter.EVERYTHING);
    String post = commit("create", POST, "{ \"text\" : \"\\u00fc\"}");
    String delete = commit("delete", POST, null);

    assertThat(mapped(settings, post).valueSchema()).isEqualTo(Schema.STRING_SCHEMA);
    assertThat(mapped(settings, post).value()).isEqualTo(post);
    assertThat(mapped(settings, delete).value()).isEqualTo(delete);
    assertThat(mapped(settings, post).key()).isEqualTo("at://did:plc:ada/app.bsky.feed.post/3k1");
  }

  @Test
  void tellsOfAccountsAndHandlesWhereAsked() {
    String identity =
        "{\"did\":\"did:plc:ada\",\"time_us\":1700000000000001,\"kind\":\"identity\",\"identity\":{\"handle\":\"new.test\"}}";
    String account =
        "{\"did\":\"did:plc:ada\",\"time_us\":1700000000000001,\"kind\":\"account\",\"account\":{\"active\":false,\"status\":\"deleted\"}}";
    MapperSettings silent = new MapperSettingsBuilder().build();

    SourceRecord renamed = mapped(settings(), identity);
    assertThat(renamed.topic()).isEqualTo("identities");
    assertThat(renamed.key()).isEqualTo("did:plc:ada");
    assertThat(((Struct) renamed.value()).getString("handle")).isEqualTo("new.test");
    SourceRecord deleted = mapped(settings(), account);
    assertThat(deleted.topic()).isEqualTo("accounts");
    assertThat(((Struct) deleted.value()).getBoolean("active")).isFalse();
    assertThat(((Struct) deleted.value()).getString("status")).isEqualTo("deleted");
    assertThat(header(deleted, "operation")).isEqualTo("update");
    assertThat(map(silent, identity)).isEqualTo(new Mapping.Unwanted());
    assertThat(map(silent, account)).isEqualTo(new Mapping.Unwanted());
    MapperSettings json = settings(ValueFormat.JSON, DeleteMode.EVENT, PostFilter.EVERYTHING);
    assertThat(mapped(json, account).value()).isEqualTo(account);
  }

  @Test
  void refusesRecordsThatTheBrokerWould() {
    String large = commit("create", POST, "{\"text\":\"" + "x".repeat(1_000_001) + "\"}");

    assertThat(map(settings(), large))
        .isEqualTo(new Mapping.Impossible("the record is larger than 1000000 bytes"));
  }

  @Test
  void passesWhatIsNotAskedFor() {
    assertThat(map(settings(), "{\"did\":\"did:plc:ada\",\"time_us\":1,\"kind\":\"novelty\"}"))
        .isEqualTo(new Mapping.Unwanted());
  }

  private static void assertTombstone(SourceRecord record) {
    assertThat(record.value()).isNull();
    assertThat(record.valueSchema()).isNull();
    assertThat(header(record, "operation")).isEqualTo("delete");
    assertThat(record.key()).asString().startsWith("at://did:plc:ada/");
  }

  private static MapperSettings settings() {
    return settings(ValueFormat.POST, DeleteMode.TOMBSTONE, PostFilter.EVERYTHING);
  }

  private static MapperSettings settings(ValueFormat format, DeleteMode mode, PostFilter filter) {
    return new MapperSettingsBuilder()
        .accounts()
        .valueFormat(format)
        .deleteMode(mode)
        .filter(filter)
        .handle("ada.test")
        .build();
  }

  private static String commit(String operation, String collection, @Nullable String record) {
    String rest = record == null ? "" : ",\"record\":" + record + ",\"cid\":\"bafy\"";
    return """
    {"did":"did:plc:ada","time_us":1700000000000001,"kind":"commit","commit":{"rev":"3k1",
    "operation":"%s","collection":"%s","rkey":"3k1"%s}}\
    """
        .formatted(operation, collection, rest);
  }

  private static Struct value(MapperSettings settings, String message) {
    return (Struct) mapped(settings, message).value();
  }

  private static SourceRecord mapped(MapperSettings settings, String message) {
    if (map(settings, message) instanceof Mapping.Mapped mapped) {
      return mapped.record();
    }
    throw new AssertionError(map(settings, message));
  }

  private static Mapping map(MapperSettings settings, String message) {
    StreamDecoder decoder = StreamKind.JETSTREAM_V1.decoder(StreamScope.EVERYTHING, true);
    BlueskyEvent event = Fixtures.event(decoder.decode(message.getBytes(StandardCharsets.UTF_8)));
    return new BlueskyMapper(settings, MapperSettingsBuilder.CLOCK)
        .map(event, "example.org", Map.of("stream", "s"), Map.of("seq", 1));
  }

  private static Object header(SourceRecord record, String name) {
    return record.headers().lastWithName(name).value();
  }
}
