package io.tributary.connect.sqlite;

import static io.tributary.connect.sqlite.TaskHarness.PARTITION;
import static io.tributary.connect.sqlite.TaskHarness.map;
import static io.tributary.connect.sqlite.TaskHarness.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.connect.common.ConfigDocs;
import io.tributary.connect.common.FencedConfigs;
import io.tributary.connect.common.TributaryVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkConnector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SqliteSinkConnectorTest {
  @TempDir Path folder;

  private final SqliteSinkConnector connector = new SqliteSinkConnector();

  @Test
  void isFoundAsAService() {
    assertThat(ServiceLoader.load(SinkConnector.class))
        .anySatisfy(
            found -> {
              assertThat(found).isInstanceOf(SqliteSinkConnector.class);
              assertThat(found.version()).isEqualTo(TributaryVersion.current());
            });
  }

  @Test
  void pinsItsProperties() {
    assertThat(ConfigDocs.signatures(connector.config()))
        .containsExactly(
            "database STRING = none, required",
            "busy.timeout.ms INT = `15000`",
            "batch.size INT = `200000`",
            "batch.max.bytes LONG = `268435456`",
            "linger.ms INT = `500`",
            "delivery STRING = `exactly_once`",
            "offsets.id STRING = null",
            "on.offset.reset STRING = `fail`",
            "table.name.format STRING = `${topic}`",
            "auto.create BOOLEAN = `true`",
            "auto.evolve BOOLEAN = `true`",
            "indexes LIST = (empty)",
            "fts.fields LIST = (empty)",
            "insert.mode STRING = `upsert`",
            "pk.mode STRING = `record_key`",
            "pk.fields LIST = (empty)",
            "delete.enabled BOOLEAN = `true`",
            "truncate.enabled BOOLEAN = `false`",
            "value.envelope STRING = `auto`",
            "fields.include LIST = (empty)",
            "fields.exclude LIST = (empty)",
            "fields.rename LIST = (empty)",
            "nested.mode STRING = `json`",
            "array.mode STRING = `json`",
            "metadata.columns LIST = (empty)",
            "timestamp.format STRING = `iso8601`",
            "decimal.mode STRING = `text`",
            "retention.rows LONG = `-1`",
            "retention.ms LONG = `-1`",
            "retention.field STRING = null");
  }

  @Test
  void documentsItsProperties() {
    ConfigDocs.assertDocumented(connector.config());
    ConfigDocs.assertCurrent(Path.of("CONFIG.md"), "SQLite sink", connector.config());
  }

  @Test
  void everyConfigurationThatIsShownIsValid() throws Exception {
    List<Map<String, String>> shown = FencedConfigs.in(Path.of("README.md"));
    assertThat(shown).isNotEmpty().allSatisfy(config -> assertThat(errors(config)).isEmpty());
    Map<String, String> example =
        new ObjectMapper()
            .readValue(
                Files.readString(Path.of("src/plugin/etc/sqlite-sink.json")),
                new TypeReference<>() {});
    assertThat(errors(example)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "database | ''",
        "database | jdbc:sqlite:data.db",
        "database | file:data.db",
        "database | :memory:",
        "database | /",
        "database | /data/${table}.db",
        "database | /data/${topic}/${.db",
        "database | /data/${topic}",
        "busy.timeout.ms | -1",
        "busy.timeout.ms | 3600000",
        "delivery | at_most_once",
        "offsets.id | ''",
        "offsets.id | ' '",
        "on.offset.reset | ignore",
        "table.name.format | ' '",
        "table.name.format | ${topic}_${user.name}",
        "table.name.format | ${field.}",
        "table.name.format | x${",
        "table.name.format | sqlite_x",
        "table.name.format | SQLite_${topic}",
        "table.name.format | _tributary_offsets",
        "fts.fields | title,rank",
        "fts.fields | RowId",
        "value.envelope | always",
        "auto.create | maybe",
        "insert.mode | append",
        "pk.mode | uuid",
        "pk.fields | a,A",
        "delete.enabled | sometimes",
        "fields.include | a,a",
        "fields.exclude | a,a",
        "fields.rename | a",
        "fields.rename | a:",
        "fields.rename | :b",
        "fields.rename | a:b,a:c",
        "fields.rename | a:c,b:C",
        "metadata.columns | date",
        "metadata.columns | header.",
        "metadata.columns | key,key",
        "indexes | a;;b",
        "indexes | a;A",
        "indexes | a;b,a;b",
        "fts.fields | a,A",
        "nested.mode | columns",
        "array.mode | rows",
        "timestamp.format | unix",
        "decimal.mode | numeric",
        "retention.rows | 0",
        "retention.rows | -2",
        "retention.rows | all",
        "retention.ms | 0",
        "retention.field | at"
      })
  void refusesAWrongValueOnItsProperty(String property, String value) {
    assertThat(errors(config(Map.of(property, value)))).containsOnlyKeys(property);
    assertThatThrownBy(() -> new SqliteSinkConfig(config(Map.of(property, value))))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(property);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "database",
        "table.name.format",
        "pk.fields",
        "pk.mode",
        "metadata.columns",
        "fields.rename"
      })
  void refusesNulls(String property) {
    Map<String, String> config = config(Map.of());
    config.put(property, null);
    assertThat(errors(config)).containsKey(property);
  }

  @Test
  void wantsADatabase() {
    assertThat(errors(Map.of())).containsOnlyKeys("database");
  }

  @ParameterizedTest
  @CsvSource({
    "pk.fields, record_value, '', true",
    "pk.fields, kafka, id, false",
    "delete.enabled, record_value, id, true",
    "delete.enabled, kafka, '', TRUE",
    "pk.fields, none, id, false",
    "insert.mode, none, '', false"
  })
  void refusesWhatContradicts(String property, String mode, String fields, String delete) {
    Map<String, String> config =
        config(Map.of("pk.mode", mode, "pk.fields", fields, "delete.enabled", delete));

    assertThat(errors(config)).containsKey(property);
    assertThatThrownBy(() -> new SqliteSinkConfig(config)).isInstanceOf(ConfigException.class);
  }

  @Test
  void tablesByContentHaveNoDeletes() {
    for (String format : List.of("${field.a}", "${topic}_${field.a.b}")) {
      assertThat(errors(config(Map.of("table.name.format", format))))
          .containsOnlyKeys("table.name.format");
      assertThat(errors(config(Map.of("table.name.format", format, "delete.enabled", "false"))))
          .isEmpty();
      assertThat(
              errors(
                  config(
                      Map.of(
                          "table.name.format", format,
                          "pk.mode", "record_value",
                          "pk.fields", "id",
                          "value.envelope", "debezium"))))
          .as("a change event has the fields of what it deletes")
          .isEmpty();
    }
  }

  @Test
  void changeEventsCanDeleteByTheirFields() {
    assertThat(
            errors(
                config(
                    Map.of(
                        "pk.mode", "record_value",
                        "pk.fields", "id",
                        "delete.enabled", "true",
                        "value.envelope", "debezium"))))
        .isEmpty();
  }

  @Test
  void arraysHaveNoTableWhereRowsHaveNoKey() {
    Map<String, String> config =
        Map.of("array.mode", "table", "pk.mode", "none", "insert.mode", "insert");
    assertThat(errors(config(config))).containsOnlyKeys("array.mode");
  }

  @Test
  void spacesAroundAValueDoNotHideAConflict() {
    Map<String, String> config = config(Map.of("pk.mode", "none ", "insert.mode", " upsert"));
    assertThat(errors(config)).containsOnlyKeys("insert.mode");
    assertThatThrownBy(() -> new SqliteSinkConfig(config)).isInstanceOf(ConfigException.class);
    assertThat(errors(config(Map.of("pk.mode", " kafka ", "insert.mode", " insert")))).isEmpty();
  }

  @Test
  void updatesNeedRowsThatCanBeThere() {
    assertThat(errors(config(Map.of("insert.mode", "update", "pk.mode", "kafka"))))
        .containsOnlyKeys("insert.mode");
  }

  @Test
  void ageNeedsAColumnThatTellsIt() {
    assertThat(errors(config(Map.of("retention.ms", "60000")))).containsOnlyKeys("retention.field");
    assertThat(errors(config(Map.of("retention.ms", "60000", "retention.field", " "))))
        .containsOnlyKeys("retention.field");
    assertThat(errors(config(Map.of("retention.ms", "60000", "retention.field", "at")))).isEmpty();
    assertThat(errors(config(Map.of("retention.rows", "5")))).isEmpty();
    assertThat(errors(config(Map.of("retention.rows", "5", "retention.field", "at")))).isEmpty();
  }

  @Test
  void refusesAFieldThatIsWantedAndNot() {
    assertThat(errors(config(Map.of("fields.include", "a,b", "fields.exclude", "c, b"))))
        .containsOnlyKeys("fields.exclude");
  }

  @Test
  void theDefaultOfDeletesContradictsNothing() {
    assertThat(errors(config(Map.of("pk.mode", "kafka")))).isEmpty();
    assertThat(errors(config(Map.of("pk.mode", "none", "insert.mode", "insert")))).isEmpty();
    assertThat(errors(config(Map.of("pk.mode", "record_value", "pk.fields", "id")))).isEmpty();
  }

  @Test
  void validatingTouchesNoFile() {
    Path file = folder.resolve("absent/data.db");
    assertThat(errors(config(Map.of("database", file.toString())))).isEmpty();
    assertThat(file.getParent()).doesNotExist();
  }

  @Test
  void everyTaskKnowsTheConnectorsName() {
    Map<String, String> config = config(Map.of("name", "sink"));
    connector.start(config);

    assertThat(connector.taskConfigs(3)).containsExactly(config, config, config);
    assertThat(connector.taskClass()).isEqualTo(SqliteSinkTask.class);
    connector.stop();
  }

  @Test
  void changedOffsetsAreWhereTheTaskGoesOn() {
    Path file = folder.resolve("data.db");
    var second = new TopicPartition("t", 1);
    var third = new TopicPartition("t", 2);
    Map<String, String> config = config(Map.of("database", file.toString()));
    try (TaskHarness sink = TaskHarness.start(file, config)) {
      sink.task().open(List.of(second));
      sink.put(record(5, "a", map("x", 1L)), record("t", 1, 5, "b", map("x", 1L)));
    }
    Map<TopicPartition, Long> offsets = new HashMap<>();
    offsets.put(PARTITION, 2L);
    offsets.put(second, null);
    offsets.put(third, 7L);

    assertThat(connector.alterOffsets(config, offsets)).isTrue();
    assertThat(offsets(file)).containsExactly("sink|t|0|2", "sink|t|1|-1", "sink|t|2|7");
    try (TaskHarness sink = TaskHarness.start(file, config)) {
      assertThat(sink.context.sought).containsExactly(Map.entry(PARTITION, 2L));
      sink.put(record(2, "c", map("x", 1L)));
    }
  }

  @Test
  void aResetWithoutKafkaOffsetsForgetsWhatTheFileKnowsOfThisConnector() {
    Path file = folder.resolve("data.db");
    try (TaskHarness sink = TaskHarness.start(file);
        TaskHarness other = TaskHarness.start(file, Map.of("name", "other"))) {
      sink.put(record(5, "a", map("x", 1L)));
      other.put(record(6, "a", map("x", 1L)));
    }
    connector.alterOffsets(config(Map.of("database", file.toString())), Map.of());

    assertThat(offsets(file)).containsExactly("other|t|0|7", "sink|t|0|-1");
  }

  @Test
  void offsetsOfAnotherNameAreLeftAlone() {
    Path file = folder.resolve("data.db");
    try (TaskHarness sink = TaskHarness.start(file);
        TaskHarness other = TaskHarness.start(file, Map.of("offsets.id", "second try"))) {
      sink.put(record(5, "a", map("x", 1L)));
      other.put(record(6, "a", map("x", 1L)));
    }
    Map<String, String> config =
        config(Map.of("database", file.toString(), "offsets.id", "second try"));
    connector.alterOffsets(config, Map.of(PARTITION, 2L));
    assertThat(offsets(file)).containsExactly("second try|t|0|2", "sink|t|0|6");

    connector.alterOffsets(config, Map.of());
    assertThat(offsets(file)).containsExactly("second try|t|0|-1", "sink|t|0|6");
  }

  @Test
  void offsetsThatOnlyKafkaKeepsConcernNoFile() {
    Path file = folder.resolve("absent.db");
    Map<String, String> config =
        config(Map.of("database", file.toString(), "delivery", "at_least_once"));

    assertThat(connector.alterOffsets(config, Map.of(PARTITION, 1L))).isTrue();
    assertThat(file).doesNotExist();
  }

  @Test
  void offsetsOfAFileThatIsElsewhereCannotBeChangedHere() throws Exception {
    Path file = folder.resolve("data.db");
    Map<String, String> config = config(Map.of("database", file.toString()));

    assertThatThrownBy(() -> connector.alterOffsets(config, Map.of(PARTITION, 1L)))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("leader");
    assertThat(file).doesNotExist();

    Files.createFile(file);
    connector.alterOffsets(config, Map.of(PARTITION, 1L));
    assertThat(offsets(file)).containsExactly("sink|t|0|1");
  }

  private static List<String> offsets(Path file) {
    return Sqlite.query(
        file,
        "select connector, topic, partition, next_offset from _tributary_offsets order by 1, 2, 3");
  }

  private Map<String, String> config(Map<String, String> overrides) {
    Map<String, String> config = new HashMap<>();
    config.put("name", "sink");
    config.put("database", folder.resolve("unused.db").toString());
    config.putAll(overrides);
    return config;
  }

  private Map<String, List<String>> errors(Map<String, String> config) {
    Map<String, List<String>> errors = new HashMap<>();
    for (ConfigValue value : connector.validate(config).configValues()) {
      if (!value.errorMessages().isEmpty()) {
        errors.put(value.name(), value.errorMessages());
      }
    }
    return errors;
  }
}
