package io.tributary.connect.solr;

import static io.tributary.connect.solr.TaskHarness.map;
import static io.tributary.connect.solr.TaskHarness.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tributary.connect.common.CapturedLog;
import io.tributary.connect.embedded.SolrServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The task on a Solr that lets only some users write, with a certificate that nobody vouches for.
 */
class SolrSecurityIT {
  private static final byte[] SALT = "salted for a test".getBytes(StandardCharsets.UTF_8);

  @TempDir static Path folder;
  private static Map<String, String> trust = Map.of();
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
    Path store = SelfSigned.in(folder);
    trust =
        Map.of(
            "ssl.truststore.location",
            store.toString(),
            "ssl.truststore.password",
            SelfSigned.PASSWORD);
    solr =
        SolrServer.start(
            folder,
            0,
            List.of(
                // Both are needed for JettySolrRunner to look for a key.
                "-Djetty.testMode=true",
                "-Dtests.jettySsl=true",
                "-Djavax.net.ssl.keyStore=" + store,
                "-Djavax.net.ssl.keyStorePassword=" + SelfSigned.PASSWORD));
    assertThat(solr.url()).startsWith("https://");
    solr.addConfigset("tributary", SharedSolr.CONFIGSET);
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
              () -> assertThat(get("/posts/select?wt=json&q=id:a")).contains("\"numFound\":1"));
    }
  }

  @Test
  void aServerThatTheTrustStoreDoesNotVouchForIsGivenNothing() {
    Map<String, String> config =
        Map.of("collection", "posts", "solr.username", "indexer", "solr.password", "right");
    try (var log = new CapturedLog();
        TaskHarness sink = TaskHarness.start(solr.url(), config)) {
      sink.put(record(0, "distrusted", map("n", 1L)));
      sink.assertWaiting();

      assertThat(sink.reporter.records).isEmpty();
      assertThat(log.lines()).anyMatch(line -> line.contains("PKIX"));
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
  void everyRequestCarriesTheToken() throws Exception {
    Map<String, String> config =
        Map.of(
            "collection",
            "made-with-a-token",
            "collection.create",
            "true",
            "configset",
            "made-with-a-token",
            "schema.mode",
            "create");
    SolrServer shared = SharedSolr.server();
    shared.addConfigset("made-with-a-token", SharedSolr.CONFIGSET);
    try (FaultyProxy gate = FaultyProxy.start(shared.url(), 0, fault -> false)) {
      gate.admitOnly("Bearer abc.def");
      try (TaskHarness sink = TaskHarness.start(gate.url(), with(config, "abc.def"))) {
        sink.put(record(0, "a", map("stars", 5L)), record(1, "b", map("stars", 4L)));
        sink.put(record(2, "b", null));
        sink.awaitSettled();
        assertThat(sink.reporter.reasons).isEmpty();
        assertThat(new SolrProbe(shared, "made-with-a-token").ids("stars:5")).containsExactly("a");
      }
      try (TaskHarness sink = TaskHarness.start(gate.url(), with(config, "abc.xyz"))) {
        sink.put(record(3, "c", map("stars", 3L)));
        sink.awaitFailure(ConnectException.class, "401", "solr.bearer.token");
      }
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
    get("/admin/cores?action=CREATE&configSet=tributary&name=" + name);
  }

  private static String get(String path) throws Exception {
    Map<String, String> config = new HashMap<>(trust);
    config.put("solr.url", solr.url());
    SolrHttp.Answer answer = new SolrHttp(new SolrSinkConfig(config)).get(path);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }

  private static Map<String, String> with(Map<String, String> config, String token) {
    Map<String, String> all = new HashMap<>(config);
    all.put("solr.bearer.token", token);
    return all;
  }

  private static TaskHarness start(@Nullable String user, @Nullable String password) {
    return start(user, password, Map.of());
  }

  private static TaskHarness start(
      @Nullable String user, @Nullable String password, Map<String, String> overrides) {
    Map<String, String> config =
        new HashMap<>(Map.of("collection", "posts", "commit.within.ms", "100"));
    config.putAll(trust);
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
