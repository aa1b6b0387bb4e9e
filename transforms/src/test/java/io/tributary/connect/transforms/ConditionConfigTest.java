package io.tributary.connect.transforms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What FieldMatches and Keep refuse, at configure and when a worker only validates. */
class ConditionConfigTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "field=tags                              | field        | add one of equals, any.of",
        "equals=x                                | field        | Missing required",
        "field=;equals=x                         | field        | a field such as card.url",
        "field=a..b;equals=x                     | field        | single dots",
        "field=a b;equals=x                      | field        | single dots",
        "field=@keys;equals=x                    | field        | @value.@keys",
        "field=@header.;equals=x                 | field        | @header.NAME",
        "field=@key.;equals=x                    | field        | single dots",
        "field=a;equals=x;pattern=y              | pattern      | there is equals already",
        "field=a;any.of=x,y;exists=true          | exists       | there is any.of already",
        "field=a;equals=x;less.than=1            | less.than    | there is equals already",
        "field=a;equals=x;less.than=2;greater.than=1 | greater.than | there is equals already",
        "field=a;any.of=                         | any.of       | one is empty",
        "field=a;any.of=x,,y                     | any.of       | one is empty",
        "field=a;pattern=                        | pattern      | every text",
        "field=a;pattern=x*                      | pattern      | every text",
        "field=a;pattern=[                       | pattern      | RE2",
        "field=a;pattern=(a)\\1                  | pattern      | back-references",
        "field=a;pattern=(?!x)y                  | pattern      | look-around",
        "field=a;exists=maybe                    | exists       | true or false",
        "field=a;less.than=soon                  | less.than    | a number such as",
        "field=a;less.than=2026-13-01            | less.than    | a number such as",
        "field=a;greater.than=                   | greater.than | a number such as",
        "field=a;less.than=1;greater.than=1      | less.than    | nothing is below it",
        "field=a;less.than=1;greater.than=2      | less.than    | nothing is below it",
        "field=a;less.than=2026-01-01;greater.than=2026-01-02 | less.than | nothing is below it",
        "field=a;less.than=1;greater.than=2026-01-02 | less.than | make both alike",
        "field=a;exists=true;ignore.case=true    | ignore.case  | remove it",
        "field=a;less.than=1;ignore.case=true    | ignore.case  | remove it"
      })
  void refusesWhatCannotBeMeant(String properties, String property, String message) {
    Map<String, String> config = config(properties);

    for (ConfigDef definition :
        List.of(new FieldMatches<SinkRecord>().config(), new Keep<SinkRecord>().config())) {
      assertThat(errors(definition, config).get(property))
          .as("%s of %s", property, errors(definition, config))
          .anySatisfy(error -> assertThat(error).contains(message));
    }
    assertThatThrownBy(() -> new FieldMatches<SinkRecord>().configure(config))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(message);
    assertThatThrownBy(() -> new Keep<SinkRecord>().configure(config))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "field=a.b.0;equals=",
        "field=@value.@type;equals=Note",
        "field=@value;pattern=x",
        "field=@key;exists=false",
        "field=@header.a b;any.of=x , y",
        "field=a;pattern=^x$;ignore.case=true",
        "field=a;pattern=^$",
        "field=a;less.than=2;greater.than=1",
        "field=a;less.than=2026-11-21;greater.than=2026-11-20T23:59:59+01:00"
      })
  void acceptsTheRest(String properties) {
    Map<String, String> config = config(properties);

    assertThat(errors(new Keep<SinkRecord>().config(), config)).isEmpty();
    new Keep<SinkRecord>().configure(config);
    new FieldMatches<SinkRecord>().configure(config);
  }

  @Test
  void aWorkerThatEmbedsTheDefinitionIsToldOfConflictsToo() {
    var worker = new ConfigDef();
    worker.embed("transforms.k.", "Transforms: k", 0, new Keep<SinkRecord>().config());

    assertThat(
            errors(
                worker,
                Map.of(
                    "transforms.k.field", "tags",
                    "transforms.k.equals", "sea",
                    "transforms.k.exists", "true")))
        .containsOnlyKeys("transforms.k.exists");
  }

  @ParameterizedTest
  @CsvSource({"on.mismatch,drop", "on.mismatch,''"})
  void keepRefusesAnotherOutcome(String property, String value) {
    Map<String, String> config = Map.of("field", "a", "equals", "b", property, value);

    assertThat(errors(new Keep<SinkRecord>().config(), config)).containsOnlyKeys(property);
    assertThatThrownBy(() -> new Keep<SinkRecord>().configure(config))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(property);
  }

  static Map<String, List<String>> errors(ConfigDef definition, Map<String, String> config) {
    Map<String, List<String>> errors = new HashMap<>();
    for (ConfigValue value : definition.validate(config)) {
      if (!value.errorMessages().isEmpty()) {
        errors.put(value.name(), value.errorMessages());
      }
    }
    return errors;
  }

  private static Map<String, String> config(String properties) {
    Map<String, String> config = new HashMap<>();
    Arrays.stream(properties.split(";", -1))
        .map(property -> property.split("=", 2))
        .forEach(property -> config.put(property[0], property[1]));
    return config;
  }
}
