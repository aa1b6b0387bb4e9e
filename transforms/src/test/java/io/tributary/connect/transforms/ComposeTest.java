package io.tributary.connect.transforms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ComposeTest {
  private static final String KEY = "at://did:plc:ann/app.bsky.feed.post/1";

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "${did}: ${tags}                 ~ did:plc:ann: Sea, Straße",
        "${handle|did}                   ~ did:plc:ann",
        "${did}[[ (${handle})]]          ~ did:plc:ann",
        "${card.url}                     ~ https://card.example/",
        "${media.1.alt}                  ~ A pier",
        "\\${did} ${likes} ${pinned}     ~ ${did} 5 false",
        "${seen_at}                      ~ 2026-11-21T10:00:00Z",
        "${@topic}/${@partition}/${@offset} ~ posts/3/42",
        "${flat.name}                    ~ flat",
        "${@timestamp}                   ~ 2026-11-21T09:30:15.070Z",
        "${@header.source} ${@key}       ~ s at://did:plc:ann/app.bsky.feed.post/1"
      })
  void fillsAFieldOfTheValue(String template, String expected) {
    for (Form form : Form.values()) {
      SinkRecord record = form.record(KEY, Posts.full(), Map.of("source", "s"));

      SinkRecord composed = value("line", template).apply(record);

      assertThat(field(composed.value(), "line")).isEqualTo(expected);
      assertThat(field(composed.value(), "did")).isEqualTo("did:plc:ann");
      assertThat(composed.key()).isEqualTo(KEY);
      assertThat(composed.headers()).isEqualTo(record.headers());
      assertThat(composed.originalKafkaOffset()).isEqualTo(42);
    }
  }

  @ParameterizedTest
  @EnumSource
  void keepsTheDefaultOfARequiredField(Form form) {
    Schema schema =
        SchemaBuilder.struct()
            .field("id", Schema.STRING_SCHEMA)
            .field("lang", SchemaBuilder.string().defaultValue("en").build())
            .build();

    SinkRecord composed =
        value("line", "${id}/${lang}").apply(form.record(new Struct(schema).put("id", "1")));

    assertThat(field(composed.value(), "line")).isEqualTo("1/en");
    assertThat(field(composed.value(), "lang")).isEqualTo("en");
  }

  @Test
  void keepsTheSchemaAndAddsAnOptionalText() {
    var compose = value("line", "${did}");

    SinkRecord first = compose.apply(Form.STRUCT.record(Posts.full()));
    SinkRecord second = compose.apply(Form.STRUCT.record(Posts.withTags()));

    Schema schema = first.valueSchema();
    assertThat(schema).isSameAs(second.valueSchema());
    assertThat(schema.name()).isEqualTo("Post");
    assertThat(schema.version()).isEqualTo(3);
    assertThat(schema.doc()).isEqualTo("A post.");
    assertThat(schema.fields().subList(0, Posts.POST.fields().size()))
        .isEqualTo(Posts.POST.fields());
    assertThat(schema.field("line").schema()).isEqualTo(Schema.OPTIONAL_STRING_SCHEMA);
    ((Struct) first.value()).validate();
  }

  @ParameterizedTest
  @EnumSource
  void replacesAFieldThatIsThere(Form form) {
    SinkRecord composed = value("likes", "${likes} likes").apply(form.record(Posts.full()));

    assertThat(field(composed.value(), "likes")).isEqualTo("5 likes");
    if (composed.value() instanceof Struct struct) {
      assertThat(struct.schema().fields())
          .extracting(Field::name)
          .containsExactlyElementsOf(Posts.POST.fields().stream().map(Field::name).toList());
    }
  }

  @ParameterizedTest
  @EnumSource
  void anEmptyTextIsNull(Form form) {
    SinkRecord composed = value("line", "[[by ${handle}]]").apply(form.record(Posts.full()));

    assertThat(field(composed.value(), "line")).isNull();
  }

  @ParameterizedTest
  @EnumSource
  void aTombstoneStaysOne(Form form) {
    SinkRecord tombstone = form.record(null);

    assertThat(value("line", "${did}").apply(tombstone)).isSameAs(tombstone);
  }

  @Test
  void aValueWithoutFieldsIsRefused() {
    var text = new SinkRecord("posts", 0, null, "k", Schema.STRING_SCHEMA, "text", 0);
    Schema schema = SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.INT32_SCHEMA).build();
    var typed = new SinkRecord("posts", 0, null, "k", schema, Map.of("a", 1), 0);

    for (SinkRecord record : new SinkRecord[] {text, typed}) {
      assertThatThrownBy(() -> value("line", "${did}").apply(record))
          .isInstanceOf(DataException.class)
          .hasMessage("The value of a record of topic posts has no fields to add line to");
    }
  }

  @ParameterizedTest
  @EnumSource
  void makesAWholeKeyOfTheValue(Form form) {
    SinkRecord composed =
        key(Map.of("template", "${did}/${tags.0}")).apply(form.record(Posts.full()));

    assertThat(composed.key()).isEqualTo("did:plc:ann/Sea");
    assertThat(composed.keySchema()).isEqualTo(Schema.STRING_SCHEMA);
    assertThat(field(composed.value(), "did")).isEqualTo("did:plc:ann");
  }

  @ParameterizedTest
  @EnumSource
  void fillsAFieldOfTheKey(Form form) {
    Schema schema = SchemaBuilder.struct().field("id", Schema.INT64_SCHEMA).build();
    Struct struct = new Struct(schema).put("id", 7L);
    Object id = form == Form.STRUCT ? struct : Form.map(struct);

    SinkRecord composed =
        key(Map.of("field", "name", "template", "${@key.id}-${did}"))
            .apply(form.record(id, Posts.full(), Map.of()));

    assertThat(field(composed.key(), "name")).isEqualTo("7-did:plc:ann");
    assertThat(field(composed.key(), "id")).isEqualTo(7L);
  }

  @Test
  void aTombstoneGetsAKeyOnlyIfTheKeyIsEnoughForIt() {
    SinkRecord tombstone = Form.MAP.record("k", null, Map.of("source", "s"));

    assertThat(key(Map.of("template", "${@key}@${@header.source}")).apply(tombstone).key())
        .isEqualTo("k@s");
    assertThatThrownBy(() -> key(Map.of("template", "${did}")).apply(tombstone))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("RecordIsTombstone");
  }

  @Test
  void anEmptyKeyIsRefused() {
    assertThatThrownBy(
            () -> key(Map.of("template", "${handle}")).apply(Form.MAP.record(Posts.full())))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("none of its fields has a value");
  }

  @Test
  void aSourceKnowsNoOffset() {
    var record = new SourceRecord(Map.of(), Map.of(), "t", null, Map.of("a", "b"));
    var compose = new Compose.Value<SourceRecord>();
    compose.configure(Map.of("field", "x", "template", "${a}[[@${@offset}]]"));

    assertThat(compose.apply(record).value()).isEqualTo(Map.of("a", "b", "x", "b"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "template | ''          | a text is expected",
        "template | ${a         | has no }",
        "template | ${a b}      | is no field",
        "template | [[x]]       | never left out",
        "template | ${@keys}    | can never have a value",
        "template | ${@header.} | can never have a value",
        "field    | ' '         | the name of a field"
      })
  void refusesWhatCannotBeMeant(String property, String value, String message) {
    Map<String, String> config = new HashMap<>(Map.of("field", "a", "template", "${b}"));
    config.put(property, value);
    var compose = new Compose.Value<SinkRecord>();

    assertThat(ConditionConfigTest.errors(compose.config(), config).get(property))
        .anySatisfy(error -> assertThat(error).contains(message));
    assertThatThrownBy(() -> compose.configure(config))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(message);
  }

  @Test
  void theValueNeedsAFieldAndBothATemplate() {
    assertThat(
            ConditionConfigTest.errors(
                new Compose.Value<SinkRecord>().config(), Map.of("template", "x")))
        .containsOnlyKeys("field");
    assertThat(ConditionConfigTest.errors(new Compose.Key<SinkRecord>().config(), Map.of()))
        .containsOnlyKeys("template");
  }

  private static Compose<SinkRecord> value(String field, String template) {
    var compose = new Compose.Value<SinkRecord>();
    compose.configure(Map.of("field", field, "template", template));
    return compose;
  }

  private static Compose<SinkRecord> key(Map<String, String> config) {
    var compose = new Compose.Key<SinkRecord>();
    compose.configure(config);
    return compose;
  }

  private static @Nullable Object field(Object value, String name) {
    return value instanceof Struct struct ? struct.get(name) : ((Map<?, ?>) value).get(name);
  }
}
