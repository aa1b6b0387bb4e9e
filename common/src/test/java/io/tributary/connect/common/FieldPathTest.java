package io.tributary.connect.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;

class FieldPathTest {
  private static final Schema CARD =
      SchemaBuilder.struct().field("url", Schema.STRING_SCHEMA).build();
  private static final Schema POST =
      SchemaBuilder.struct()
          .field("card", CARD)
          .field("tags", SchemaBuilder.array(Schema.STRING_SCHEMA).build())
          .field("dotted.name", Schema.INT32_SCHEMA)
          .build();

  private final Struct struct =
      new Struct(POST)
          .put("card", new Struct(CARD).put("url", "https://c"))
          .put("tags", List.of("sea", "moon"))
          .put("dotted.name", 7);
  private final Map<String, Object> map =
      Map.of(
          "card", Map.of("url", "https://c"),
          "tags", List.of("sea", "moon"),
          "dotted.name", 7);

  @Test
  void findsInStructsAndMapsAlike() {
    for (Object value : List.of(struct, map)) {
      assertThat(FieldPath.find(value, "card.url")).isEqualTo("https://c");
      assertThat(FieldPath.find(value, "tags.1")).isEqualTo("moon");
      assertThat(FieldPath.text(FieldPath.find(value, "tags"))).isEqualTo("sea, moon");
      assertThat(FieldPath.text(FieldPath.find(value, "dotted.name"))).isEqualTo("7");
    }
  }

  @Test
  void writesTimesAsSourcesDo() {
    Date date = Date.from(Instant.parse("2026-11-21T09:30:15.070Z"));

    assertThat(FieldPath.text(date)).isEqualTo("2026-11-21T09:30:15.070Z");
  }

  @Test
  void findsNothingWhereNothingIs() {
    for (String path : List.of("x", "card.x", "card.url.x", "tags.2", "tags.x", "tags.-1")) {
      assertThat(FieldPath.find(struct, path)).as(path).isNull();
      assertThat(FieldPath.find(map, path)).as(path).isNull();
    }
    assertThat(FieldPath.find(null, "card.url")).isNull();
    assertThat(FieldPath.text(null)).isNull();
  }
}
