package io.tributary.connect.mastodon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.connect.common.ConfigDocs;
import io.tributary.connect.common.FencedConfigs;
import io.tributary.connect.common.TributaryVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.sink.SinkConnector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MastodonSinkConnectorTest {
  private final MastodonSinkConnector connector = new MastodonSinkConnector();

  @Test
  void isFoundAsAService() {
    assertThat(ServiceLoader.load(SinkConnector.class))
        .anySatisfy(
            found -> {
              assertThat(found).isInstanceOf(MastodonSinkConnector.class);
              assertThat(found.version()).isEqualTo(TributaryVersion.current());
            });
  }

  @Test
  void pinsItsProperties() {
    assertThat(ConfigDocs.signatures(connector.config()))
        .containsExactly(
            "instance.url STRING = none, required",
            "access.token PASSWORD = null",
            "dry.run BOOLEAN = `false`",
            "http.timeout.ms INT = `30000`",
            "retry.backoff.max.ms INT = `60000`",
            "retry.give.up.ms LONG = `-1`",
            "status.template STRING = (empty)",
            "html.fields LIST = `summary,content`",
            "visibility STRING = `unlisted`",
            "language STRING = (empty)",
            "spoiler.text STRING = (empty)",
            "sensitive BOOLEAN = `false`",
            "labels.map LIST = `porn=Adult content,sexual=Sexual"
                + " content,nudity=Nudity,graphic-media=Graphic media`",
            "hashtags.append LIST = (empty)",
            "mentions STRING = `name`",
            "overflow STRING = `split`",
            "split.numbers BOOLEAN = `false`",
            "split.max INT = `10`",
            "record.identity STRING = `auto`",
            "include.replies STRING = `self`",
            "delete.enabled BOOLEAN = `true`",
            "on.missing STRING = `skip`",
            "max.age.ms LONG = `86400000`",
            "max.per.hour INT = `0`",
            "media.mode STRING = `upload`",
            "media.on.failure STRING = `post`",
            "media.timeout.ms INT = `120000`",
            "media.max.bytes INT = `104857600`",
            "http.private.addresses STRING = `deny`",
            "plc.directory.url STRING = `https://plc.directory`",
            "state.topic STRING = (empty)",
            "state.group STRING = (empty)",
            "state.topic.replication.factor SHORT = `-1`",
            "state.kafka.bootstrap.servers STRING = (empty)");
  }

  @Test
  void documentsItsProperties() {
    ConfigDocs.assertDocumented(connector.config());
    ConfigDocs.assertCurrent(Path.of("CONFIG.md"), "Mastodon sink", connector.config());
  }

  @Test
  void everyConfigurationThatIsShownIsValid() throws Exception {
    List<Map<String, String>> shown = FencedConfigs.in(Path.of("README.md"));
    assertThat(shown).isNotEmpty().allSatisfy(config -> assertThat(errors(config)).isEmpty());
    Map<String, String> example =
        new ObjectMapper()
            .readValue(
                Files.readString(Path.of("src/plugin/etc/mastodon-sink.json")),
                new TypeReference<>() {});
    assertThat(errors(example)).isEmpty();
  }

  @Test
  void everyPitfallHasATestThatIsThere() throws Exception {
    List<String> rows =
        Files.readString(Path.of("README.md"))
            .lines()
            .dropWhile(line -> !line.startsWith("| pitfall "))
            .skip(2)
            .takeWhile(line -> line.startsWith("|"))
            .toList();
    assertThat(rows).hasSize(10);
    for (String row : rows) {
      List<String> named =
          Pattern.compile("`(\\w*)(?:\\.(\\w+))?`")
              .matcher(row)
              .results()
              .map(name -> name.group(1) + "." + name.group(2))
              .toList();
      assertThat(named).as(row).isNotEmpty();
      String inClass = "";
      for (String name : named) {
        String[] parts = name.split("\\.", 2);
        inClass = parts[0].isEmpty() ? inClass : parts[0];
        Class<?> test = Class.forName(getClass().getPackageName() + "." + inClass);
        assertThat(parts[1].equals("null") || hasMethod(test, parts[1])).as(row + name).isTrue();
      }
    }
  }

  private static boolean hasMethod(Class<?> test, String name) {
    return Arrays.stream(test.getDeclaredMethods()).anyMatch(it -> it.getName().equals(name));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "instance.url; mastodon.example",
        "instance.url; ftp://mastodon.example",
        "instance.url; http://mastodon.example",
        "instance.url; http://93.184.215.14",
        "instance.url; http://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]",
        "instance.url; https://mastodon.example/@bot",
        "instance.url; https://me:secret@mastodon.example",
        "access.token; two words",
        "access.token; ''",
        "http.timeout.ms; 0",
        "http.timeout.ms; 30001",
        "retry.backoff.max.ms; 0",
        "status.template; ${title",
        "status.template; ${}",
        "status.template; ${@tpic}",
        "status.template; [[ always ]]",
        "spoiler.text; ${a||b}",
        "visibility; secret",
        "language; 12",
        "labels.map; =Words",
        "mentions; ping",
        "overflow; drop",
        "split.max; 0",
        "record.identity; value",
        "include.replies; some",
        "on.missing; fail",
        "max.age.ms; -2",
        "max.per.hour; -1",
        "media.mode; embed",
        "media.on.failure; retry",
        "http.private.addresses; some",
        "plc.directory.url; plc",
        "state.topic; a topic",
        "state.topic.replication.factor; 0"
      })
  void refusesAWrongValueOnItsProperty(String property, String value) {
    assertThat(errors(config(Map.of(property, value)))).containsOnlyKeys(property);
    assertThatThrownBy(() -> new MastodonSinkConfig(config(Map.of(property, value))))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(property);
  }

  @Test
  void aStateTopicNeedsItsBrokers() {
    Map<String, String> config = config(Map.of("state.topic", "state"));
    config.remove("state.kafka.bootstrap.servers");
    assertThat(errors(config)).containsOnlyKeys("state.kafka.bootstrap.servers");
  }

  @Test
  void theClientOfTheStateTopicGetsWhatFollowsItsPrefix() {
    Map<String, String> config =
        config(
            Map.of(
                "state.topic", "state",
                "state.kafka.security.protocol", "SASL_SSL",
                "state.kafka.sasl.jaas.config", "login with s3cret"));
    assertThat(errors(config)).isEmpty();
    var parsed = new MastodonSinkConfig(config);
    assertThat(parsed.stateClient())
        .containsOnly(
            Map.entry("bootstrap.servers", "localhost:9092"),
            Map.entry("security.protocol", "SASL_SSL"),
            Map.entry("sasl.jaas.config", "login with s3cret"));
    assertThat(parsed.values().toString()).doesNotContain("s3cret");
  }

  @Test
  void aDryRunNeedsNoToken() {
    Map<String, String> config = config(Map.of("dry.run", "true"));
    config.remove("access.token");
    assertThat(errors(config)).isEmpty();
    config.put("dry.run", "false");
    assertThat(errors(config)).containsOnlyKeys("access.token");
  }

  @Test
  void neverShowsTheToken() {
    for (ConfigValue value :
        connector.validate(config(Map.of("access.token", "to ken"))).configValues()) {
      assertThat(value.errorMessages().toString()).doesNotContain("to ken");
    }
    assertThat(new MastodonSinkConfig(config(Map.of())).values().toString())
        .doesNotContain("abcdef");
  }

  @Test
  void runsOneTaskHoweverManyAreAskedFor() {
    connector.start(config(Map.of()));
    assertThat(connector.taskConfigs(8)).containsExactly(config(Map.of()));
    assertThat(connector.alterOffsets(config(Map.of()), Map.of())).isTrue();
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

  private static Map<String, String> config(Map<String, String> overrides) {
    Map<String, String> config =
        new HashMap<>(
            Map.of(
                "instance.url", "https://mastodon.example",
                "access.token", "abcdef",
                "state.kafka.bootstrap.servers", "localhost:9092"));
    config.putAll(overrides);
    return config;
  }
}
