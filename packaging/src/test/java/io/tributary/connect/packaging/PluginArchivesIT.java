package io.tributary.connect.packaging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The archives hold what Confluent Hub, Strimzi and an operator with unzip expect. */
class PluginArchivesIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  static List<Path> pluginZips() throws IOException {
    return Build.pluginZips();
  }

  @Test
  void thereIsAZipForEveryPluginDirectory() throws IOException {
    try (var plugins = Files.list(Build.PLUGINS)) {
      assertThat(Build.pluginZips())
          .extracting(zip -> zip.getFileName().toString())
          .containsExactlyElementsOf(
              plugins
                  .map(it -> "%s-%s.zip".formatted(it.getFileName(), Build.version()))
                  .sorted()
                  .toList());
    }
  }

  @ParameterizedTest
  @MethodSource("pluginZips")
  void hasTheLayoutOfAHubComponent(Path zip) throws IOException {
    String top = zip.getFileName().toString().replace(".zip", "/");
    Set<String> names = names(zip);

    assertThat(names).allMatch(name -> name.startsWith(top));
    assertThat(names)
        .contains(
            top + "manifest.json",
            top + "doc/README.md",
            top + "doc/CONFIG.md",
            top + "doc/LICENSE",
            top + "doc/NOTICE",
            top + "doc/THIRD-PARTY-NOTICES.txt",
            top + "doc/sbom.cdx.json",
            top + "assets/logo.svg",
            top + "lib/" + zip.getFileName().toString().replace(".zip", ".jar"));
    assertThat(names).anyMatch(name -> name.matches("\\Q" + top + "\\Eetc/.+\\.json"));
  }

  @ParameterizedTest
  @MethodSource("pluginZips")
  void describesItselfInItsManifest(Path zip) throws IOException {
    JsonNode manifest = JSON.readTree(content(zip, "manifest.json"));

    assertThat(manifest.path("name").asText() + "-" + manifest.path("version").asText() + ".zip")
        .isEqualTo(zip.getFileName().toString());
    assertThat(List.of("source", "sink", "transform"))
        .contains(manifest.path("component_types").path(0).asText());
    assertThat(manifest.path("features").path("kafka_connect_api").asBoolean()).isTrue();
    assertThat(manifest.path("features").path("delivery_guarantee")).isNotEmpty();
    assertThat(manifest.path("features").path("supported_encodings")).isNotEmpty();
    assertThat(manifest.path("license").path(0).path("name").asText()).contains("Apache");
    assertThat(manifest.path("owner").path("username").asText()).isEqualTo("tributary");
    assertThat(manifest.path("release_date").asText()).matches("\\d{4}-\\d{2}-\\d{2}");
    assertThat(manifest.path("tags")).isNotEmpty();
    assertThat(manifest.path("title").asText()).isNotBlank();
    assertThat(manifest.path("description").asText()).isNotBlank();
    assertThat(manifest.toString()).doesNotContain("${");
  }

  @ParameterizedTest
  @MethodSource("pluginZips")
  void leavesKafkaAndLoggingToTheWorker(Path zip) throws IOException {
    Set<String> foreign = new TreeSet<>();
    try (var file = new ZipFile(zip.toFile())) {
      for (ZipEntry jar : Collections.list(file.entries())) {
        if (jar.getName().endsWith(".jar")) {
          byte[] bytes = file.getInputStream(jar).readAllBytes();
          var classes = new ZipInputStream(new ByteArrayInputStream(bytes));
          for (ZipEntry it = classes.getNextEntry(); it != null; it = classes.getNextEntry()) {
            if (it.getName().startsWith("org/apache/kafka/")
                || it.getName().startsWith("org/slf4j/")) {
              foreign.add(jar.getName() + "!" + it.getName());
            }
          }
        }
      }
    }

    assertThat(foreign).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("pluginZips")
  void noticesEveryBundledLibrary(Path zip) throws IOException {
    String notices = new String(content(zip, "doc/THIRD-PARTY-NOTICES.txt"), UTF_8);

    assertThat(names(zip))
        .filteredOn(name -> name.endsWith(".jar"))
        .map(name -> name.substring(name.lastIndexOf('/') + 1))
        .filteredOn(jar -> !jar.startsWith("tributary-"))
        .isNotEmpty()
        .allSatisfy(
            jar -> {
              int dash = jar.replaceFirst("-\\d.*", "").length();
              String version = jar.substring(dash + 1, jar.length() - ".jar".length());
              assertThat(notices).contains(":" + jar.substring(0, dash) + ":" + version);
            });
  }

  @Test
  void theBigZipHoldsThePluginPath() throws IOException {
    Set<String> expected = new TreeSet<>();
    try (var files = Files.walk(Build.PLUGINS)) {
      files
          .filter(Files::isRegularFile)
          .map(file -> Build.PLUGINS.relativize(file).toString())
          .forEach(expected::add);
    }

    assertThat(names(Build.ARCHIVES.resolve("tributary-connect-%s.zip".formatted(Build.version()))))
        .isEqualTo(expected);
  }

  @Test
  void everyZipHasItsChecksum() throws Exception {
    List<Path> zips = new ArrayList<>(Build.pluginZips());
    zips.add(Build.ARCHIVES.resolve("tributary-connect-%s.zip".formatted(Build.version())));

    for (Path zip : zips) {
      byte[] digest = MessageDigest.getInstance("SHA-512").digest(Files.readAllBytes(zip));
      assertThat(Files.readString(zip.resolveSibling(zip.getFileName() + ".sha512")).strip())
          .isEqualTo(HexFormat.of().formatHex(digest) + "  " + zip.getFileName());
    }
  }

  @Test
  void theBillOfMaterialsNamesWhatIsBundled() throws IOException {
    Path bill = Build.ARCHIVES.resolve("tributary-connect-%s.cdx.json".formatted(Build.version()));
    JsonNode components = JSON.readTree(bill.toFile()).path("components");

    assertThat(components.findValuesAsText("name"))
        .contains("rome", "okhttp-jvm", "sqlite-jdbc")
        .doesNotContain("connect-api", "slf4j-api", "assertj-core");
  }

  private static Set<String> names(Path zip) throws IOException {
    Set<String> names = new TreeSet<>();
    try (var file = new ZipFile(zip.toFile())) {
      for (ZipEntry entry : Collections.list(file.entries())) {
        if (!entry.isDirectory()) {
          names.add(entry.getName());
        }
      }
    }
    return names;
  }

  private static byte[] content(Path zip, String name) throws IOException {
    try (var file = new ZipFile(zip.toFile())) {
      ZipEntry entry = file.getEntry(zip.getFileName().toString().replace(".zip", "/") + name);
      return file.getInputStream(entry).readAllBytes();
    }
  }
}
