package io.tributary.connect.solr;

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
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.sink.SinkConnector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SolrSinkConnectorTest {
  private static final Map<String, String> MINIMAL =
      Map.of("solr.url", "http://localhost:8983/solr");

  private final SolrSinkConnector connector = new SolrSinkConnector();

  @Test
  void isFoundAsAService() {
    assertThat(ServiceLoader.load(SinkConnector.class))
        .singleElement()
        .isInstanceOf(SolrSinkConnector.class)
        .satisfies(found -> assertThat(found.version()).isEqualTo(TributaryVersion.current()));
  }

  @Test
  void documentsItsProperties() {
    ConfigDocs.assertDocumented(connector.config());
    ConfigDocs.assertCurrent(Path.of("CONFIG.md"), "Solr sink", connector.config());
  }

  @Test
  void everyConfigurationThatIsShownIsValid() throws Exception {
    List<Map<String, String>> shown = FencedConfigs.in(Path.of("README.md"));
    assertThat(shown).hasSize(3).allSatisfy(config -> assertThat(errors(config)).isEmpty());
    Map<String, String> example =
        new ObjectMapper()
            .readValue(
                Files.readString(Path.of("src/plugin/etc/solr-sink.json")),
                new TypeReference<>() {});
    assertThat(errors(example)).isEmpty();
  }

  @Test
  void needsNothingButAnAddress() {
    assertThat(errors(MINIMAL)).isEmpty();
    assertThat(errors(Map.of())).containsOnlyKeys("solr.url");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "solr.url | ''",
        "solr.url | localhost:8983",
        "solr.url | ftp://localhost/solr",
        "solr.url | http:///solr",
        "solr.url | http://user:secret@localhost/solr",
        "solr.url | http://localhost/solr?wt=json",
        "solr.url | http://a b/solr",
        "collection | ''",
        "collection | -posts",
        "collection | my posts",
        "collection | posts/${topic}",
        "collection | ${}",
        "collection | ${topic",
        "collection | ..",
        "collection | admin",
        "ssl.truststore.type | PEM",
        "connect.timeout.ms | 0",
        "request.timeout.ms | 0",
        "collection.create | maybe",
        "configset | ' '",
        "num.shards | 0",
        "replication.factor | 0",
        "batch.size | 0",
        "batch.max.bytes | 1",
        "linger.ms | -1",
        "max.in.flight | 0",
        "max.buffered.records | 0",
        "commit.within.ms | -2",
        "commit.within.ms | 0",
        "retry.backoff.ms | 0",
        "retry.backoff.max.ms | 0",
        "write.mode | upsert",
        "id.mode | uuid",
        "id.field | a..b",
        "unique.key | ' '",
        "version.mode | external",
        "version.field | .a",
        "version.solr.field | ' '",
        "update.chain | ' '",
        "schema.mode | guess",
        "fields.include | a,a",
        "fields.exclude | a,a",
        "fields.rename | a",
        "fields.rename | a:",
        "fields.rename | a:b,a:c",
        "fields.rename | a:c,b:c",
        "nested.mode | flat",
        "text.fields | a,a",
        "date.fields | a,a",
      })
  void refusesAWrongValueOnItsProperty(String property, String value) {
    assertThat(errors(with(property, value))).containsOnlyKeys(property);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "solr.password | solr.username=u",
        "solr.username | solr.password=p",
        "solr.bearer.token | solr.username=u;solr.password=p;solr.bearer.token=t",
        "collection | collection=posts-${language}",
        "id.field | id.mode=record_value",
        "id.field | id.mode=kafka;id.field=a",
        "delete.enabled | id.mode=kafka;delete.enabled=true",
        "version.field | version.mode=field;delete.enabled=false",
        "version.field | version.mode=kafka_offset;version.field=a",
        "version.mode | version.mode=field;version.field=a",
        "version.mode | version.mode=kafka_offset;write.mode=atomic",
        "version.mode | version.mode=kafka_offset;id.mode=record_value;id.field=a",
        "version.mode | version.mode=kafka_offset;topics=a,b;collection=all",
        "version.mode | version.mode=kafka_offset;topics=;topics.regex=a.*;collection=all",
        "nested.mode | nested.mode=child;write.mode=atomic",
        "copy.to.text | copy.to.text=true;write.mode=atomic",
        "fields.exclude | fields.include=a,b;fields.exclude=b",
      })
  void refusesWhatDoesNotGoTogether(String property, String pairs) {
    Map<String, String> config = new HashMap<>(MINIMAL);
    for (String pair : pairs.split(";", -1)) {
      int equals = pair.indexOf('=');
      config.put(pair.substring(0, equals), pair.substring(equals + 1));
    }
    assertThat(errors(config)).containsOnlyKeys(property);
    assertThatThrownBy(() -> new SolrSinkConfig(config))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(property);
  }

  @Test
  void offsetsAreVersionsWhereATopicHasItsCollectionOrARecordItsDocument() {
    Map<String, String> config = new HashMap<>(with("version.mode", "kafka_offset"));
    config.put("topics", "a,b");
    assertThat(errors(config)).isEmpty();
    config.put("collection", "all");
    config.put("id.mode", "kafka");
    assertThat(errors(config)).isEmpty();
  }

  @Test
  void showsNoCredentialsInErrors() {
    assertThat(errors(with("solr.url", "http://user:secret@localhost/solr")).toString())
        .doesNotContain("secret");
  }

  @Test
  void everyTaskGetsEverything() {
    connector.start(MINIMAL);
    assertThat(connector.taskConfigs(3)).containsExactly(MINIMAL, MINIMAL, MINIMAL);
  }

  private static Map<String, String> with(String property, String value) {
    Map<String, String> config = new HashMap<>(MINIMAL);
    config.put(property, value);
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
