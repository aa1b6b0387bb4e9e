package io.tributary.connect.common;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordSizeTest {
  @ParameterizedTest
  @ValueSource(strings = {"", "plain", "\"\\\n\t\u0001", "äöü", "語", "👋", "mixed ä 語 👋 \" end"})
  void measuresTextsAsJsonWritesThem(String text) throws JsonProcessingException {
    int bytes = new ObjectMapper().writeValueAsString(text).getBytes(StandardCharsets.UTF_8).length;

    assertThat(RecordSize.exceeds(record(Schema.STRING_SCHEMA, text), bytes)).isFalse();
    assertThat(RecordSize.exceeds(record(Schema.STRING_SCHEMA, text), bytes - 1)).isTrue();
  }

  @Test
  void addsUpWhatIsNested() {
    Schema inner =
        SchemaBuilder.struct()
            .field("texts", SchemaBuilder.array(Schema.STRING_SCHEMA).build())
            .build();
    Schema outer = SchemaBuilder.struct().field("inner", inner).build();
    Struct value =
        new Struct(outer)
            .put(
                "inner", new Struct(inner).put("texts", List.of("x".repeat(500), "y".repeat(500))));

    assertThat(RecordSize.exceeds(record(outer, value), 1_000)).isTrue();
    assertThat(RecordSize.exceeds(record(outer, value), 1_050)).isFalse();
  }

  private static SourceRecord record(Schema schema, Object value) {
    return new SourceRecord(Map.of(), Map.of(), "topic", schema, value);
  }
}
