package io.tributary.connect.solr;

import static io.tributary.connect.solr.TaskHarness.map;
import static io.tributary.connect.solr.TaskHarness.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tributary.connect.embedded.SolrServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The task on a Solr that lets only some users write. */
class SolrSecurityIT {
  private static final byte[] SALT = "salted for a test".getBytes(StandardCharsets.UTF_8);

  @TempDir static Path folder;
  private static SolrServer solr;

  @BeforeAll
  static void startSolr() throws Exception {
    Path home = Files.createDirectories(folder.resolve("home"));
    Files.writeString(
        home.resolve("security.json"),
        """
        {"authentication": {"class": "solr.BasicAuthPlugin", "blockUnknown": false,
            "credentials": {"indexer": "%s", "reader": "%s"}},
         "authorization": {"class": "solr.RuleBasedAuthorizationPlugin",
            "permissions": [{"name": "update", "role": "writers"},
                {"name": "collection-admin-read", "role": "admins"},
                {"name": "core-admin-read", "role": "admins"}],
            "user-role": {"indexer": "writers"}}}
        """
            .formatted(hash("right"), hash("also right")));
    solr = SolrServer.start(folder);
    createCore("posts");
  }

  @AfterAll
  static void stopSolr() {
    solr.close();
  }

  @Test
  void writesWithUserAndPassword() throws Exception {
    try (TaskHarness sink = start("indexer", "right")) {
      sink.put(record(0, "a", map("n", 1L)));
      sink.awaitSettled();
      await()
          .atMost(TaskHarness.DEADLINE)
          .untilAsserted(
              () ->
                  assertThat(solr.get("/posts/select?wt=json&q=id:a")).contains("\"numFound\":1"));
    }
  }

  @Test
  void aCoreThatAUserMayNotAskForIsWaitedFor() throws Exception {
    try (TaskHarness sink = start("indexer", "right", Map.of("collection", "later"))) {
      sink.put(record(0, "a", map("n", 1L)));
      sink.assertWaiting();
      createCore("later");
      sink.awaitSettled();
    }
  }

  @Test
  void aWrongPasswordFailsAndSaysWhatToSet() {
    assertFails("indexer", "wrong", "401", "solr.password", "solr.bearer.token");
  }

  @Test
  void aUserWithoutThePermissionFailsAndSaysWhatToDo() {
    assertFails("reader", "also right", "403", "permission to update");
  }

  @Test
  void nobodyFailsAndSaysWhatToSet() {
    assertFails(null, null, "401", "solr.username");
  }

  private static void assertFails(
      @Nullable String user, @Nullable String password, String... expected) {
    try (TaskHarness sink = start(user, password)) {
      sink.put(record(0, "a", map("n", 1L)));
      sink.awaitFailure(ConnectException.class, expected);
      assertThat(sink.safe()).isZero();
      assertThat(sink.reporter.records).isEmpty();
    }
  }

  private static void createCore(String name) throws Exception {
    solr.createCore(name, Path.of("src/plugin/etc/configset"));
  }

  private static TaskHarness start(@Nullable String user, @Nullable String password) {
    return start(user, password, Map.of());
  }

  private static TaskHarness start(
      @Nullable String user, @Nullable String password, Map<String, String> overrides) {
    Map<String, String> config =
        new HashMap<>(Map.of("collection", "posts", "commit.within.ms", "100"));
    config.putAll(overrides);
    if (user != null && password != null) {
      config.put("solr.username", user);
      config.put("solr.password", password);
    }
    return TaskHarness.start(solr.url(), config);
  }

  /** As Solr keeps passwords: twice hashed, then the salt. */
  private static String hash(String password) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    digest.update(SALT);
    byte[] once = digest.digest(password.getBytes(StandardCharsets.UTF_8));
    Base64.Encoder base64 = Base64.getEncoder();
    return base64.encodeToString(digest.digest(once)) + " " + base64.encodeToString(SALT);
  }
}
