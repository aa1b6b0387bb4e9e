package io.tributary.connect.rss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.connect.common.ConfigDocs;
import io.tributary.connect.common.FencedConfigs;
import io.tributary.connect.common.TributaryVersion;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.ExactlyOnceSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RssSourceConnectorTest {
  private final RssSourceConnector connector = new RssSourceConnector();

  @Test
  void pinsNameTypeAndDefaultOfEveryProperty() {
    assertThat(ConfigDocs.signatures(RssSourceConfig.DEFINITION))
        .containsExactly(
            "feeds LIST = (empty)",
            "feeds.opml STRING = null",
            "opml.refresh.ms LONG = `3600000`",
            "topic STRING = none, required",
            "timestamp.format STRING = `iso8601`",
            "emit.updates BOOLEAN = `true`",
            "initial.entries STRING = `all`",
            "entry.max.bytes INT = `1000000`",
            "status.topic STRING = null",
            "heartbeat.topic STRING = null",
            "transcripts.topic STRING = null",
            "transcripts.mode STRING = `episode`",
            "transcripts.segment.ms LONG = `30000`",
            "transcripts.languages LIST = (empty)",
            "transcripts.formats LIST = `json,vtt,srt,html,text`",
            "transcripts.retry.ms LONG = `86400000`",
            "poll.interval.ms LONG = `900000`",
            "poll.interval.max.ms LONG = `86400000`",
            "http.timeout.ms INT = `20000`",
            "http.max.body.bytes INT = `33554432`",
            "http.max.concurrent INT = `32`",
            "http.user.agent STRING = `Tributary-RSS-Source/" + TributaryVersion.current() + "`",
            "http.headers PASSWORD = null",
            "proxy.url PASSWORD = null",
            "http.private.addresses STRING = `deny`");
    ConfigDocs.assertDocumented(RssSourceConfig.DEFINITION);
  }

  @Test
  void documentsEveryPropertyInConfigMd() {
    ConfigDocs.assertCurrent(Path.of("CONFIG.md"), "RSS source", RssSourceConfig.DEFINITION);
  }

  @Test
  void acceptsEveryConfigurationOfTheReadmeAndTheExample() throws IOException {
    List<Map<String, String>> configs = FencedConfigs.in(Path.of("README.md"));
    assertThat(configs).isNotEmpty().allSatisfy(config -> assertThat(errors(config)).isEmpty());
    Map<String, String> example =
        new ObjectMapper()
            .readValue(
                Path.of("src/plugin/etc/rss-source.json").toFile(), new TypeReference<>() {});
    assertThat(errors(example)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "feeds | '' | at least one",
        "feeds | ftp://a.example/ | entry 1: not an http or https URL",
        "feeds | a.example/feed | entry 1",
        "feeds | https://a.example/,https://b.example/,,https://c.example/ | entry 3",
        "feeds | https:// | entry 1",
        "feeds | https://a.example/,https://a.example/ | entry 2: its URL is in",
        "feeds | https://u:p@a.example/,https://a.example/ | entry 2: its URL is in the list twice",
        "topic | '' | not a legal topic name",
        "topic | my topic | not a legal topic name",
        "topic | .. | not a legal topic name",
        "timestamp.format | epoch | iso8601",
        "entry.max.bytes | 1 | at least 1024",
        "poll.interval.ms | 0 | at least 1",
        "poll.interval.ms | soon | Not a number",
        "poll.interval.max.ms | 899999 | at least poll.interval.ms",
        "http.timeout.ms | 0 | at least 1",
        "http.max.body.bytes | 1 | at least 1024",
        "http.max.concurrent | 0 | at least 1",
        "feeds | my feed=https://a.example/ | is no name",
        "feeds | =https://a.example/ | is no name",
        "feeds | a=https://a.example/,a=https://b.example/ | entry 2: its name is in the list twice",
        "feeds.opml | ' ' | the path of a file",
        "feeds.opml | https:// | the path of a file",
        "opml.refresh.ms | 0 | at least 1",
        "emit.updates | perhaps | true or false",
        "initial.entries | some | all, none or a number",
        "initial.entries | -1 | all, none or a number",
        "transcripts.topic | a b | not a legal topic name",
        "transcripts.mode | words | episode, segments",
        "transcripts.segment.ms | 0 | at least 1",
        "transcripts.formats | pdf | json, vtt, srt, html or text",
        "transcripts.formats | '' | at least one format",
        "transcripts.retry.ms | -1 | at least 0",
        "status.topic | a b | not a legal topic name",
        "heartbeat.topic | a b | not a legal topic name",
        "http.headers | sesame | line 1",
        "http.headers | 'Na me: sesame' | line 1",
        "http.headers | 'Token: sésame' | line 1",
        "proxy.url | https://proxy.example/ | http://host:port",
        "proxy.url | http://proxy.example/path | http://host:port",
        "proxy.url | proxy.example:8080 | http://host:port",
        "http.private.addresses | maybe | deny",
        "http.user.agent | ' ' | printable ASCII",
        "http.user.agent | Ünïcode | printable ASCII"
      })
  void refusesAWrongValueOnTheRightProperty(String property, String value, String message) {
    Map<String, String> config = config();
    config.put(property, value);

    assertThat(errors(config)).containsOnlyKeys(property);
    assertThat(errors(config).toString()).contains(message);
    assertThatThrownBy(() -> new RssSourceConfig(config)).isInstanceOf(ConfigException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gopher://me:sesame@a.example/",
        "ftp://me:ses/ame@a.example/",
        "me:sesame@a.example/feed",
        "https://me:sesame@/feed"
      })
  void neverRepeatsAPasswordInAnError(String feed) {
    Map<String, String> config = config();
    config.put("feeds", "https://b.example/," + feed);

    config.put("http.headers", "sesame");
    config.put("proxy.url", "https://me:sesame@proxy.example/");
    assertThat(errors(config)).containsOnlyKeys("feeds", "http.headers", "proxy.url");
    assertThat(errors(config).toString())
        .contains("entry 2: not an http or https URL")
        .doesNotContain("sesame", "ses/ame");
    config.put("feeds", "private=https://a.example/sesame?,other=" + feed);
    assertThat(errors(config).toString())
        .contains("entry 2: not an http or https URL")
        .doesNotContain("sesame", "ses/ame");
    config.put("feeds", "https://a.example/sesame,https://a.example/sesame");
    assertThat(errors(config).toString()).contains("entry 2").doesNotContain("sesame");
  }

  @ParameterizedTest
  @ValueSource(strings = {"feeds", "topic"})
  void needsFeedsAndATopic(String property) {
    Map<String, String> config = config();
    config.remove(property);

    assertThat(errors(config)).containsOnlyKeys(property);
  }

  @Test
  void acceptsACommaInAUrlIfItIsEncoded() {
    Map<String, String> config = config();
    config.put("feeds", "https://a.example/feed?tags=a%2Cb");

    assertThat(new RssSourceConfig(config).feeds())
        .extracting(FeedAddress::name)
        .containsExactly("https://a.example/feed?tags=a%2Cb");
  }

  @Test
  void passesOnPropertiesWithoutAValue() {
    Map<String, String> config = config();
    config.put("header.converter", null);
    connector.start(config);

    Map<String, String> task = connector.taskConfigs(1).get(0);
    assertThat(task).containsEntry("header.converter", null);
    assertThat(new RssSourceConfig(task).feeds()).hasSize(1);
  }

  @Test
  void supportsExactlyOnce() {
    assertThat(connector.exactlyOnceSupport(config())).isEqualTo(ExactlyOnceSupport.SUPPORTED);
  }

  @Test
  void acceptsOffsetsOfFeedsAndTheirRemoval() {
    Map<Map<String, ?>, Map<String, ?>> offsets = new HashMap<>();
    offsets.put(RssOffset.partition("https://a.example/"), null);
    offsets.put(RssOffset.partition("https://b.example/"), RssOffset.START.toMap());
    // As DELETE does with what another connector of this name has stored.
    offsets.put(Map.of("file", "x"), null);

    assertThat(connector.alterOffsets(config(), offsets)).isTrue();
  }

  @Test
  void refusesOffsetsItWouldNotUnderstand() {
    assertThatThrownBy(
            () ->
                connector.alterOffsets(
                    config(), Map.of(Map.of("file", "x"), RssOffset.START.toMap())))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("\"feed\"");
    assertThatThrownBy(
            () ->
                connector.alterOffsets(
                    config(), Map.of(RssOffset.partition("https://a.example/"), Map.of("x", 1))))
        .isInstanceOf(ConnectException.class);
  }

  private static Map<String, String> config() {
    Map<String, String> config = new HashMap<>();
    config.put("feeds", "https://a.example/feed");
    config.put("topic", "entries");
    return config;
  }

  private Map<String, List<String>> errors(Map<String, String> config) {
    Map<String, List<String>> errors = new TreeMap<>();
    for (ConfigValue value : connector.validate(config).configValues()) {
      if (!value.errorMessages().isEmpty()) {
        errors.put(value.name(), value.errorMessages());
      }
    }
    return errors;
  }
}
