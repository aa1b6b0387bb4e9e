package io.tributary.connect.bluesky;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FirehoseDecoderTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PATH = "app.bsky.feed.post/3k1";

  private final StreamDecoder decoder = StreamKind.FIREHOSE.decoder(StreamScope.EVERYTHING, false);

  @Test
  void readsWhereACommitStands() {
    BlueskyEvent event = Fixtures.event(decoder.decode(Fixtures.firehose("post")));

    assertThat(event.did()).isEqualTo("did:plc:tr2mzzsp5o5ccawhzdwrgdza");
    assertThat(event.position()).isEqualTo(new StreamPosition(9, 1_795_264_470_719_000L));
  }

  @Test
  void keepsPlacesWithinACommitOfSeveralOperations() {
    List<BlueskyEvent> events =
        Fixtures.events(decoder.decode(Fixtures.firehose("three-operations")));

    assertThat(events)
        .extracting(event -> ((BlueskyEvent.Commit) event).index())
        .containsExactly(0, 1, 2);
    assertThat(events)
        .allSatisfy(event -> assertThat(((BlueskyEvent.Commit) event).count()).isEqualTo(3))
        .allSatisfy(event -> assertThat(event.position().seq()).isEqualTo(14));
  }

  @Test
  void readsARecordHoweverDeepItGoes() throws IOException {
    String record = "{\"a\":".repeat(900) + "1" + "}".repeat(900);
    byte[] frame = new FirehoseFrames().create(PATH, JSON.readTree(record)).commit();

    BlueskyEvent.Commit commit = (BlueskyEvent.Commit) Fixtures.event(decoder.decode(frame));

    assertThat(commit.defect()).isNull();
    assertThat(BlueskyJson.text(Objects.requireNonNull(commit.record()))).isEqualTo(record);
  }

  @Test
  void keepsNothingOfARecordOfTooManyParts() throws IOException {
    String record = "{\"a\":[" + "{},".repeat(RecordParts.MAX - 2) + "{}]}";
    String larger = record.replace("[", "[{},");
    byte[] frame =
        new FirehoseFrames()
            .create(PATH, JSON.readTree(larger))
            .create(PATH + "2", JSON.readTree(record))
            .commit();

    List<BlueskyEvent> events = Fixtures.events(decoder.decode(frame));

    assertThat(events)
        .extracting(event -> ((BlueskyEvent.Commit) event).defect())
        .containsExactly("a record of more than 100000 parts", null);
    assertThat(((BlueskyEvent.Commit) events.get(0)).record()).isNull();
  }

  @Test
  void keepsNoMorePartsOfACommitThanOfOneRecord() {
    var frames = new FirehoseFrames();
    for (int i = 0; i < 20; i++) {
      byte[] block = new byte[8 + 99_998];
      Arrays.fill(block, (byte) 0xa0);
      // A map of one array of so many empty maps, under another name each time.
      ByteBuffer.wrap(block).put((byte) 0xa1).put((byte) 0x61).put((byte) ('a' + i));
      ByteBuffer.wrap(block, 3, 5).put((byte) 0x9a).putInt(99_998);
      frames.create(PATH + i, block);
    }

    List<BlueskyEvent> events = Fixtures.events(decoder.decode(frames.commit()));

    assertThat(events).hasSize(20);
    for (int i = 0; i < 20; i++) {
      BlueskyEvent.Commit commit = (BlueskyEvent.Commit) events.get(i);
      assertThat(commit.index()).isEqualTo(i);
      assertThat(commit.record() != null).isEqualTo(i == 0);
      assertThat(commit.defect())
          .isEqualTo(i == 0 ? null : "a commit with records of more than 100000 parts");
    }
  }

  @Test
  void keepsPlacesOfOperationsInScopeAmongAll() throws IOException {
    StreamDecoder likes =
        StreamKind.FIREHOSE.decoder((did, collection) -> collection.endsWith(".like"), false);
    byte[] frame =
        new FirehoseFrames()
            .create(PATH, JSON.readTree("{}"))
            .create("app.bsky.feed.like/3k2", JSON.readTree("{}"))
            .commit();

    BlueskyEvent.Commit like = (BlueskyEvent.Commit) Fixtures.event(likes.decode(frame));

    assertThat(like.collection()).isEqualTo("app.bsky.feed.like");
    assertThat(like.index()).isEqualTo(1);
    assertThat(like.count()).isEqualTo(2);
  }

  @Test
  void passesPlacesThatHoldNothingInScope() {
    StreamDecoder nothing = StreamKind.FIREHOSE.decoder((did, collection) -> false, false);

    assertThat(Fixtures.event(nothing.decode(Fixtures.firehose("post"))))
        .isEqualTo(
            new BlueskyEvent.Skipped(
                "did:plc:tr2mzzsp5o5ccawhzdwrgdza",
                new StreamPosition(9, 1_795_264_470_719_000L),
                null));
    assertThat(Fixtures.event(decoder.decode(Fixtures.firehose("empty-commit"))))
        .isInstanceOf(BlueskyEvent.Skipped.class);
  }

  @Test
  void readsSync() {
    assertThat(Fixtures.event(decoder.decode(Fixtures.firehose("sync"))))
        .isEqualTo(
            new BlueskyEvent.Sync(
                "did:plc:tr2mzzsp5o5ccawhzdwrgdza",
                new StreamPosition(4, 1_795_264_469_785_000L),
                "3n2t4ejg4jk25",
                null));
  }

  @Test
  void readsErrors() {
    assertThat(decoder.decode(Fixtures.firehose("future-cursor")))
        .isEqualTo(new Frame.Problem("FutureCursor", "Cursor in the future."));
  }

  @Test
  void readsNotices() {
    byte[] frame =
        FirehoseFrames.message(
            "#info", generator -> generator.writePOJO(Map.of("name", "OutdatedCursor")));

    assertThat(decoder.decode(frame)).isEqualTo(new Frame.Notice("OutdatedCursor", null));
  }

  @Test
  void ignoresTypesAndOperationsOfLaterVersions() {
    FirehoseFrames.Cbor body = generator -> generator.writePOJO(Map.of("seq", 1));

    assertThat(decoder.decode(FirehoseFrames.message("#novelty", body)))
        .isEqualTo(new Frame.Ignored());
    assertThat(decoder.decode(FirehoseFrames.message(Map.of("op", 2, "t", "#commit"), body)))
        .isEqualTo(new Frame.Ignored());
    assertThat(decoder.decode(FirehoseFrames.message(Map.of("op", 1), body)))
        .isEqualTo(new Frame.Ignored());
  }

  @Test
  void refusesARecordThatDoesNotHashToItsCid() {
    byte[] frame = Fixtures.firehose("post");
    int letter = indexOf(frame, "A red buoy");
    frame[letter] = 'O';

    BlueskyEvent.Commit commit = (BlueskyEvent.Commit) Fixtures.event(decoder.decode(frame));

    assertThat(commit.record()).isNull();
    assertThat(commit.defect()).isEqualTo("the record does not hash to its CID");
    assertThat(commit.cid()).startsWith("bafyrei");
  }

  @Test
  void tellsACommitWithoutTheRecordFromOneThatWasTooBig() {
    Cid cid = FirehoseFrames.cid(new byte[] {1});
    FirehoseFrames frames = new FirehoseFrames().change("create", PATH, cid);

    assertThat(defect(frames.commit()))
        .isEqualTo("the commit lacks a readable block for the record");
    assertThat(defect(frames.tooBig().commit())).isEqualTo("the commit was too big for its stream");
    assertThat(defect(new FirehoseFrames().change("update", PATH, null).commit()))
        .isEqualTo("the operation names no record");
  }

  @Test
  void readsOperationsBesideBrokenOnes() throws IOException {
    byte[] frame =
        new FirehoseFrames()
            .create(PATH, new byte[] {(byte) 0x9f})
            .change("create", "no-path", null)
            .change("erase", PATH, null)
            .create("app.bsky.feed.post/3k2", JSON.readTree("{\"text\":\"here\"}"))
            .commit();

    List<BlueskyEvent> events = Fixtures.events(decoder.decode(frame));

    assertThat(events).hasSize(4);
    assertThat(((BlueskyEvent.Commit) events.get(0)).defect())
        .isEqualTo("a record that is no CBOR map");
    assertThat(events.get(1)).isInstanceOf(BlueskyEvent.Skipped.class);
    assertThat(events.get(2)).isInstanceOf(BlueskyEvent.Skipped.class);
    BlueskyEvent.Commit last = (BlueskyEvent.Commit) events.get(3);
    assertThat(last.index()).isEqualTo(3);
    assertThat(last.record()).isEqualTo(JSON.readTree("{\"text\":\"here\"}"));
  }

  @Test
  void readsOneRecordUnderTwoKeys() throws IOException {
    JsonNode record = JSON.readTree("{\"text\":\"twice\"}");
    byte[] frame =
        new FirehoseFrames().create(PATH, record).create("app.bsky.feed.post/3k2", record).commit();

    assertThat(Fixtures.events(decoder.decode(frame)))
        .allSatisfy(event -> assertThat(((BlueskyEvent.Commit) event).record()).isEqualTo(record));
  }

  @Test
  void refusesRecordsNestedDeeperThanAnybodyNeeds() {
    assertThat(defect(nested(BlueskyJson.MAX_NESTING + 1))).contains("nesting depth");
    assertThat(defect(nested(BlueskyJson.MAX_NESTING - 1))).isNull();
  }

  @Test
  void takesTheTimeFromTheRevisionWhereTheServerTellsNone() throws IOException {
    byte[] frame = new FirehoseFrames().at("yesterday").create(PATH, JSON.readTree("{}")).commit();

    assertThat(Fixtures.event(decoder.decode(frame)).position())
        .isEqualTo(
            new StreamPosition(FirehoseFrames.SEQ, BlueskyTime.ofRevision(FirehoseFrames.REV)));
  }

  @Test
  void refusesBytesAfterTheBody() {
    byte[] frame = Fixtures.firehose("identity");

    assertThat(decoder.decode(Arrays.copyOf(frame, frame.length + 1)))
        .isEqualTo(new Frame.Unreadable("bytes after the body"));
  }

  @Test
  void readsOnlyAsFarAsTheMessageGoes() {
    byte[] frame = Fixtures.firehose("identity");
    byte[] buffer = Arrays.copyOf(frame, frame.length + 100);
    Arrays.fill(buffer, frame.length, buffer.length, (byte) 0xff);

    assertThat(decoder.decode(buffer, frame.length)).isEqualTo(decoder.decode(frame));
  }

  private static byte[] nested(int depth) {
    // No library writes as deep: maps of one entry, named a, and a 1 in the last.
    String block = "\u00a1aa".repeat(depth) + "\u0001";
    return new FirehoseFrames().create(PATH, block.getBytes(StandardCharsets.ISO_8859_1)).commit();
  }

  private @Nullable String defect(byte[] frame) {
    return ((BlueskyEvent.Commit) Fixtures.event(decoder.decode(frame))).defect();
  }

  private static int indexOf(byte[] bytes, String text) {
    return new String(bytes, StandardCharsets.ISO_8859_1).indexOf(text);
  }
}
