package io.tributary.connect.solr;

import static io.tributary.connect.solr.TaskHarness.map;
import static io.tributary.connect.solr.TaskHarness.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.solr.common.SolrInputDocument;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SolrMapperTest {
  @Test
  void namesTellTheTypeInDynamicMode() {
    assertThat(
            document(
                Map.of(),
                map(
                    "title",
                    "Tides",
                    "feed_title",
                    "Sea",
                    "note",
                    "x",
                    "n",
                    1,
                    "score",
                    0.1f,
                    "live",
                    true,
                    "created_at",
                    "2026-11-21T09:30:15Z",
                    "updated_at",
                    "soon",
                    "tags",
                    List.of("a", "b"),
                    "counts",
                    List.of(1L, 2.5),
                    "mixed",
                    List.of(1L, "b"),
                    "nothing",
                    null,
                    "empty",
                    List.of())))
        .isEqualTo(
            map(
                "title_txt",
                "Tides",
                "feed_title_txt",
                "Sea",
                "note_s",
                "x",
                "n_l",
                1L,
                "score_d",
                0.1,
                "live_b",
                true,
                "created_at_dt",
                date(1_795_253_415_000L),
                "updated_at_s",
                "soon",
                "tags_ss",
                List.of("a", "b"),
                "counts_ds",
                List.of(1.0, 2.5),
                "mixed_ss",
                List.of("1", "b"),
                "id",
                "k"));
  }

  @Test
  void typedValuesKeepTheirMeaning() {
    Schema schema =
        SchemaBuilder.struct()
            .field("price", Decimal.schema(2))
            .field("day", Date.SCHEMA)
            .field("hour", Time.SCHEMA)
            .field("raw", Schema.BYTES_SCHEMA)
            .field("small", Schema.INT8_SCHEMA)
            .build();
    var value =
        new Struct(schema)
            .put("price", new BigDecimal("12.50"))
            .put("day", date(86_400_000L))
            .put("hour", date(34_215_070L))
            .put("raw", ByteBuffer.wrap(new byte[] {1, 2}))
            .put("small", (byte) 3);
    assertThat(document(Map.of(), value))
        .isEqualTo(
            map(
                "price_d",
                12.5,
                "day_dt",
                date(86_400_000L),
                "hour_s",
                "09:30:15.07",
                "raw_s",
                "AQI=",
                "small_l",
                3L,
                "id",
                "k"));
    assertThat(document(Map.of("schema.mode", "none"), value)).containsEntry("price", "12.50");
  }

  @Test
  void namesStayAsTheyAreInModeNone() {
    assertThat(
            document(
                Map.of("schema.mode", "none", "fields.rename", "title:headline"),
                map("id", "own", "title", "Tides", "at_time", "2026-11-21T09:30:15Z")))
        .isEqualTo(map("headline", "Tides", "at_time", "2026-11-21T09:30:15Z", "id", "k"));
    assertThat(
            document(
                Map.of("schema.mode", "none", "fields.rename", "id:entry_id"), map("id", "own")))
        .isEqualTo(map("entry_id", "own", "id", "k"));
  }

  @Test
  void createModeSaysWhichFieldsThereMustBe() {
    SolrOperation.Upsert upsert =
        upsert(
            Map.of("schema.mode", "create"), map("title", "Tides", "tags", List.of("a"), "n", 1));
    assertThat(upsert.fields())
        .isEqualTo(
            Map.of(
                "title", new SolrFieldType(SolrFieldType.Kind.TEXT, false),
                "tags", new SolrFieldType(SolrFieldType.Kind.STRING, true),
                "n", new SolrFieldType(SolrFieldType.Kind.LONG, false)));
  }

  @Test
  void choosesFieldsByTheirPaths() {
    Map<String, @Nullable Object> value =
        map("a", "1", "card", map("url", "u", "title", "t"), "b", "2");
    assertThat(document(Map.of("fields.include", "a,card.url"), value))
        .isEqualTo(map("a_s", "1", "card_url_s", "u", "id", "k"));
    assertThat(document(Map.of("fields.exclude", "card"), value))
        .isEqualTo(map("a_s", "1", "b_s", "2", "id", "k"));
    assertThat(document(Map.of("fields.include", "card", "fields.exclude", "card.url"), value))
        .isEqualTo(map("card_title_txt", "t", "id", "k"));
  }

  @Test
  void nestedFieldsBecomeWhatTheModeSays() {
    Map<String, @Nullable Object> value =
        map(
            "card",
            map("url", "u"),
            "media",
            List.of(map("alt", "boat")),
            "deep",
            List.of(List.of(1)));
    String media = "{\"alt\":\"boat\"}";
    assertThat(document(Map.of(), value))
        .isEqualTo(
            map(
                "card_url_s",
                "u",
                "media_txt",
                List.of(media),
                "deep_txt",
                List.of("[1]"),
                "id",
                "k"));
    assertThat(document(Map.of("nested.mode", "json"), value))
        .containsEntry("card_txt", "{\"url\":\"u\"}");
    assertThat(document(Map.of("nested.mode", "skip"), value)).isEqualTo(map("id", "k"));

    SolrInputDocument parent = upsert(Map.of("nested.mode", "child"), value).document();
    assertThat(parent.getFieldValue("card"))
        .isInstanceOfSatisfying(
            SolrInputDocument.class,
            child -> assertThat(plain(child)).isEqualTo(map("url_s", "u", "id", "k/card#0")));
    assertThat(parent.getFieldValues("media")).hasSize(1);
  }

  @Test
  void textsAreCopiedForSearches() {
    assertThat(
            document(
                Map.of("copy.to.text", "true", "text.fields", "title,*.md,tags"),
                map("title", "Tides", "tags", List.of("sea"), "note", "x", "readme.md", "y")))
        .containsEntry("_text_", List.of("Tides", "sea", "y"));
  }

  @Test
  void whatIsLeftOutIsLeftOutOfJsonTextToo() {
    Map<String, @Nullable Object> value =
        map(
            "media",
            List.of(map("alt", "a boat", "url", "u1", "size", map("w", 1)), map("url", "u2")),
            "persons",
            List.of(List.of(map("email", "a@b", "name", "Ada"))));
    assertThat(document(Map.of("fields.exclude", "media.alt,persons.email,media.size.w"), value))
        .containsEntry("media_txt", List.of("{\"url\":\"u1\",\"size\":{}}", "{\"url\":\"u2\"}"))
        .containsEntry("persons_txt", List.of("[{\"name\":\"Ada\"}]"));
    assertThat(document(Map.of("fields.include", "media.alt"), value))
        .containsEntry("media_txt", List.of("{\"alt\":\"a boat\"}", "{}"))
        .doesNotContainKey("persons_txt");
    assertThat(
            document(
                Map.of("nested.mode", "json", "fields.exclude", "card.url"),
                map("card", map("url", "u", "title", "t"))))
        .containsEntry("card_txt", "{\"title\":\"t\"}");
  }

  @Test
  void atomicUpdatesSetWhatThereIsAndRemoveNulls() {
    Map<String, @Nullable Object> document =
        document(Map.of("write.mode", "atomic"), map("n", 1, "tags", List.of("a"), "note", null));
    assertThat(document)
        .containsEntry("id", "k")
        .containsEntry("n_l", Map.of("set", 1L))
        .containsEntry("tags_ss", Map.of("set", List.of("a")))
        .containsEntry("note_s", map("set", null))
        .containsEntry("note_txt", map("set", null))
        .containsEntry("note_dts", map("set", null));
  }

  @Test
  void findsTheId() {
    Map<String, @Nullable Object> value = map("user", map("id", 7));
    assertThat(id(Map.of(), record(0, "k", value))).isEqualTo("k");
    assertThat(id(Map.of(), record(0, 12L, value))).isEqualTo("12");
    assertThat(id(Map.of("id.field", "a"), record(0, map("a", "x"), value))).isEqualTo("x");
    assertThat(
            id(
                Map.of("id.mode", "record_value", "id.field", "user.id", "delete.enabled", "false"),
                record(0, null, value)))
        .isEqualTo("7");
    assertThat(id(Map.of("id.mode", "kafka", "delete.enabled", "false"), record(5, null, value)))
        .isEqualTo("t-0-5");
  }

  @Test
  void refusesWhatHasNoId() {
    assertRefused(Map.of(), record(0, null, map()), "it has no id");
    assertRefused(Map.of(), record(0, "", map()), "it has no id");
    assertRefused(Map.of(), record(0, map("a", 1), map()), "id.field");
    assertRefused(
        Map.of("id.mode", "record_value", "id.field", "a"), record(0, "k", map("b", 1)), "field a");
    assertRefused(Map.of(), record(0, "k", "text"), "String");
    assertRefused(
        Map.of("id.mode", "record_value", "id.field", "a"), record(0, "k", null), "id.mode");
  }

  @Test
  void tombstonesDeleteUnlessTheyAreToBePassedOver() {
    assertThat(mapper(Map.of()).map(record(3, "k", null)))
        .isEqualTo(new SolrOperation.Delete("k", null));
    assertThat(mapper(Map.of("version.mode", "kafka_offset")).map(record(3, "k", null)))
        .isEqualTo(new SolrOperation.Delete("k", 3L));
    assertThat(mapper(Map.of("delete.enabled", "false")).map(record(3, "k", null))).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-21T09:30:15.000001Z, 1795253415000001",
    "2026-11-21T10:30:15+01:00, 1795253415000000",
  })
  void versionsAreMicroseconds(String time, long version) {
    Map<String, String> config =
        Map.of("version.mode", "field", "version.field", "v", "delete.enabled", "false");
    assertThat(document(config, map("v", time))).containsEntry("event_version_l", version);
    assertThat(document(config, map("v", 9))).containsEntry("event_version_l", 9L);
    assertRefused(config, record(0, "k", map("v", 1.5)), "it has no version");
    assertRefused(config, record(0, "k", map()), "it has no version");
  }

  @Test
  void namesTheCollection() {
    Map<String, String> config =
        Map.of("collection", "${topic}-${lang}", "delete.enabled", "false");
    assertThat(mapper(config).collection(record(0, "k", map("lang", "cy")))).isEqualTo("t-cy");
    assertThatThrownBy(() -> mapper(config).collection(record(0, "k", map())))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("lang");
    assertThatThrownBy(() -> mapper(config).collection(record(0, "k", map("lang", "../x"))))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("../x");
    Map<String, String> any = Map.of("collection", "${lang}", "delete.enabled", "false");
    for (String name : List.of(".", "..", "admin", "x".repeat(231))) {
      assertThatThrownBy(() -> mapper(any).collection(record(0, "k", map("lang", name))))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("cannot be the name of a collection");
    }
    for (String name : List.of("admin.x", "x".repeat(230))) {
      assertThat(mapper(any).collection(record(0, "k", map("lang", name)))).isEqualTo(name);
    }
  }

  private static void assertRefused(
      Map<String, String> overrides, SinkRecord record, String reason) {
    assertThatThrownBy(() -> mapper(overrides).map(record))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(reason);
  }

  private static @Nullable String id(Map<String, String> overrides, SinkRecord record) {
    SolrOperation operation = mapper(overrides).map(record);
    return operation == null ? null : operation.id();
  }

  private static Map<String, @Nullable Object> document(
      Map<String, String> overrides, Object value) {
    return plain(upsert(overrides, value).document());
  }

  private static SolrOperation.Upsert upsert(Map<String, String> overrides, Object value) {
    if (mapper(overrides).map(record(0, "k", value)) instanceof SolrOperation.Upsert upsert) {
      return upsert;
    }
    throw new AssertionError("A record with a value is written");
  }

  private static Map<String, @Nullable Object> plain(SolrInputDocument document) {
    Map<String, @Nullable Object> plain = new TreeMap<>();
    document.forEach(field -> plain.put(field.getName(), field.getValue()));
    return plain;
  }

  private static SolrMapper mapper(Map<String, String> overrides) {
    Map<String, String> config = new HashMap<>(overrides);
    config.put("solr.url", "http://localhost:8983/solr");
    return new SolrMapper(new SolrSinkConfig(config));
  }

  // Connect's logical types are java.util.Date.
  @SuppressWarnings("JavaUtilDate")
  private static java.util.Date date(long millis) {
    return new java.util.Date(millis);
  }
}
