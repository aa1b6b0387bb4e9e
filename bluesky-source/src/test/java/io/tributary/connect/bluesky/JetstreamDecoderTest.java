package io.tributary.connect.bluesky;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JetstreamDecoderTest {
  private final StreamDecoder v1 = StreamKind.JETSTREAM_V1.decoder(StreamScope.EVERYTHING, false);
  private final StreamDecoder v2 = StreamKind.JETSTREAM_V2.decoder(StreamScope.EVERYTHING, false);

  @Test
  void takesThePositionOfAHostThatTellsCursors() {
    BlueskyEvent event =
        Fixtures.event(v1.decode(Fixtures.jetstream(StreamKind.JETSTREAM_V1, "post").get(0)));

    assertThat(event.position()).isEqualTo(new StreamPosition(70_091, 1_795_264_470_719_417L));
  }

  @Test
  void readsARecordHoweverDeepItGoes() {
    String record = "{\"a\":".repeat(900) + "1" + "}".repeat(900);
    BlueskyEvent event =
        event(
            v1,
            """
            {"did":"did:plc:ada","time_us":1700000000000001,"kind":"commit","commit":{
            "rev":"3k1","operation":"create","collection":"a.b.c","rkey":"x","record":%s}}\
            """
                .formatted(record));

    assertThat(BlueskyJson.text(Objects.requireNonNull(((BlueskyEvent.Commit) event).record())))
        .isEqualTo(record);
  }

  @Test
  void keepsNothingOfARecordOfTooManyParts() {
    assertThat(ofParts(RecordParts.MAX).record()).isNotNull();

    BlueskyEvent.Commit commit = ofParts(RecordParts.MAX + 1);
    assertThat(commit.record()).isNull();
    assertThat(commit.defect()).isEqualTo("a record of more than 100000 parts");
    assertThat(commit.cid()).as("what follows the record").isEqualTo("bafy");
  }

  /** A commit of a record that is an array of numbers in an object. */
  private BlueskyEvent.Commit ofParts(int parts) {
    return (BlueskyEvent.Commit)
        event(
            v1,
            """
            {"did":"did:plc:ada","time_us":1700000000000001,"kind":"commit","commit":{
            "rev":"3k1","operation":"create","collection":"a.b.c","rkey":"x",
            "record":{"a":[%s1]},"cid":"bafy"}}\
            """
                .formatted("1,".repeat(parts - 2)));
  }

  @Test
  void takesNoPositionFromTheSequenceOfTheRelay() {
    BlueskyEvent event =
        event(
            v1,
            """
            {"did":"did:plc:ada","time_us":1700000000000001,"kind":"commit","commit":{"seq":9,
            "rev":"3k1","operation":"delete","collection":"a.b.c","rkey":"x"}}\
            """);

    assertThat(event.position())
        .isEqualTo(new StreamPosition(StreamPosition.NONE, 1_700_000_000_000_001L));
    assertThat(event.position().hasSeq()).isFalse();
  }

  @Test
  void takesPositionAndTimeOfTheNewProtocol() {
    BlueskyEvent event =
        Fixtures.event(v2.decode(Fixtures.jetstream(StreamKind.JETSTREAM_V2, "sync").get(0)));

    assertThat(event)
        .isEqualTo(
            new BlueskyEvent.Sync(
                "did:plc:tr2mzzsp5o5ccawhzdwrgdza",
                new StreamPosition(70_040, 1_795_264_469_785_417L),
                "3n2t4ejg4jk25",
                null));
  }

  @Test
  void readsNoticesAndErrors() {
    assertThat(
            decode(
                v2,
                """
                {"$type":"message","payload":{"$type":"network.bsky.jetstream.subscribeEvents#info",
                "name":"OutdatedCursor","message":"older than what is kept"}}\
                """))
        .isEqualTo(new Frame.Notice("OutdatedCursor", "older than what is kept"));
    assertThat(
            decode(
                v2,
                """
                {"$type":"error","error":"ConsumerTooSlow","message":"too far behind"}\
                """))
        .isEqualTo(new Frame.Problem("ConsumerTooSlow", "too far behind"));
  }

  @Test
  void passesKindsOfLaterVersions() {
    assertThat(event(v1, "{\"did\":\"did:plc:ada\",\"time_us\":1,\"kind\":\"novelty\",\"x\":[{}]}"))
        .isEqualTo(new BlueskyEvent.Skipped("did:plc:ada", new StreamPosition(-1, 1), null));
    assertThat(
            event(
                v2,
                """
                {"payload":{"time":"2026-11-21T10:00:00Z","seq":3,"did":"did:plc:ada",
                "$type":"x#novelty"},"$type":"message"}\
                """))
        .isEqualTo(
            new BlueskyEvent.Skipped(
                "did:plc:ada", new StreamPosition(3, 1_795_255_200_000_000L), null));
    assertThat(decode(v1, "{\"type\":\"hello\"}")).isEqualTo(new Frame.Ignored());
    assertThat(decode(v2, "{\"$type\":\"hello\"}")).isEqualTo(new Frame.Ignored());
  }

  @Test
  void keepsTheEventAsItCame() {
    String event =
        """
        {"did":"did:plc:ada",  "time_us":1,"kind":"identity","identity":{"handle":"\\u00e4.test"}}\
        """;
    StreamDecoder keeping = StreamKind.JETSTREAM_V1.decoder(StreamScope.EVERYTHING, true);
    StreamDecoder keepingV2 = StreamKind.JETSTREAM_V2.decoder(StreamScope.EVERYTHING, true);
    String payload =
        """
        {"$type":"x#identity", "seq":3,"did":"did:plc:ada","time":"2026-11-21T10:00:00Z",
         "identity":{"handle":"ä.test"}}\
        """;

    assertThat(event(keeping, event).json()).isEqualTo(event);
    assertThat(
            event(keepingV2, "{ \"ä\":1, \"payload\": " + payload + " ,\"$type\":\"message\"}")
                .json())
        .isEqualTo(payload);
  }

  @Test
  void leavesRecordsOutOfScopeUnread() {
    // Deeper than what may be read, and no sound record: nobody looks.
    String record = "[".repeat(50) + "]".repeat(50);
    StreamDecoder narrow =
        StreamKind.JETSTREAM_V1.decoder((did, collection) -> collection.equals("a.b.c"), false);

    assertThat(event(narrow, commit("create", "x.y.z", record)))
        .isInstanceOf(BlueskyEvent.Skipped.class)
        .extracting(event -> ((BlueskyEvent.Skipped) event).defect())
        .isNull();
    assertThat(((BlueskyEvent.Commit) event(narrow, commit("create", "a.b.c", "{}"))).record())
        .isEmpty();
  }

  @Test
  void readsRecordsThatComeBeforeTheirNames() {
    BlueskyEvent event =
        event(
            v1,
            """
            {"kind":"commit","commit":{"record":{"text":"early"},"rkey":"x","collection":"a.b.c",
            "operation":"update","rev":"3k1"},"time_us":1,"did":"did:plc:ada"}\
            """);

    assertThat(((BlueskyEvent.Commit) event).record()).hasToString("{\"text\":\"early\"}");
  }

  @Test
  void keepsCommitsWhoseRecordIsNone() {
    assertThat(((BlueskyEvent.Commit) event(v1, commit("create", "a.b.c", "7"))).defect())
        .isEqualTo("a record that is no JSON object");
  }

  @Test
  void countsCommitsThatNameNothing() {
    assertThat(defect(commit("create", "../c", "{}"))).contains("invalid path");
    assertThat(defect(commit("erase", "a.b.c", "{}"))).contains("lacks a field");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "null",
        "{\"kind\":\"commit\"}",
        "{\"kind\":\"identity\",\"did\":\"did:plc:ada\"}",
        "{\"kind\":\"identity\",\"did\":\"ada\",\"time_us\":1}",
        "{\"kind\":\"identity\",\"did\":\"did:plc:ada\",\"time_us\":99999999999999999999}",
        "{\"kind\":\"identity\",\"did\":\"did:plc:ada\",\"time_us\":1} {}"
      })
  void reportsWhatIsNoMessage(String message) {
    assertThat(decode(v1, message)).isInstanceOf(Frame.Unreadable.class);
  }

  @Test
  void quotesNothingOfWhatIsNoMessage() {
    assertThat(decode(v1, "{\"did\":topsecret}").toString()).doesNotContain("topsecret");
    assertThat(
            decode(v1, "{\"did\":\"did:plc:ada\",\"time_us\":1,\"kind\":\"\\xsecret\"}").toString())
        .doesNotContain("secret");
  }

  @Test
  void refusesMessagesNestedDeeperThanAnybodyNeeds() {
    assertThat(decode(v1, commit("create", "a.b.c", "[".repeat(5_000) + "]".repeat(5_000))))
        .isInstanceOf(Frame.Unreadable.class);
  }

  private static String commit(String operation, String collection, String record) {
    return """
    {"did":"did:plc:ada","time_us":1,"kind":"commit","commit":{"rev":"3k1","operation":"%s",
    "collection":"%s","rkey":"x","record":%s}}\
    """
        .formatted(operation, collection, record);
  }

  private @Nullable String defect(String message) {
    return ((BlueskyEvent.Skipped) event(v1, message)).defect();
  }

  private static BlueskyEvent event(StreamDecoder decoder, String message) {
    return Fixtures.event(decode(decoder, message));
  }

  private static Frame decode(StreamDecoder decoder, String message) {
    return decoder.decode(message.getBytes(StandardCharsets.UTF_8));
  }
}
