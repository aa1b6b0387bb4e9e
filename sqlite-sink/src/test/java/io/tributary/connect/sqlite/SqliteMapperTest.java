package io.tributary.connect.sqlite;

import static io.tributary.connect.sqlite.TaskHarness.map;
import static io.tributary.connect.sqlite.TaskHarness.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;

class SqliteMapperTest {
  private static final Schema ID =
      SchemaBuilder.struct()
          .field("id", Schema.INT64_SCHEMA)
          .field("region", Schema.OPTIONAL_STRING_SCHEMA)
          .build();
  private static final Schema EPISODE =
      SchemaBuilder.struct()
          .field("id", Schema.INT64_SCHEMA)
          .field("title", Schema.OPTIONAL_STRING_SCHEMA)
          .build();

  @Test
  void aSingleKeyGoesToTheKeyColumn() {
    SqliteChange.Write write = write(Map.of(), record(0, "k", map("b", 2L, "a", "one")));

    assertThat(write.shape().table()).isEqualTo("t");
    assertThat(write.shape().key().list())
        .containsExactly(SqliteColumn.key("_key", ColumnType.TEXT));
    assertThat(write.shape().rest().list())
        .containsExactly(
            SqliteColumn.optional("a", ColumnType.TEXT),
            SqliteColumn.optional("b", ColumnType.INTEGER));
    assertThat(write.values()).containsExactly("k", "one", 2L);
  }

  @Test
  void theKeyColumnCanHaveAnotherName() {
    SqliteChange.Write write = write(Map.of("pk.fields", "guid"), record(0, 5, map("a", 1L)));

    assertThat(write.shape().key().list())
        .containsExactly(SqliteColumn.key("guid", ColumnType.INTEGER));
  }

  @Test
  void aStructKeyGivesAllItsFieldsOrTheNamedOnes() {
    Struct key = new Struct(ID).put("id", 1L).put("region", "eu");

    assertThat(write(Map.of(), record(0, key, map("a", 1L))).shape().key().names())
        .containsExactly("id", "region");
    SqliteChange.Write named = write(Map.of("pk.fields", "region"), record(0, key, map("a", 1L)));
    assertThat(named.shape().key().names()).containsExactly("region");
    assertThat(named.values()).containsExactly("eu", 1L);
  }

  @Test
  void aMapKeyGivesAllItsEntriesOrTheNamedOnes() {
    Map<String, Object> key = Map.of("id", 1L, "region", "eu");

    assertThat(write(Map.of(), record(0, key, map("a", 1L))).values())
        .containsExactly(1L, "eu", 1L);
    assertThat(write(Map.of("pk.fields", "region,id"), record(0, key, map("a", 1L))).values())
        .containsExactly("eu", 1L, 1L);
  }

  @Test
  void theValuesFieldsCanBeTheKey() {
    Map<String, String> config = Map.of("pk.mode", "record_value", "pk.fields", "id");
    Struct episode = new Struct(EPISODE).put("id", 9L).put("title", "nine");

    for (Object value : List.of(episode, map("title", "nine", "id", 9L))) {
      SqliteChange.Write write = write(config, record(0, null, value));
      assertThat(write.shape().key().names()).containsExactly("id");
      assertThat(write.shape().rest().names()).containsExactly("title");
      assertThat(write.values()).containsExactly(9L, "nine");
    }
  }

  @Test
  void theRecordsPlaceInKafkaCanBeTheKey() {
    SinkRecord renamed =
        record("t", 3, 42, "ignored", map("a", 1L))
            .newRecord("renamed", 0, null, null, null, map("a", 1L), null);

    SqliteChange.Write write = write(Map.of("pk.mode", "kafka"), renamed);
    assertThat(write.shape().table()).isEqualTo("renamed");
    assertThat(write.values()).containsExactly("t", 3L, 42L, 1L);
  }

  @Test
  void aFieldThatIsInKeyAndValueIsOneColumn() {
    Struct key = new Struct(ID).put("id", 1L).put("region", "eu");
    Struct episode = new Struct(EPISODE).put("id", 1L).put("title", "one");

    assertThat(write(Map.of(), record(0, key, episode)).values()).containsExactly(1L, "eu", "one");
    assertThat(write(Map.of("pk.fields", "id"), record(0, "1", map("id", 1L, "a", 2L))).values())
        .as("a key that went through a text converter")
        .containsExactly("1", 2L);
  }

  @Test
  void aFieldThatDiffersInKeyAndValueIsNotDropped() {
    Map<String, String> config = Map.of("pk.fields", "id");

    assertRefused(config, record(0, "a", map("id", "b")), "\"id\"", "differ");
    assertRefused(config, record(0, "2", new Struct(EPISODE).put("id", 1L)), "\"id\"", "differ");
    assertRefused(
        Map.of("pk.mode", "kafka"), record(0, "a", map("_offset", 7L)), "\"_offset\"", "differ");
  }

  @Test
  void aTombstoneDeletesByKey() {
    SqliteChange change = mapper(Map.of()).map(record(0, "k", null));

    assertThat(change)
        .isEqualTo(
            new SqliteChange.Delete(
                new SqliteShape(
                    "t",
                    new SqliteColumns(List.of(SqliteColumn.key("_key", ColumnType.TEXT))),
                    SqliteColumns.NONE),
                List.of("k")));
  }

  @Test
  void aTombstoneDoesNothingWhereDeletesAreOff() {
    assertThat(mapper(Map.of("delete.enabled", "false")).map(record(0, "k", null)))
        .isEqualTo(new SqliteChange.Nothing());
    assertThat(
            mapper(Map.of("delete.enabled", "false", "pk.mode", "record_value", "pk.fields", "id"))
                .map(record(0, "k", null)))
        .isEqualTo(new SqliteChange.Nothing());
  }

  @Test
  void refusesWhatHasNoKeyOrNoFields() {
    assertRefused(Map.of(), record(0, null, map("a", 1L)), "no key", "pk.mode");
    assertRefused(Map.of(), record(0, null, null), "no key");
    assertRefused(Map.of(), record(0, "k", "text"), "String", "value.converter", "HoistField");
    assertRefused(Map.of(), record(0, "k", List.of(1)), "value.converter");
    assertRefused(Map.of(), record(0, "k", Map.of(1, 2)), "keys are not all strings");
    assertRefused(Map.of(), record(0, Map.of(), map("a", 1L)), "no field to identify");
    assertRefused(Map.of("pk.fields", "a,b"), record(0, "k", map("a", 1L)), "2 columns");
    assertRefused(Map.of("pk.fields", "x"), record(0, Map.of("y", 1), map("a", 1L)), "\"x\"");
    Struct key = new Struct(ID).put("id", 1L);
    assertRefused(Map.of(), record(0, key, map("a", 1L)), "\"region\"", "null");
    assertRefused(Map.of("pk.fields", "x"), record(0, key, map("a", 1L)), "\"x\"");
    Map<String, String> byValue = Map.of("pk.mode", "record_value", "pk.fields", "id");
    assertRefused(byValue, record(0, "k", map("id", null)), "\"id\"", "null");
    assertRefused(byValue, record(0, "k", map("a", 1L)), "no field \"id\"");
    assertRefused(byValue, record(0, "k", null), "delete.enabled=false");
    assertRefused(Map.of("pk.mode", "kafka"), record(0, "k", null), "delete.enabled=false");
  }

  @Test
  void recordsOfOneSchemaShareTheirShape() {
    SqliteMapper mapper = mapper(Map.of());
    var first = (SqliteChange.Write) mapper.map(record(0, "a", new Struct(EPISODE).put("id", 1L)));
    var second = (SqliteChange.Write) mapper.map(record(1, "b", new Struct(EPISODE).put("id", 2L)));

    assertThat(second.shape()).isEqualTo(first.shape());
    assertThat(second.shape().rest()).isSameAs(first.shape().rest());
  }

  @Test
  void mapsWithTheSameNamesShareTheirShapeInWhateverOrder() {
    SqliteMapper mapper = mapper(Map.of());
    var first = (SqliteChange.Write) mapper.map(record(0, "a", map("x", 1L, "y", 2L)));
    var second = (SqliteChange.Write) mapper.map(record(1, "b", map("y", 3L, "x", 4L)));

    assertThat(second.shape()).isEqualTo(first.shape()).hasSameHashCodeAs(first.shape());
    assertThat(second.values()).containsExactly("b", 4L, 3L);
  }

  private static void assertRefused(
      Map<String, String> config, SinkRecord record, String... words) {
    assertThatThrownBy(() -> mapper(config).map(record))
        .isInstanceOf(DataException.class)
        .message()
        .contains(words);
  }

  private static SqliteChange.Write write(Map<String, String> config, SinkRecord record) {
    return (SqliteChange.Write) mapper(config).map(record);
  }

  private static SqliteMapper mapper(Map<String, String> overrides) {
    Map<String, String> properties = new HashMap<>(Map.of("name", "sink", "database", "unused.db"));
    properties.putAll(overrides);
    return new SqliteMapper(new SqliteSinkConfig(properties));
  }
}
