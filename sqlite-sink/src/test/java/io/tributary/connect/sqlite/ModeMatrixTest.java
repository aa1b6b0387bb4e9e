package io.tributary.connect.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every insert.mode with every pk.mode and every delete.enabled: what makes no sense is refused on
 * the property to change, and nothing else is.
 */
class ModeMatrixTest {
  @TempDir Path folder;

  static Stream<Arguments> combinations() {
    return Stream.of(InsertMode.values())
        .flatMap(
            insert ->
                Stream.of(KeyMode.values())
                    .flatMap(
                        key ->
                            Stream.of("true", "false", "")
                                .map(delete -> Arguments.of(insert, key, delete))));
  }

  @ParameterizedTest
  @MethodSource("combinations")
  void refusesWhatMakesNoSense(InsertMode insert, KeyMode key, String delete) {
    Map<String, String> config = new HashMap<>();
    config.put("name", "sink");
    config.put("database", folder.resolve("data.db").toString());
    config.put("insert.mode", lower(insert));
    config.put("pk.mode", lower(key));
    if (key == KeyMode.RECORD_VALUE) {
      config.put("pk.fields", "id");
    }
    if (!delete.isEmpty()) {
      config.put("delete.enabled", delete);
    }
    boolean keyless = key == KeyMode.NONE;
    boolean inserts = insert == InsertMode.INSERT || insert == InsertMode.INSERT_OR_IGNORE;
    Map<String, String> expected = new TreeMap<>();
    if (keyless && !inserts) {
      expected.put("insert.mode", "pk.mode");
    }
    if (insert == InsertMode.UPDATE && key == KeyMode.KAFKA) {
      expected.put("insert.mode", "pk.mode=kafka");
    }
    if (delete.equals("true") && key != KeyMode.RECORD_KEY) {
      expected.put("delete.enabled", "pk.mode=record_key");
    }

    Map<String, String> refused = new TreeMap<>();
    for (ConfigValue value : new SqliteSinkConnector().validate(config).configValues()) {
      value.errorMessages().forEach(message -> refused.put(value.name(), message));
    }
    assertThat(refused.keySet()).isEqualTo(expected.keySet());
    expected.forEach((property, advice) -> assertThat(refused.get(property)).contains(advice));
    if (expected.isEmpty()) {
      new SqliteSinkConfig(config);
    } else {
      Assertions.assertThatThrownBy(() -> new SqliteSinkConfig(config))
          .as("a worker of before validation refuses it too")
          .isInstanceOf(ConfigException.class);
    }
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(java.util.Locale.ROOT);
  }
}
