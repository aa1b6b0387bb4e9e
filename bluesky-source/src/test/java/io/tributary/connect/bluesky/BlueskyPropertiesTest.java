package io.tributary.connect.bluesky;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.luben.zstd.Zstd;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.json.JsonConverter;

/** What holds for any input. */
class BlueskyPropertiesTest {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final BlueskyMapper MAPPER =
      new MapperSettingsBuilder().accounts().deleteMode(DeleteMode.EVENT).includeRecord().mapper();
  private static final JsonConverter CONVERTER = converter();

  @Property(tries = 1_000)
  void anyBytesAreAFrame(@ForAll byte[] message, @ForAll StreamKind kind) {
    assertHandled(kind.decoder(StreamScope.EVERYTHING, true).decode(message));
  }

  @Property(tries = 3_000)
  void anyDamageToAMessageLeavesAFrame(
      @ForAll("messages") byte[] message, @ForAll StreamKind kind, @ForAll long seed) {
    assertHandled(kind.decoder(StreamScope.EVERYTHING, true).decode(damaged(message, seed)));
  }

  @Property(tries = 1_000)
  void anyDamageToAPackedMessageLeavesAFrame(
      @ForAll("messages") byte[] message, @ForAll long seed) {
    StreamDecoder inner = StreamKind.JETSTREAM_V1.decoder(StreamScope.EVERYTHING, true);
    try (var decoder = new ZstdDecoder(inner, new byte[0], 10_000)) {
      assertHandled(decoder.decode(damaged(Zstd.compress(message), seed)));
    }
  }

  @Property(tries = 1_000)
  void anyJsonIsAPost(@ForAll("records") ObjectNode record, @ForAll("commits") String path) {
    assertHandled(
        StreamKind.JETSTREAM_V1.decoder(StreamScope.EVERYTHING, true).decode(v1(path, record)));
  }

  @Property(tries = 500)
  void aRecordReadsTheSameFromJsonAndFromCbor(@ForAll("records") ObjectNode record) {
    String path = "org.example.thing/1";
    StreamDecoder json = StreamKind.JETSTREAM_V1.decoder(StreamScope.EVERYTHING, false);
    StreamDecoder cbor = StreamKind.FIREHOSE.decoder(StreamScope.EVERYTHING, false);

    ObjectNode ofJson = record(json.decode(v1(path, record)));
    ObjectNode ofCbor = record(cbor.decode(new FirehoseFrames().create(path, record).commit()));

    assertThat(ofCbor).isEqualTo(ofJson).isEqualTo(record);
    assertThat(BlueskyJson.text(ofCbor)).isEqualTo(BlueskyJson.text(ofJson));
  }

  @Property(tries = 1_000)
  void facetsLieBetweenCharactersAndApartFromEachOther(
      @ForAll("texts") String text,
      @ForAll @Size(max = 6) List<@IntRange(min = -3, max = 40) Integer> offsets) {
    ObjectNode record = NODES.objectNode().put("text", text);
    ArrayNode facets = record.putArray("facets");
    for (int i = 0; i + 1 < offsets.size(); i++) {
      ObjectNode facet = facets.addObject();
      facet.putObject("index").put("byteStart", offsets.get(i)).put("byteEnd", offsets.get(i + 1));
      facet
          .putArray("features")
          .addObject()
          .put("$type", "app.bsky.richtext.facet#tag")
          .put("tag", "t" + i);
    }

    List<BlueskyPost.Facet> read = PostReader.read("did:plc:ada", record).facets();

    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    int covered = 0;
    for (BlueskyPost.Facet facet : read) {
      assertThat(facet.byteStart()).isGreaterThanOrEqualTo(covered);
      assertThat(facet.byteEnd()).isGreaterThan(facet.byteStart()).isLessThanOrEqualTo(utf8.length);
      int length = facet.byteEnd() - facet.byteStart();
      String passage = new String(utf8, facet.byteStart(), length, StandardCharsets.UTF_8);
      assertThat(passage).doesNotContain("\uFFFD").isSubstringOf(text);
      covered = facet.byteEnd();
    }
  }

  @Provide
  Arbitrary<byte[]> messages() {
    return Arbitraries.of(
            "post", "reply-with-card", "three-operations", "other-types", "deactivated")
        .flatMap(
            name ->
                Arbitraries.of(StreamKind.values())
                    .map(
                        kind ->
                            kind == StreamKind.FIREHOSE
                                ? Fixtures.firehose(name)
                                : Fixtures.jetstream(kind, name).get(0)));
  }

  @Provide
  Arbitrary<String> commits() {
    return Arbitraries.of("app.bsky.feed.post/1", "org.example.thing/1");
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.of("a", " ", "ß", "語", "👋")
        .list()
        .ofMaxSize(12)
        .map(parts -> String.join("", parts));
  }

  /** JSON as records hold it, with the names that posts use, of the types that they do not. */
  @Provide
  Arbitrary<ObjectNode> records() {
    return object(value(4));
  }

  private static Arbitrary<JsonNode> value(int depth) {
    Arbitrary<JsonNode> leaf =
        Arbitraries.oneOf(
            Arbitraries.strings().ofMaxLength(8).map(RecordFields::clean).map(NODES::textNode),
            Arbitraries.of(
                    "app.bsky.embed.images",
                    "app.bsky.embed.external",
                    "app.bsky.embed.recordWithMedia",
                    "app.bsky.richtext.facet#link",
                    "at://did:plc:ada/app.bsky.feed.post/1",
                    "https://example.org/")
                .map(NODES::textNode),
            Arbitraries.longs()
                .map(
                    number ->
                        number == number.intValue()
                            ? NODES.numberNode(number.intValue())
                            : NODES.numberNode(number)),
            Arbitraries.of(true, false).map(NODES::booleanNode),
            Arbitraries.just(NODES.nullNode()),
            Arbitraries.bytes()
                .array(byte[].class)
                .ofMaxSize(5)
                .map(Base64.getEncoder().withoutPadding()::encodeToString)
                .map(bytes -> NODES.objectNode().put("$bytes", bytes)));
    if (depth == 0) {
      return leaf;
    }
    Arbitrary<JsonNode> inner = Arbitraries.lazy(() -> value(depth - 1));
    return Arbitraries.oneOf(
        leaf,
        object(inner).map(node -> node),
        inner.list().ofMaxSize(3).map(elements -> NODES.arrayNode().addAll(elements)));
  }

  private static Arbitrary<ObjectNode> object(Arbitrary<JsonNode> value) {
    Arbitrary<String> names =
        Arbitraries.of(
            "$type",
            "text",
            "facets",
            "index",
            "byteStart",
            "byteEnd",
            "features",
            "uri",
            "did",
            "tag",
            "tags",
            "langs",
            "embed",
            "images",
            "image",
            "external",
            "media",
            "record",
            "reply",
            "root",
            "parent",
            "labels",
            "values",
            "val",
            "createdAt",
            "ref",
            "$link",
            "alt",
            "aspectRatio",
            "width",
            "ü");
    return Arbitraries.maps(names, value)
        .ofMaxSize(6)
        .map(fields -> NODES.objectNode().<ObjectNode>setAll(fields));
  }

  private static byte[] v1(String path, ObjectNode record) {
    int slash = path.indexOf('/');
    return """
    {"did":"did:plc:ada","time_us":1700000000000001,"kind":"commit","commit":{"rev":"3k1",
    "operation":"create","collection":"%s","rkey":"%s","record":%s,"cid":"bafy"}}\
    """
        .formatted(path.substring(0, slash), path.substring(slash + 1), record)
        .getBytes(StandardCharsets.UTF_8);
  }

  private static ObjectNode record(Frame frame) {
    BlueskyEvent.Commit commit = (BlueskyEvent.Commit) Fixtures.event(frame);
    if (commit.record() == null) {
      throw new AssertionError(commit.defect());
    }
    return commit.record();
  }

  private static byte[] damaged(byte[] message, long seed) {
    byte[] damaged = message.clone();
    var random = new Random(seed);
    for (int damage = random.nextInt(8); damage >= 0; damage--) {
      int at = random.nextInt(damaged.length);
      int length = Math.min(random.nextInt(12), damaged.length - at);
      switch (random.nextInt(4)) {
        case 0 -> damaged[at] = (byte) "{}[]\",:\\0-".charAt(random.nextInt(10));
        case 1 -> damaged[at] = (byte) (damaged[at] + 1);
        case 2 ->
            System.arraycopy(
                damaged, random.nextInt(damaged.length - length + 1), damaged, at, length);
        default -> damaged[at] = (byte) random.nextInt();
      }
    }
    return damaged;
  }

  /** Every event that comes out becomes a record that a converter takes. */
  private static void assertHandled(Frame frame) {
    if (frame instanceof Frame.Unreadable unreadable) {
      assertThat(unreadable.reason()).isNotBlank().doesNotContain("unexpected");
      return;
    }
    if (!(frame instanceof Frame.Events events)) {
      return;
    }
    assertThat(events.events()).isNotEmpty();
    for (BlueskyEvent event : events.events()) {
      Mapping mapping = MAPPER.map(event, "example.org", Map.of(), Map.of());
      if (mapping instanceof Mapping.Mapped mapped) {
        if (mapped.record().value() instanceof Struct value) {
          value.validate();
        }
        assertThat(
                CONVERTER.fromConnectData(
                    "posts", mapped.record().valueSchema(), mapped.record().value()))
            .isNotNull();
      }
    }
  }

  private static JsonConverter converter() {
    var converter = new JsonConverter();
    converter.configure(Map.of("schemas.enable", false), false);
    return converter;
  }
}
