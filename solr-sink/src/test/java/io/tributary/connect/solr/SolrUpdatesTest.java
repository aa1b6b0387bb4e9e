package io.tributary.connect.solr;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tributary.connect.common.MutableClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.solr.common.SolrInputDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that a real Solr gives only in states that it cannot be brought to at will. */
class SolrUpdatesTest {
  private static final SolrPartition PARTITION = new SolrPartition(new TopicPartition("t", 0));
  private static final String OK = "{\"responseHeader\": {\"status\": 0}}";

  /** What is answered to requests whose address contains a word; the last answer stays. */
  private final Map<String, Deque<SolrHttp.Answer>> answers = new LinkedHashMap<>();

  private final MutableClock clock = new MutableClock();
  private HttpServer server;

  @BeforeEach
  void startServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    answer("CLUSTERSTATUS", 400, error(400, "Collection: c not found"));
    answer("cores", 200, "{\"responseHeader\": {\"status\": 0}, \"status\": {\"c\": {}}}");
  }

  @AfterEach
  void stopServer() {
    server.stop(0);
  }

  @Test
  void aCollectionThatIsNotThereIsToBeCreated() {
    answer("update", 404, "<html>Not Found</html>");
    assertThat(send(updates(Map.of()))).isInstanceOf(SolrOutcome.Broken.class);
  }

  @Test
  void aCollectionThatARecordHasChosenIsThatRecordsFault() {
    answer("update", 404, "<html>Not Found</html>");
    assertThat(send(updates(Map.of("collection", "posts-${lang}", "delete.enabled", "false"))))
        .isInstanceOf(SolrOutcome.Misplaced.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {403, 401})
  void aStartingNodeIsWaitedForAlsoByAUserThatMayNotAsk(int status) {
    answer("CLUSTERSTATUS", status, "<html>Unauthorized</html>");
    answer("cores", status, "<html>Unauthorized</html>");
    answer("update", 404, "<html>Not Found</html>");
    SolrUpdates updates = updates(Map.of());

    assertThat(send(updates))
        .isInstanceOf(SolrOutcome.Unavailable.class)
        .asString()
        .contains("collection-admin-read");
    assertThat(sendForThreeMinutes(updates))
        .as("not for ever")
        .isInstanceOf(SolrOutcome.Broken.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 503, 429})
  void aNodeThatCannotSayWhatThereIsIsWaitedFor(int status) {
    answer(
        "CLUSTERSTATUS",
        new SolrHttp.Answer(400, error(400, "Collection: c not found")),
        new SolrHttp.Answer(status, ""));
    answer("update", 404, "<html>Not Found</html>");
    SolrUpdates updates = updates(Map.of());

    assertThat(send(updates)).isInstanceOf(SolrOutcome.Unavailable.class);
    assertThat(send(updates)).isInstanceOf(SolrOutcome.Unavailable.class);
  }

  @Test
  void aTolerantChainIsToldNotToBe() {
    answer("maxErrors=0", 503, error(503, "No registered leader was found"));
    answer("/update", 200, OK);
    assertThat(send(updates(Map.of()))).isInstanceOf(SolrOutcome.Unavailable.class);
  }

  @Test
  void aServerErrorSaysHowLongAgoSolrAcceptedSomething() {
    var failed = new SolrHttp.Answer(500, error(500, "no such luck"));
    answer("CLUSTERSTATUS", 400, error(400, NO_CLOUD));
    answer("update", failed, new SolrHttp.Answer(200, OK), failed);
    SolrUpdates updates = updates(Map.of());

    assertThat(send(updates)).isEqualTo(new SolrOutcome.ServerError(NO_LUCK, null));
    assertThat(send(updates)).isEqualTo(new SolrOutcome.Accepted());
    assertThat(send(updates))
        .isInstanceOfSatisfying(
            SolrOutcome.ServerError.class,
            error -> assertThat(error.accepted()).isBetween(Duration.ZERO, Duration.ofMinutes(1)));
  }

  @Test
  void whatAnUnknownCoreAcceptsSaysNothingOfAServerError() {
    var failed = new SolrHttp.Answer(500, error(500, "no such luck"));
    answer("CLUSTERSTATUS", 403, "<html>Unauthorized</html>");
    answer("update", new SolrHttp.Answer(200, OK), failed);
    SolrUpdates updates = updates(Map.of());

    assertThat(send(updates)).isEqualTo(new SolrOutcome.Accepted());
    assertThat(send(updates)).isEqualTo(new SolrOutcome.ServerError(NO_LUCK, null));
  }

  @Test
  void whatTheCollectionOfAnAliasAcceptsIsHeldAgainstItsServerErrorsOnly() {
    var failed = new SolrHttp.Answer(500, error(500, "no such luck"));
    answer("CLUSTERSTATUS", 200, alias("real"));
    answer("/solr/c/update", new SolrHttp.Answer(200, OK), failed);
    SolrUpdates updates = updates(Map.of());

    assertThat(send(updates)).isEqualTo(new SolrOutcome.Accepted());
    assertThat(send(updates))
        .isInstanceOfSatisfying(
            SolrOutcome.ServerError.class, error -> assertThat(error.accepted()).isNotNull());
    answer("CLUSTERSTATUS", 200, alias("next"));
    assertThat(send(updates)).isEqualTo(new SolrOutcome.ServerError(NO_LUCK, null));
  }

  @Test
  void aDeleteThatIsAcceptedSaysNothingOfDocuments() {
    var failed = new SolrHttp.Answer(500, error(500, "no such luck"));
    answer("CLUSTERSTATUS", 400, error(400, NO_CLOUD));
    answer("update", new SolrHttp.Answer(200, OK), failed);
    SolrUpdates updates = updates(Map.of());

    assertThat(send(updates, new SolrOperation.Delete("b", null)))
        .isEqualTo(new SolrOutcome.Accepted());
    assertThat(send(updates)).isEqualTo(new SolrOutcome.ServerError(NO_LUCK, null));
    assertThat(send(updates, new SolrOperation.Delete("b", null)))
        .isInstanceOfSatisfying(
            SolrOutcome.ServerError.class, error -> assertThat(error.accepted()).isNotNull());
  }

  @Test
  void aSchemaThatCannotBeReadIsNoDocumentsFault() {
    answer("schema", 403, "<html>Unauthorized</html>");
    assertThat(send(updates(Map.of("schema.mode", "create"))))
        .isInstanceOf(SolrOutcome.Broken.class)
        .asString()
        .contains("schema-read");
    answer("schema", 400, "<html>The plain HTTP request was sent to HTTPS port</html>");
    assertThat(send(updates(Map.of("schema.mode", "create"))))
        .isInstanceOf(SolrOutcome.Broken.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "This ConfigSet is immutable.",
        "schema is not editable",
        "Field type 'plong' not found.",
      })
  void aSchemaThatNeverTakesAFieldEndsTheTaskWithTheReason(String reason) {
    answer("schema/fields", 200, OK);
    answer(
        "schema?",
        400,
        """
        {"error": {"code": 400, "msg": "error processing commands", "details": [
          {"errorMessages": ["%s"]}]}}"""
            .formatted(reason));
    assertThat(send(updates(Map.of("schema.mode", "create"))))
        .isInstanceOf(SolrOutcome.Broken.class)
        .asString()
        .contains(reason, "schema.mode=dynamic");
  }

  @Test
  void aSchemaThatDoesNotTakeAFieldForAnotherReasonIsWaitedForAWhile() {
    answer("schema/fields", 200, OK);
    answer("schema?", 400, error(400, "somebody else is at it"));
    SolrUpdates updates = updates(Map.of("schema.mode", "create"));
    assertThat(send(updates)).isInstanceOf(SolrOutcome.Unavailable.class);
    assertThat(sendForThreeMinutes(updates)).isInstanceOf(SolrOutcome.Broken.class);
  }

  @Test
  void aFieldThatWasNotTakenLongAgoIsNotHeldAgainstTheSchema() {
    String field = "{\"responseHeader\": {\"status\": 0}, \"fields\": [{\"name\": \"stars\"}]}";
    answer("schema/fields", 200, OK);
    answer("schema?", 400, error(400, "somebody else is at it"));
    answer("/update", 200, OK);
    SolrUpdates updates = updates(Map.of("schema.mode", "create"));
    assertThat(send(updates)).isInstanceOf(SolrOutcome.Unavailable.class);
    clock.advance(Duration.ofMinutes(1));
    answer("schema/fields", 200, field);
    assertThat(send(updates)).as("taken").isInstanceOf(SolrOutcome.Accepted.class);

    clock.advance(Duration.ofMinutes(1));
    answer("/update", 404, "<html>Not Found</html>");
    assertThat(send(updates)).as("gone").isInstanceOf(SolrOutcome.Broken.class);
    answer("schema/fields", 200, OK);
    clock.advance(Duration.ofSeconds(29));
    assertThat(send(updates)).isInstanceOf(SolrOutcome.Unavailable.class);
    clock.advance(Duration.ofMinutes(1));
    assertThat(send(updates)).isInstanceOf(SolrOutcome.Unavailable.class);
  }

  @Test
  void aFieldThatTheSchemaHasAndUpdatesDoNotKnowIsWaitedForAWhile() {
    answer(
        "schema/fields",
        200,
        "{\"responseHeader\": {\"status\": 0}, \"fields\": [{\"name\": \"stars\"}]}");
    answer("update", 400, error(400, "ERROR: [doc=a] unknown field 'stars'"));
    SolrUpdates updates = updates(Map.of("schema.mode", "create"));
    assertThat(send(updates)).isInstanceOf(SolrOutcome.Unavailable.class);
    assertThat(sendForThreeMinutes(updates)).isInstanceOf(SolrOutcome.Refused.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"posts", "posts-${lang}"})
  void aCollectionThatCannotBeCreatedNowIsNoRecordsFault(String collection) {
    SolrUpdates updates = creating(collection);
    answer("info/system", 500, error(500, "not yet"));
    assertThat(send(updates)).isInstanceOf(SolrOutcome.Unavailable.class);
    answer("info/system", 200, OK);
    answer("action=CREATE", 400, error(400, "Underlying core creation failed"));
    assertThat(send(updates)).isInstanceOf(SolrOutcome.Unavailable.class);
    assertThat(sendForThreeMinutes(updates))
        .isInstanceOf(SolrOutcome.Broken.class)
        .asString()
        .contains("Underlying core");
  }

  @Test
  void aNameThatNoCollectionCanHaveIsTheFaultOfWhoeverHasChosenIt() {
    answer("info/system", 200, OK);
    answer("action=CREATE", 400, error(400, "Invalid core: [a b]. core names must consist of"));
    assertThat(send(creating("posts-${lang}"))).isInstanceOf(SolrOutcome.Misplaced.class);
    assertThat(send(creating("posts"))).isInstanceOf(SolrOutcome.Broken.class);
  }

  @Test
  void aCollectionOfARecordThatSolrDoesNotSpeakOfIsNotThatRecordsFault() {
    answer("CLUSTERSTATUS", 403, "<html>Unauthorized</html>");
    answer("cores", 403, "<html>Unauthorized</html>");
    answer("/update", 404, "<html>Not Found</html>");
    SolrUpdates updates = updates(Map.of("collection", "posts-${lang}", "delete.enabled", "false"));
    assertThat(send(updates)).isInstanceOf(SolrOutcome.Unavailable.class);
    assertThat(sendForThreeMinutes(updates)).isInstanceOf(SolrOutcome.Broken.class);
  }

  private SolrUpdates creating(String collection) {
    // What to ask before the cores, whose address is a part of this one.
    answers.remove("cores");
    answer("/update", 404, "<html>Not Found</html>");
    return updates(
        Map.of("collection", collection, "collection.create", "true", "delete.enabled", "false"));
  }

  /** Returns the last outcome. */
  private SolrOutcome sendForThreeMinutes(SolrUpdates updates) {
    for (int i = 0; i < 3; i++) {
      clock.advance(Duration.ofSeconds(45));
      assertThat(send(updates)).isNotInstanceOf(SolrOutcome.Accepted.class);
    }
    clock.advance(Duration.ofSeconds(45));
    return send(updates);
  }

  private static final String NO_CLOUD = "Solr instance is not running in SolrCloud mode.";
  private static final String NO_LUCK = "Solr answers 500: no such luck";

  private String url() {
    return "http://127.0.0.1:%d/solr".formatted(server.getAddress().getPort());
  }

  private SolrUpdates updates(Map<String, String> overrides) {
    Map<String, String> properties = new HashMap<>(overrides);
    properties.put("solr.url", url());
    var config = new SolrSinkConfig(properties);
    return new SolrUpdates(config, new SolrHttp(config), Duration.ofMinutes(2), clock);
  }

  private static SolrOutcome send(SolrUpdates updates) {
    return send(
        updates,
        new SolrOperation.Upsert(
            "a",
            new SolrInputDocument("id", "a"),
            Map.of("stars", new SolrFieldType(SolrFieldType.Kind.LONG, false))));
  }

  private static SolrOutcome send(SolrUpdates updates, SolrOperation operation) {
    var update =
        new SolrUpdate(
            new SolrEntry(TaskHarness.record(0, operation.id(), null), PARTITION), operation, 1);
    return updates.send(new SolrBatch("c", List.of(update)));
  }

  private void answer(String word, int status, String body) {
    answer(word, new SolrHttp.Answer(status, body));
  }

  private void answer(String word, SolrHttp.Answer... inTurn) {
    answers.put(word, new ArrayDeque<>(List.of(inTurn)));
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      String address = exchange.getRequestURI().toString();
      SolrHttp.Answer answer =
          answers.entrySet().stream()
              .filter(entry -> address.contains(entry.getKey()))
              .findFirst()
              .map(
                  entry ->
                      entry.getValue().size() > 1
                          ? entry.getValue().remove()
                          : entry.getValue().element())
              .orElse(new SolrHttp.Answer(404, ""));
      byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }

  /** Returns what Solr says of an alias that stands for a collection with one shard. */
  private String alias(String collection) {
    return """
        {"responseHeader": {"status": 0}, "cluster": {"collections": {"%s": {
          "router": {"name": "compositeId"}, "shards": {"shard1": {
            "range": "80000000-7fffffff", "state": "active", "replicas": {"r": {
              "core": "%s_1", "base_url": "%s", "state": "active", "leader": "true"}}}}}}}}
        """
        .formatted(collection, collection, url());
  }

  private static String error(int status, String message) {
    return "{\"error\": {\"code\": %d, \"msg\": \"%s\"}}".formatted(status, message);
  }
}
