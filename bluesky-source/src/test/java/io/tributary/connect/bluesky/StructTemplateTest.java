package io.tributary.connect.bluesky;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.junit.jupiter.api.Test;

class StructTemplateTest {
  private static final Schema SCHEMA =
      SchemaBuilder.struct()
          .field("a", Schema.STRING_SCHEMA)
          .field("b", Schema.OPTIONAL_INT32_SCHEMA)
          .field("c", SchemaBuilder.array(Schema.STRING_SCHEMA).build())
          .build();

  private final StructTemplate template = new StructTemplate(SCHEMA);

  @Test
  void makesWhatConnectMakesInAnyOrder() {
    Struct expected = new Struct(SCHEMA).put("a", "x").put("b", 1).put("c", List.of("y"));

    assertThat(template.begin().put("a", "x").put("b", 1).put("c", List.of("y")).struct())
        .isEqualTo(expected);
    assertThat(template.begin().put("c", List.of("y")).put("a", "x").put("b", 1).struct())
        .isEqualTo(expected);
    assertThat(template.begin().put("a", "x").put("b", null).put("c", List.of("y")).struct())
        .isEqualTo(expected.put("b", null));
  }

  @Test
  void refusesWhatConnectRefuses() {
    StructTemplate.Filling filling = template.begin();

    assertThatThrownBy(() -> filling.put("a", 1)).isInstanceOf(DataException.class);
    assertThatThrownBy(() -> filling.put("a", null)).isInstanceOf(DataException.class);
    assertThatThrownBy(() -> filling.put("c", List.of(1))).isInstanceOf(DataException.class);
    assertThatThrownBy(() -> filling.put("novelty", 1)).isInstanceOf(DataException.class);
  }
}
