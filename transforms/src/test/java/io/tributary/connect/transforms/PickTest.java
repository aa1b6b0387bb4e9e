package io.tributary.connect.transforms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.connect.common.FencedConfigs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.InstanceOfAssertFactory;
import org.assertj.core.api.MapAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PickTest {
  @SuppressWarnings("rawtypes")
  private static final InstanceOfAssertFactory<Map, MapAssert<String, Object>> FIELDS =
      InstanceOfAssertFactories.map(String.class, Object.class);

  @ParameterizedTest
  @EnumSource
  void keepsRenamesAndLifts(Form form) {
    SinkRecord record = form.record("k", Posts.full(), Map.of("source", "s"));

    SinkRecord picked =
        value("text:body,did,card.url:link,media.alt,media.0.width,card.title,flat.name,nothing")
            .apply(record);

    assertThat(Form.map(picked.value()))
        .asInstanceOf(FIELDS)
        .containsExactly(
            entry("body", "Tide tables, for kids\nand others"),
            entry("did", "did:plc:ann"),
            entry("link", "https://card.example/"),
            entry("alt", Arrays.asList(null, "A pier")),
            entry("width", 800),
            entry("title", null),
            entry("name", "flat"));
    assertThat(picked.key()).isEqualTo("k");
    assertThat(picked.headers()).isEqualTo(record.headers());
    assertThat(picked.originalKafkaOffset()).isEqualTo(42);
  }

  @ParameterizedTest
  @EnumSource
  void keepsTheDefaultOfARequiredFieldInAStructThatBecomesOptional(Form form) {
    Schema size =
        SchemaBuilder.struct()
            .field("unit", SchemaBuilder.string().defaultValue("px").build())
            .build();
    Schema picture = SchemaBuilder.struct().field("size", size).optional().build();
    Schema post = SchemaBuilder.struct().field("picture", picture).build();
    Struct struct =
        new Struct(post).put("picture", new Struct(picture).put("size", new Struct(size)));

    SinkRecord picked = value("picture.size").apply(form.record(struct));

    assertThat(Form.map(picked.value())).isEqualTo(Map.of("size", Map.of("unit", "px")));
  }

  @Test
  void doesWhatTheReadmeShows() throws Exception {
    Pattern fence =
        Pattern.compile("^```json\\R(\\{\"uri\".*?)^```", Pattern.DOTALL | Pattern.MULTILINE);
    List<Map<?, ?>> shown = new ArrayList<>();
    Matcher found = fence.matcher(Files.readString(Path.of("README.md")));
    while (found.find()) {
      shown.add(new ObjectMapper().readValue(found.group(1), Map.class));
    }
    String fields =
        FencedConfigs.in(Path.of("README.md")).stream()
            .map(config -> config.get("transforms.columns.fields"))
            .filter(Objects::nonNull)
            .findFirst()
            .orElseThrow();

    assertThat(shown).hasSize(2);
    var before = new SinkRecord("t", 0, null, "k", null, shown.get(0), 0);
    assertThat(value(fields).apply(before).value()).isEqualTo(shown.get(1));
  }

  @Test
  void keepsSchemas() {
    Pick<SinkRecord> pick =
        value("text:body,card.url:link,card,media.alt:alts,media.0.width,seen_at,media.0:first");

    SinkRecord picked = pick.apply(Form.STRUCT.record(Posts.full()));

    Schema schema = picked.valueSchema();
    assertThat(schema.name()).isEqualTo("Post");
    assertThat(schema.version()).isEqualTo(3);
    assertThat(schema.field("body").schema()).isEqualTo(Schema.STRING_SCHEMA);
    assertThat(schema.field("link").schema())
        .as("the card may be missing")
        .isEqualTo(Schema.OPTIONAL_STRING_SCHEMA);
    assertThat(schema.field("card").schema()).isEqualTo(Posts.CARD);
    assertThat(schema.field("alts").schema())
        .isEqualTo(SchemaBuilder.array(Schema.OPTIONAL_STRING_SCHEMA).build());
    assertThat(schema.field("width").schema()).isEqualTo(Schema.OPTIONAL_INT32_SCHEMA);
    assertThat(schema.field("seen_at").schema()).isEqualTo(Posts.POST.field("seen_at").schema());
    Schema first = schema.field("first").schema();
    assertThat(first.isOptional()).isTrue();
    assertThat(first.fields()).isEqualTo(Posts.MEDIUM.fields());
    assertThat(Form.map(((Struct) picked.value()).get("first")))
        .isEqualTo(Form.map(((List<?>) Posts.full().get("media")).get(0)));
    assertThat(pick.apply(Form.STRUCT.record(Posts.withTags())).valueSchema()).isSameAs(schema);
    ((Struct) picked.value()).validate();
  }

  @ParameterizedTest
  @EnumSource
  void aNullOnTheWayIsNull(Form form) {
    SinkRecord picked =
        value("card.url:link,did").apply(form.record(Posts.full().put("card", null)));

    assertThat(Form.map(picked.value()))
        .asInstanceOf(FIELDS)
        .containsExactly(entry("link", null), entry("did", "did:plc:ann"));
  }

  @ParameterizedTest
  @EnumSource
  void anEmptyArrayHasNoFirstElement(Form form) {
    SinkRecord picked =
        value("media.0.url,media.url:urls,did")
            .apply(form.record(Posts.full().put("media", List.of())));

    assertThat(Form.map(picked.value()))
        .asInstanceOf(FIELDS)
        .containsExactly(entry("url", null), entry("urls", List.of()), entry("did", "did:plc:ann"));
  }

  @ParameterizedTest
  @EnumSource
  void aStarKeepsTheOthers(Form form) {
    SinkRecord picked = value("*,card.url:did,text:body").apply(form.record(Posts.full()));

    Map<?, ?> fields = Objects.requireNonNull((Map<?, ?>) Form.map(picked.value()));
    assertThat(fields.get("did")).as("what is picked wins").isEqualTo("https://card.example/");
    assertThat(fields.get("body")).isEqualTo("Tide tables, for kids\nand others");
    assertThat(fields.containsKey("text")).as("it has another name").isFalse();
    assertThat(fields.containsKey("card")).as("only a part of it was lifted").isTrue();
    assertThat(fields).hasSameSizeAs(Posts.POST.fields());
  }

  @ParameterizedTest
  @EnumSource
  void aRecordWithNoneOfThemIsRefused(Form form) {
    assertThatThrownBy(() -> value("txt,car.url").apply(form.record(Posts.full())))
        .isInstanceOf(DataException.class)
        .hasMessage("The value of a record of topic posts has none of the fields that are picked");
  }

  @ParameterizedTest
  @EnumSource
  void aTombstoneStaysOne(Form form) {
    SinkRecord tombstone = form.record(null);

    assertThat(value("did").apply(tombstone)).isSameAs(tombstone);
  }

  @Test
  void aValueWithoutFieldsIsRefused() {
    var record = new SinkRecord("posts", 0, null, "k", Schema.STRING_SCHEMA, "text", 0);

    assertThatThrownBy(() -> value("did").apply(record))
        .isInstanceOf(DataException.class)
        .hasMessage("The value of a record of topic posts has no fields to pick from");
  }

  @Test
  void liftsStructsOutOfElementsThatMayBeNull() {
    Schema inner = SchemaBuilder.struct().field("n", Schema.INT64_SCHEMA).build();
    Schema element = SchemaBuilder.struct().field("in", inner).optional().build();
    Schema schema =
        SchemaBuilder.struct().field("elements", SchemaBuilder.array(element).build()).build();
    Struct whole =
        new Struct(schema)
            .put(
                "elements",
                Arrays.asList(null, new Struct(element).put("in", new Struct(inner).put("n", 1L))));
    var record = new SinkRecord("t", 0, null, "k", schema, whole, 0);

    Struct picked = (Struct) value("elements.in").apply(record).value();

    picked.validate();
    assertThat(Form.map(picked.get("in"))).isEqualTo(Arrays.asList(null, Map.of("n", 1L)));
  }

  @Test
  void aDefaultIsNotMistakenForAValue() {
    Schema schema =
        SchemaBuilder.struct()
            .field("n", SchemaBuilder.int32().optional().defaultValue(7).build())
            .build();
    var record = new SinkRecord("t", 0, null, "k", schema, new Struct(schema), 0);

    Struct picked = (Struct) value("n:m").apply(record).value();

    assertThat(picked.getWithoutDefault("m")).isNull();
    assertThat(picked.get("m")).isEqualTo(7);
  }

  @Test
  void aDefaultIsThereWhereNullIsNot() {
    Schema inner =
        SchemaBuilder.struct()
            .field("n", SchemaBuilder.int32().defaultValue(7).build())
            .optional()
            .build();
    Schema schema = SchemaBuilder.struct().field("in", inner).build();
    Struct with = new Struct(schema).put("in", new Struct(inner));

    assertThat(((Struct) pickN(schema, with)).get("n")).isEqualTo(7);
    assertThat(((Struct) pickN(schema, new Struct(schema))).get("n")).isNull();
  }

  private static Object pickN(Schema schema, Struct whole) {
    return value("in.n").apply(new SinkRecord("t", 0, null, "k", schema, whole, 0)).value();
  }

  @Test
  void looksIntoMapsWithinStructs() {
    Schema labels = SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.INT64_SCHEMA).build();
    Schema schema = SchemaBuilder.struct().field("labels", labels).build();
    Pick<SinkRecord> pick = value("labels.a,labels.b");
    Struct whole = new Struct(schema).put("labels", Map.of("a", 1L));

    Struct picked =
        (Struct) pick.apply(new SinkRecord("t", 0, null, "k", schema, whole, 0)).value();

    assertThat(picked.schema().fields())
        .extracting(Field::schema)
        .containsOnly(Schema.OPTIONAL_INT64_SCHEMA);
    assertThat(picked.get("a")).isEqualTo(1L);
    assertThat(picked.get("b")).isNull();
  }

  @ParameterizedTest
  @EnumSource
  void picksFromTheKey(Form form) {
    Schema schema =
        SchemaBuilder.struct()
            .field("id", Schema.INT64_SCHEMA)
            .field("region", Schema.STRING_SCHEMA)
            .build();
    Struct struct = new Struct(schema).put("id", 7L).put("region", "north");
    Object key = form == Form.STRUCT ? struct : Form.map(struct);
    var pick = new Pick.Key<SinkRecord>();
    pick.configure(Map.of("fields", "id:number"));

    SinkRecord picked = pick.apply(form.record(key, null, Map.of()));

    assertThat(Form.map(picked.key())).isEqualTo(Map.of("number", 7L));
    assertThat(picked.value()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''        | it changes nothing",
        "*         | it changes nothing",
        "a,b.a     | write b.a:another_name",
        "a:b,c:b   | two fields would be called b",
        "a:        | is expected",
        ":a        | is expected",
        "a:b:c     | is expected",
        "a..b      | is expected",
        "a,,b      | is expected"
      })
  void refusesWhatCannotBeMeant(String fields, String message) {
    Map<String, String> config = Map.of("fields", fields);
    var pick = new Pick.Value<SinkRecord>();

    assertThat(ConditionConfigTest.errors(pick.config(), config).get("fields"))
        .anySatisfy(error -> assertThat(error).contains(message));
    assertThatThrownBy(() -> pick.configure(config))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(message);
  }

  private static Pick<SinkRecord> value(String fields) {
    var pick = new Pick.Value<SinkRecord>();
    pick.configure(Map.of("fields", fields));
    return pick;
  }
}
