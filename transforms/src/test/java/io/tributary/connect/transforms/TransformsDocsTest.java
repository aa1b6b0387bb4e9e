package io.tributary.connect.transforms;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.connect.common.ConfigDocs;
import io.tributary.connect.common.FencedConfigs;
import io.tributary.connect.common.TributaryVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.Configurable;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.components.Versioned;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.transforms.Transformation;
import org.apache.kafka.connect.transforms.predicates.Predicate;
import org.junit.jupiter.api.Test;

/** What is written about the classes, and how workers find them. */
class TransformsDocsTest {
  private static final String PACKAGE = "io.tributary.connect.transforms.";

  @Test
  void areFoundAsServices() {
    List<Object> found = new ArrayList<>();
    ServiceLoader.load(Transformation.class).forEach(found::add);
    ServiceLoader.load(Predicate.class).forEach(found::add);

    assertThat(found)
        .filteredOn(it -> it.getClass().getName().startsWith(PACKAGE))
        .hasSize(6)
        .allSatisfy(
            it -> assertThat(((Versioned) it).version()).isEqualTo(TributaryVersion.current()))
        .extracting(it -> it.getClass().getName().substring(PACKAGE.length()))
        .containsExactlyInAnyOrder(
            "FieldMatches", "Keep", "Compose$Key", "Compose$Value", "Pick$Key", "Pick$Value");
  }

  @Test
  void pinTheirProperties() {
    List<String> condition =
        List.of(
            "field STRING = none, required",
            "equals STRING = null",
            "any.of LIST = null",
            "pattern STRING = null",
            "exists BOOLEAN = null",
            "less.than STRING = null",
            "greater.than STRING = null",
            "ignore.case BOOLEAN = `false`");

    assertThat(ConfigDocs.signatures(new FieldMatches<SinkRecord>().config()))
        .startsWith(condition.toArray(String[]::new))
        .endsWith("on.tombstone BOOLEAN = `true`")
        .hasSize(9);
    assertThat(ConfigDocs.signatures(new Keep<SinkRecord>().config()))
        .startsWith(condition.toArray(String[]::new))
        .endsWith("on.mismatch STRING = `auto`")
        .hasSize(9);
    assertThat(ConfigDocs.signatures(new Compose.Value<SinkRecord>().config()))
        .containsExactly("field STRING = none, required", "template STRING = none, required");
    assertThat(ConfigDocs.signatures(new Compose.Key<SinkRecord>().config()))
        .containsExactly("field STRING = (empty)", "template STRING = none, required");
    assertThat(ConfigDocs.signatures(new Pick.Value<SinkRecord>().config()))
        .containsExactly("fields LIST = none, required");
  }

  @Test
  void documentTheirProperties() {
    Map<String, ConfigDef> sections = new LinkedHashMap<>();
    sections.put("FieldMatches", new FieldMatches<SinkRecord>().config());
    sections.put("Keep", new Keep<SinkRecord>().config());
    sections.put("Compose$Key", new Compose.Key<SinkRecord>().config());
    sections.put("Compose$Value", new Compose.Value<SinkRecord>().config());
    sections.put("Pick$Key and Pick$Value", new Pick.Value<SinkRecord>().config());

    sections.values().forEach(ConfigDocs::assertDocumented);
    ConfigDocs.assertCurrent(Path.of("CONFIG.md"), "Transforms and predicates", sections);
  }

  @Test
  void everyConfigurationThatIsShownIsValid() throws Exception {
    List<Map<String, String>> shown = new ArrayList<>(FencedConfigs.in(Path.of("README.md")));
    shown.add(
        new ObjectMapper()
            .readValue(
                Files.readString(Path.of("src/plugin/etc/transforms.json")),
                new TypeReference<>() {}));
    Set<String> seen = new TreeSet<>();

    for (Map<String, String> config : shown) {
      for (String kind : List.of("transforms", "predicates")) {
        for (String alias : config.getOrDefault(kind, "").split(",", -1)) {
          String prefix = "%s.%s.".formatted(kind, alias);
          String type = config.getOrDefault(prefix + "type", "");
          if (type.startsWith(PACKAGE)) {
            seen.add(type.substring(PACKAGE.length()));
            check(type, below(prefix, config));
          }
        }
      }
    }

    assertThat(seen)
        .containsExactly("Compose$Key", "Compose$Value", "FieldMatches", "Keep", "Pick$Value");
  }

  private static void check(String type, Map<String, String> config) throws Exception {
    Object plugin = Class.forName(type).getConstructor().newInstance();
    ConfigDef definition =
        plugin instanceof Predicate<?> predicate
            ? predicate.config()
            : ((Transformation<?>) plugin).config();

    assertThat(ConditionConfigTest.errors(definition, config)).as(config.toString()).isEmpty();
    assertThat(config.keySet())
        .as("properties that exist")
        .isSubsetOf(union(definition.names(), Set.of("type", "predicate", "negate")));
    ((Configurable) plugin).configure(config);
  }

  private static Map<String, String> below(String prefix, Map<String, String> config) {
    Map<String, String> below = new HashMap<>();
    config.forEach(
        (name, value) -> {
          if (name.startsWith(prefix)) {
            below.put(name.substring(prefix.length()), value);
          }
        });
    return below;
  }

  private static Set<String> union(Set<String> one, Set<String> other) {
    Set<String> all = new TreeSet<>(one);
    all.addAll(other);
    return all;
  }
}
