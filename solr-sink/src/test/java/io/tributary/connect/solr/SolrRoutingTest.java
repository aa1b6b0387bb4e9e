package io.tributary.connect.solr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.tributary.connect.common.CapturedLog;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Routing by what a node says of its cluster. */
class SolrRoutingTest {
  private static final SolrPartition PARTITION = new SolrPartition(new TopicPartition("t", 0));

  private final AtomicInteger questions = new AtomicInteger();
  private String status = "";
  private int code = 200;
  private HttpServer server;
  private String node = "";

  @BeforeEach
  void startServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    node = "http://127.0.0.1:%d/solr".formatted(server.getAddress().getPort());
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            questions.incrementAndGet();
            byte[] body = status.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(code, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
          }
        });
    server.start();
  }

  @AfterEach
  void stopServer() {
    server.stop(0);
  }

  @Test
  void sendsDocumentsToTheLeadersOfTheirShardsInOrder() throws Exception {
    status = cluster("posts", leader("one", node, "active"), leader("two", node, "active"));

    List<SolrRouting.Part> parts = routing().parts(batch("a", "b", "c", "d", "a"));

    // The 32-bit MurmurHash3 of a and d is positive, that of b and c is not.
    assertThat(parts)
        .extracting(part -> part.url() + " " + ids(part))
        .containsExactlyInAnyOrder(node + "/two [a, d, a]", node + "/one [b, c]");
    assertThat(parts)
        .extracting(SolrRouting.Part::place)
        .containsExactlyInAnyOrder(node + "/two 0-7fffffff", node + "/one 80000000-ffffffff");
    assertThat(parts).allSatisfy(part -> assertThat(part.batch().collection()).isEqualTo("posts"));
  }

  @Test
  void waitsForALeader() throws Exception {
    status = cluster("posts", leader("one", node, "down"), leader("two", node, "active"));

    assertThat(routing().parts(batch("a", "b", "c", "d"))).isEmpty();
  }

  @Test
  void leavesNodesThatAreNotConfiguredToTheOthers() throws Exception {
    String other = "http://10.1.2.3:8983/solr";
    status = cluster("posts", leader("one", other, "active"), leader("two", other, "active"));

    assertThat(routing().parts(batch("a", "b", "c", "d")))
        .hasSize(2)
        .extracting(SolrRouting.Part::url)
        .containsOnlyNulls();
  }

  @Test
  void sendsDocumentsOfAnAliasToTheNodesOfTheLeaders() throws Exception {
    status = cluster("real", leader("one", node, "active"), leader("two", node, "active"));
    assertThat(routing().parts(batch("a", "b")))
        .extracting(SolrRouting.Part::url)
        .as("another collection may have it by then")
        .containsOnly(node + "/posts");
  }

  @Test
  void doesNotRouteWhereSolrKnowsNoSuchCollection() throws Exception {
    code = 400;
    status = error("Collection: posts not found");
    try (var log = new CapturedLog()) {
      assertThat(routing().parts(batch("a", "b"))).singleElement().extracting("url").isNull();
      assertThat(log.lines()).noneMatch(line -> line.contains("leaders"));
    }
  }

  @Test
  void knowsWhereDocumentsEndUpOnlyWhereSolrSaysThatItIsOneCore() throws Exception {
    code = 400;
    assertThat(routing().parts(batch("a"))).singleElement().extracting("place").isNull();
    status = error("Solr instance is not running in SolrCloud mode.");
    assertThat(routing().parts(batch("a"))).singleElement().extracting("place").isEqualTo("posts");
  }

  @Test
  void knowsWhereDocumentsOfAnAliasEndUpUntilItStandsForAnotherCollection() throws Exception {
    status = cluster("real", leader("one", node, "active"), leader("two", node, "active"));
    SolrRouting routing = routing();
    assertThat(routing.parts(batch("a")))
        .singleElement()
        .extracting("place")
        .isEqualTo(node + "/two 0-7fffffff");
    status = cluster("next", leader("three", node, "active"), leader("four", node, "active"));
    routing.forget("posts");
    assertThat(routing.parts(batch("a")))
        .singleElement()
        .extracting("place")
        .isEqualTo(node + "/four 0-7fffffff");
  }

  @Test
  void asksAgainOnceToldToForget() throws Exception {
    status = cluster("posts", leader("one", node, "down"), leader("two", node, "down"));
    SolrRouting routing = routing();
    assertThat(routing.parts(batch("a"))).isEmpty();
    status = cluster("posts", leader("one", node, "active"), leader("two", node, "active"));
    assertThat(routing.parts(batch("a"))).isEmpty();
    assertThat(questions).hasValue(1);

    routing.forget("posts");
    assertThat(routing.parts(batch("a"))).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403, 302, 405, 410, 404, 400})
  void doesNotRouteWhereItMayNotAsk(int answer) throws Exception {
    code = answer;
    SolrRouting routing = routing();
    try (var log = new CapturedLog()) {
      assertThat(routing.parts(batch("a", "b"))).singleElement().extracting("url").isNull();
      routing.forget("posts");
      assertThat(routing.parts(batch("a", "b"))).singleElement().extracting("url").isNull();
      assertThat(log.lines()).filteredOn(line -> line.contains("collection-admin-read")).hasSize(1);
    }
  }

  @Test
  void warnsOnceOfAnAliasWithTwoLeadersAtOneNode() throws Exception {
    status = cluster("real", leader("one", node, "active"), leader("two", node, "active"));
    SolrRouting routing = routing();
    try (var log = new CapturedLog()) {
      routing.parts(batch("a"));
      routing.forget("posts");
      routing.parts(batch("a"));
      assertThat(log.lines()).filteredOn(line -> line.contains("posts is an alias")).hasSize(1);
    }
    String other = "http://10.1.2.3:8983/solr";
    status = cluster("real", leader("one", node, "active"), leader("two", other, "active"));
    try (var log = new CapturedLog()) {
      routing().parts(batch("a"));
      assertThat(log.lines()).noneMatch(line -> line.contains("posts is an alias"));
    }
  }

  @ParameterizedTest
  @CsvSource({"500,''", "503,''", "429,''", "408,''", "200,<html>Sign in</html>"})
  void waitsWhereSolrCannotSay(int answer, String body) {
    code = answer;
    status = body;
    SolrRouting routing = routing();
    assertThatThrownBy(() -> routing.parts(batch("a", "b")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("leaders of posts");
  }

  private SolrRouting routing() {
    var config = new SolrSinkConfig(Map.of("solr.url", node));
    return new SolrRouting(new SolrHttp(config), config.urls());
  }

  private static SolrBatch batch(String... ids) {
    return new SolrBatch(
        "posts",
        Stream.of(ids)
            .map(
                id ->
                    new SolrUpdate(
                        new SolrEntry(TaskHarness.record(0, id, null), PARTITION),
                        new SolrOperation.Delete(id, null),
                        1))
            .toList());
  }

  private static List<String> ids(SolrRouting.Part part) {
    return part.batch().updates().stream().map(update -> update.operation().id()).toList();
  }

  private static String error(String message) {
    return "{\"error\": {\"code\": 400, \"msg\": \"%s\"}}".formatted(message);
  }

  private static String cluster(String collection, String first, String second) {
    return """
        {"responseHeader": {"status": 0}, "cluster": {"collections": {"%s": {"router": {"name": "compositeId"}, "shards": {
          "shard1": {"range": "80000000-ffffffff", "state": "active", "replicas": {"r": %s}},
          "shard2": {"range": "0-7fffffff", "state": "active", "replicas": {"r": %s}}}}}}}
        """
        .formatted(collection, first, second);
  }

  private static String leader(String core, String node, String state) {
    return """
        {"core": "%s", "base_url": "%s", "state": "%s", "leader": "true"}"""
        .formatted(core, node, state);
  }
}
