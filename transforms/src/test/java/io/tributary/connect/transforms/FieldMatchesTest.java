package io.tributary.connect.transforms;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FieldMatchesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "did        | equals       | did:plc:ann          | true",
        "did        | equals       | did:plc:bob          | false",
        "did        | equals       | DID:PLC:ANN          | false",
        "likes      | equals       | 5                    | true",
        "likes      | equals       | 5.0                  | true",
        "likes      | equals       | 6                    | false",
        "likes      | equals       | five                 | false",
        "views      | equals       | 9007199254740993     | true",
        "views      | equals       | 9007199254740992     | false",
        "rating     | equals       | 4.50                 | true",
        "share      | equals       | 0.1                  | true",
        "pinned     | equals       | false                | true",
        "pinned     | equals       | true                 | false",
        "seen_at    | equals       | 2026-11-21T10:00:00Z | true",
        "seen_at    | equals       | 2026-11-21T11:00:00+01:00 | true",
        "card       | equals       | anything             | false",
        "tags       | equals       | Sea                  | true",
        "tags       | equals       | sea                  | false",
        "tags.0     | equals       | Sea                  | true",
        "tags.1     | equals       | Sea                  | false",
        "tags.2     | equals       | Sea                  | false",
        "tags       | any.of       | moon,Straße          | true",
        "tags       | any.of       | moon,stars           | false",
        "links      | any.of       | moon,stars           | false",
        "likes      | any.of       | 4,5                  | true",
        "card.url   | equals       | https://card.example/ | true",
        "card.url.x | equals       | https://card.example/ | false",
        "card.title | equals       | https://card.example/ | false",
        "media.alt  | equals       | A pier               | true",
        "media.0.alt | equals      | A pier               | false",
        "media.1.alt | equals      | A pier               | true",
        "media.width | any.of      | 1200                 | true",
        "flat.name  | equals       | flat                 | true",
        "@value.did | equals       | did:plc:ann          | true",
        "text       | pattern      | tables, for          | true",
        "text       | pattern      | ^tables              | false",
        "text       | pattern      | (?m)^and             | true",
        "text       | pattern      | TABLES               | false",
        "likes      | pattern      | ^5$                  | true",
        "pinned     | pattern      | ^false$              | true",
        "seen_at    | pattern      | ^2026-11-21T         | true",
        "card       | pattern      | example              | false",
        "media.url  | pattern      | /2$                  | true",
        "text       | exists       | true                 | true",
        "text       | exists       | false                | false",
        "tags       | exists       | true                 | true",
        "links      | exists       | true                 | false",
        "links      | exists       | false                | true",
        "card       | exists       | true                 | true",
        "handle     | exists       | true                 | false",
        "handle     | exists       | false                | true",
        "nothing    | exists       | false                | true",
        "nothing    | equals       | x                    | false",
        "nothing.at | pattern      | x                    | false",
        "likes      | less.than    | 5                    | false",
        "likes      | less.than    | 5.5                  | true",
        "likes      | less.than    | 4.5                  | false",
        "likes      | greater.than | 5                    | false",
        "likes      | greater.than | 4.5                  | true",
        "likes      | greater.than | 5.5                  | false",
        "likes      | less.than    | 1e30                 | true",
        "likes      | greater.than | 1e30                 | false",
        "likes      | greater.than | -1e30                | true",
        "likes      | greater.than | 2020-01-01           | false",
        "views      | greater.than | 9007199254740992     | true",
        "rating     | greater.than | 4.4                  | true",
        "rating     | less.than    | 4.5                  | false",
        "share      | greater.than | 0.1                  | false",
        "did        | greater.than | 1                    | false",
        "media.width | greater.than | 1000                | true",
        "media.width | greater.than | 1200                | false",
        "created_at | less.than    | 2026-11-21T09:30:15.08Z | true",
        "created_at | greater.than | 2026-11-21T09:30:15Z | true",
        "created_at | greater.than | 2026-11-21           | true",
        "created_at | less.than    | 2026-11-21           | false",
        "created_at | greater.than | 2026-11-21T10:30:15+01:00 | true",
        "seen_at    | less.than    | 2026-11-21T10:00:00.001Z | true",
        "text       | less.than    | 2026-11-21           | false"
      })
  void looksIntoStructsAndMapsAlike(String field, String property, String value, boolean matches) {
    for (Form form : Form.values()) {
      assertThat(test(form.record(Posts.full()), "field", field, property, value))
          .as(form.name())
          .isEqualTo(matches);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tags | equals  | SEA          | true",
        "tags | equals  | lake         | false",
        "tags | any.of  | moon,STRASSE | true",
        "tags | any.of  | strase       | false",
        "text | pattern | TABLES       | true",
        "text | pattern | LAKES        | false"
      })
  void ignoresCase(String field, String property, String value, boolean matches) {
    for (Form form : Form.values()) {
      assertThat(
              test(
                  form.record(Posts.full()),
                  "field",
                  field,
                  property,
                  value,
                  "ignore.case",
                  "true"))
          .isEqualTo(matches);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "ΟΔΟΣ, οδος",
    "МОРЕ, море",
    "İzmir, izmir",
    "Cafe\u0301, CAFÉ",
    "\uD801\uDC00, \uD801\uDC28",
    "ﬁn, FIN"
  })
  void ignoresCaseInEveryScript(String tag, String wanted) {
    for (Form form : Form.values()) {
      SinkRecord record = form.record(Posts.withTags("x", tag));

      assertThat(test(record, "field", "tags", "equals", wanted, "ignore.case", "true")).isTrue();
      assertThat(test(record, "field", "tags", "equals", wanted)).isFalse();
    }
  }

  @Test
  void aRangeHasToHoldForOneElement() {
    for (Form form : Form.values()) {
      SinkRecord record = form.record(Posts.full());

      assertThat(test(record, "field", "media.width", "greater.than", "700", "less.than", "900"))
          .isTrue();
      assertThat(test(record, "field", "media.width", "greater.than", "900", "less.than", "1100"))
          .isFalse();
    }
  }

  @Test
  void notANumberIsInNoRange() {
    var record = new SinkRecord("t", 0, null, null, null, Map.of("n", Double.NaN), 0);

    assertThat(test(record, "field", "n", "greater.than", "1")).isFalse();
    assertThat(test(record, "field", "n", "less.than", "1")).isFalse();
    assertThat(test(record, "field", "n", "exists", "true")).isTrue();
  }

  @Test
  void minusZeroIsZero() {
    var record = new SinkRecord("t", 0, null, null, null, Map.of("n", -0.0), 0);

    assertThat(test(record, "field", "n", "equals", "0")).isTrue();
    assertThat(test(record, "field", "n", "less.than", "0")).isFalse();
  }

  @Test
  void looksAtTheKey() {
    Schema schema = SchemaBuilder.struct().field("id", Schema.INT64_SCHEMA).build();
    SinkRecord plain = Form.MAP.record("k1", Posts.full(), Map.of());
    SinkRecord typed = Form.MAP.record(new Struct(schema).put("id", 7L), Posts.full(), Map.of());
    SinkRecord map = Form.MAP.record(Map.of("id", 7), Posts.full(), Map.of());

    assertThat(test(plain, "field", "@key", "pattern", "^k")).isTrue();
    assertThat(test(plain, "field", "@key.id", "equals", "7")).isFalse();
    assertThat(test(typed, "field", "@key.id", "equals", "7")).isTrue();
    assertThat(test(map, "field", "@key.id", "less.than", "7")).isFalse();
  }

  @Test
  void looksAtTheLastHeaderOfAName() {
    SinkRecord record = Form.MAP.record("k", Posts.full(), Map.of("my.source", "a.example"));
    record.headers().addString("my.source", "b.example").addLong("size", 12);

    assertThat(test(record, "field", "@header.my.source", "equals", "b.example")).isTrue();
    assertThat(test(record, "field", "@header.my.source", "equals", "a.example")).isFalse();
    assertThat(test(record, "field", "@header.size", "greater.than", "11")).isTrue();
    assertThat(test(record, "field", "@header.other", "exists", "false")).isTrue();
  }

  @Test
  void looksAtAValueWithoutFields() {
    var record = new SinkRecord("t", 0, null, null, Schema.STRING_SCHEMA, "disk full", 0);

    assertThat(test(record, "field", "@value", "pattern", "full$")).isTrue();
    assertThat(test(record, "field", "level", "equals", "full")).isFalse();
  }

  @Test
  void findsANameWithDotsBeforeANestedField() {
    var record = new SinkRecord("t", 0, null, null, null, Map.of("a.b", 1, "a", Map.of("b", 2)), 0);

    assertThat(test(record, "field", "a.b", "equals", "1")).isTrue();
    assertThat(test(record, "field", "a.b", "equals", "2")).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void aNullAmongTheElementsDoesNotMatch(Form form) {
    Schema schema =
        SchemaBuilder.struct()
            .field("n", SchemaBuilder.array(Schema.OPTIONAL_STRING_SCHEMA).build())
            .build();
    List<String> elements = new ArrayList<>(List.of("a"));
    elements.add(0, null);

    SinkRecord record = form.record(new Struct(schema).put("n", elements));
    assertThat(test(record, "field", "n", "equals", "a")).isTrue();
    assertThat(test(record, "field", "n", "pattern", "null")).isFalse();
  }

  @Test
  void aTombstoneAnswersWhatIsConfigured() {
    SinkRecord tombstone = Form.MAP.record(null);

    assertThat(test(tombstone, "field", "tags", "equals", "Sea")).isTrue();
    assertThat(test(tombstone, "field", "tags", "equals", "Sea", "on.tombstone", "true")).isTrue();
    assertThat(test(tombstone, "field", "tags", "exists", "true", "on.tombstone", "false"))
        .isFalse();
    assertThat(test(tombstone, "field", "@key", "exists", "true", "on.tombstone", "false"))
        .isFalse();
  }

  @Test
  void aPatternThatIsCostlyElsewhereTakesNoLongerHere() {
    Struct text = Posts.full().put("text", "a".repeat(50_000) + "!");

    assertThat(test(Form.STRUCT.record(text), "field", "text", "pattern", "^(a+)+$")).isFalse();
  }

  private static boolean test(SinkRecord record, String... properties) {
    Map<String, String> config = new HashMap<>();
    for (int i = 0; i < properties.length; i += 2) {
      config.put(properties[i], properties[i + 1]);
    }
    var predicate = new FieldMatches<SinkRecord>();
    predicate.configure(config);
    return predicate.test(record);
  }
}
