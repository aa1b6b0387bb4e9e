package io.tributary.connect.bluesky;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tributary.connect.bluesky.PdsAccount.Stored;
import io.tributary.connect.common.TributaryVersion;
import io.tributary.connect.embedded.EmbeddedCluster;
import io.tributary.connect.embedded.WorkerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The built plugin in a real worker delivers just what a real server was told. */
class BlueskyPdsIT {
  private static final Path PLUGINS =
      Path.of("target", "tributary-bluesky-source-" + TributaryVersion.current());
  private static final Duration DEADLINE = Duration.ofSeconds(90);
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path directory;
  private static PdsProcess server;
  private static EmbeddedCluster cluster;
  private static WorkerProcess worker;

  @BeforeAll
  static void start(@TempDir Path serverDirectory) throws IOException, InterruptedException {
    server = PdsProcess.start(serverDirectory);
    cluster = EmbeddedCluster.start(directory);
    worker = cluster.startWorker(PLUGINS);
  }

  @AfterAll
  static void stop() {
    if (cluster != null) {
      cluster.close();
    }
    if (server != null) {
      server.close();
    }
  }

  @Test
  void deliversWhatTheServerWasTold() throws Exception {
    PdsAccount ada = server.account("ada.test");
    PdsAccount ben = server.account("ben.test");
    Stored rich = ada.create(richPost(ada, ben));
    ada.update(rich, PdsAccount.postRecord("Edited"));
    Stored passing = ada.post("Here for a moment");
    ada.write(List.of("First of three", "Second of three"), List.of(passing));
    Stored like = ada.create(like(rich));
    JsonNode likeRecord = ada.read(like);
    ada.delete(rich);
    ada.rename("ida.test");
    ada.deactivate();

    Map<String, String> config = config("told");
    config.put("collections", "app.bsky.feed.*");
    config.put("actors", ada.did());
    config.put("identity.topic", "identities");
    config.put("account.topic", "accounts");
    worker.rest().put("told", config);

    List<ConsumerRecord<String, String>> records = cluster.topics().await("told", 8, DEADLINE);
    assertThat(records)
        .extracting(BlueskyPdsIT::summary)
        .containsExactly(
            "create: Grüße, @ben.test: https://example.org/tide",
            "update: Edited",
            "create: Here for a moment",
            "create: First of three",
            "create: Second of three",
            "delete",
            "create: ",
            "delete");
    assertThat(records.get(0).key()).isEqualTo(rich.uri());
    JsonNode post = value(records.get(0));
    assertThat(post.at("/cid").textValue()).isEqualTo(rich.cid());
    assertThat(post.at("/did").textValue()).isEqualTo(ada.did());
    assertThat(post.at("/langs")).hasToString("[\"de\"]");
    assertThat(post.at("/links")).hasToString("[\"https://example.org/tide?full=1\"]");
    assertThat(post.at("/mentions/0").textValue()).isEqualTo(ben.did());
    assertThat(post.at("/media/0/alt").textValue()).isEqualTo("A buoy");
    assertThat(records.get(5).key()).isEqualTo(passing.uri());
    assertThat(records.get(6).key()).isEqualTo(like.uri());
    assertThat(JSON.readTree(value(records.get(6)).at("/record").textValue()))
        .isEqualTo(likeRecord);
    assertThat(records.get(7).key()).isEqualTo(rich.uri());
    assertThat(cluster.topics().await("identities", 2, DEADLINE))
        .allSatisfy(record -> assertThat(record.key()).isEqualTo(ada.did()))
        .extracting(record -> value(record).at("/handle").textValue())
        .contains("ada.test", "ida.test");
    assertThat(cluster.topics().await("accounts", 2, DEADLINE))
        .extracting(record -> value(record).at("/status").textValue())
        .contains("deactivated");
    worker.rest().delete("told");
  }

  @Test
  void losesAndRepeatsNothingThoughTheWorkerIsKilled() throws Exception {
    PdsAccount cleo = server.account("cleo.test");
    List<String> told = Collections.synchronizedList(new ArrayList<>());
    worker.rest().put("killed", config("killed"));
    worker.rest().awaitRunning("killed");
    var done = new AtomicBoolean();
    CompletableFuture<Void> writing =
        CompletableFuture.runAsync(() -> write(cleo, told, done::get));
    try {
      for (int kill = 1; kill <= 2; kill++) {
        int known = posts("killed", cleo).size();
        awaitPosts(cleo, posts -> posts.size() > known + 30);
        worker.kill();
        worker = cluster.startWorker(PLUGINS);
      }
      int known = posts("killed", cleo).size();
      awaitPosts(cleo, posts -> posts.size() > known + 30);
    } finally {
      done.set(true);
      writing.join();
    }
    worker.rest().restart("killed");
    Stored last = cleo.post("the end");
    told.add("create: the end");
    awaitPosts(cleo, posts -> posts.stream().anyMatch(it -> it.key().equals(last.uri())));

    assertThat(posts("killed", cleo)).extracting(BlueskyPdsIT::summary).isEqualTo(told);
    worker.rest().delete("killed");
  }

  @Test
  void followsAHandleOfThisServer() throws Exception {
    PdsAccount eve = server.account("eve.test");
    PdsAccount fay = server.account("fay.test");
    eve.post("wanted");
    fay.post("unwanted");
    Map<String, String> config = config("handle");
    config.put("actors", "@eve.test");
    config.put("handles.resolve", "true");
    config.put("appview.url", server.uri().toString());
    config.put("plc.url", server.directory().toString());
    worker.rest().put("handle", config);
    cluster.topics().await("handle", 1, DEADLINE);
    fay.post("unwanted as well");
    eve.post("wanted as well");

    List<ConsumerRecord<String, String>> records = cluster.topics().await("handle", 2, DEADLINE);

    assertThat(records)
        .extracting(BlueskyPdsIT::summary)
        .containsExactly("create: wanted", "create: wanted as well");
    assertThat(value(records.get(1)).at("/handle").textValue()).isEqualTo("eve.test");
    worker.rest().delete("handle");
  }

  /** Posts, edits, deletes and writes several at once, for as long as somebody wants that. */
  private static void write(PdsAccount account, List<String> told, BooleanSupplier done) {
    for (int i = 0; !done.getAsBoolean(); i++) {
      Stored post = account.post("post " + i);
      told.add("create: post " + i);
      account.write(List.of("a " + i, "b " + i, "c " + i), List.of());
      told.addAll(List.of("create: a " + i, "create: b " + i, "create: c " + i));
      account.update(post, PdsAccount.postRecord("edit " + i));
      told.add("update: edit " + i);
      account.write(List.of("d " + i), List.of(post));
      told.addAll(List.of("create: d " + i, "delete"));
    }
  }

  private static ObjectNode richPost(PdsAccount author, PdsAccount mentioned) {
    ObjectNode post = PdsAccount.postRecord("Grüße, @ben.test: https://example.org/tide");
    post.putArray("langs").add("de");
    ArrayNode facets = post.putArray("facets");
    addFacet(facets, 9, 18, "mention").put("did", mentioned.did());
    addFacet(facets, 20, 44, "link").put("uri", "https://example.org/tide?full=1");
    ObjectNode file = author.upload("taken for an image".getBytes(UTF_8), "image/png");
    ObjectNode embed = post.putObject("embed").put("$type", "app.bsky.embed.images");
    embed.putArray("images").addObject().put("alt", "A buoy").set("image", file);
    return post;
  }

  private static ObjectNode addFacet(ArrayNode facets, int start, int end, String type) {
    ObjectNode facet = facets.addObject();
    facet.putObject("index").put("byteStart", start).put("byteEnd", end);
    return facet.putArray("features").addObject().put("$type", "app.bsky.richtext.facet#" + type);
  }

  private static ObjectNode like(Stored post) {
    ObjectNode like = JSON.createObjectNode().put("$type", "app.bsky.feed.like");
    like.putObject("subject").put("uri", post.uri()).put("cid", post.cid());
    return like.put("createdAt", "2026-11-21T10:00:00.000Z");
  }

  private static Map<String, String> config(String topic) {
    Map<String, String> config = new HashMap<>();
    config.put("connector.class", BlueskySourceConnector.class.getName());
    config.put("endpoints", server.firehose().toString());
    config.put("start.from", "earliest");
    config.put("topic", topic);
    config.put("topic.creation.default.partitions", "1");
    config.put("topic.creation.default.replication.factor", "1");
    return config;
  }

  private static void awaitPosts(
      PdsAccount account, Predicate<List<ConsumerRecord<String, String>>> expected) {
    Awaitility.await()
        .atMost(DEADLINE)
        .pollInterval(Duration.ofMillis(500))
        .until(() -> posts("killed", account), expected);
  }

  private static List<ConsumerRecord<String, String>> posts(String topic, PdsAccount account) {
    return cluster.topics().read(topic).stream()
        .filter(record -> record.key().startsWith("at://" + account.did() + "/"))
        .toList();
  }

  /** What was done, and the text of a post. */
  private static String summary(ConsumerRecord<String, String> record) {
    String operation =
        new String(record.headers().lastHeader("operation").value(), UTF_8).replace("\"", "");
    return record.value() == null
        ? operation
        : operation + ": " + value(record).path("text").asText("");
  }

  private static JsonNode value(ConsumerRecord<String, String> record) {
    try {
      return JSON.readTree(record.value());
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }
}
