package io.tributary.connect.bluesky;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.connect.bluesky.FakeConnection.Step;
import io.tributary.connect.common.MutableClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams of some accounts, named by DID or handle. */
class ActorsTest {
  private static final String ALICE = "did:plc:alice";
  private static final String BOB = "did:web:bob.example";

  private final StoredOffsets offsets = new StoredOffsets();
  @RegisterExtension private final FakeJetstream jetstream = FakeJetstream.start();
  @RegisterExtension private final FakeDirectory directory = FakeDirectory.start();

  @Test
  void readsTheAccountsOfHandlesAndOfDids() throws Exception {
    directory.account("alice.example", ALICE);
    directory.wellKnown("bob.example", BOB);
    jetstream.publish(
        FakeEvent.post(1, FakeEvent.START).from(ALICE),
        FakeEvent.post(2, FakeEvent.START + 1).from("did:plc:other"),
        FakeEvent.post(3, FakeEvent.START + 2).from(BOB),
        FakeEvent.post(4, FakeEvent.START + 3).from("did:plc:carol"));
    try (TaskHarness task = start("@Alice.example,bob.example,did:plc:carol")) {
      assertThat(TaskHarness.keys(task.await(3))).containsExactly("key1", "key3", "key4");
      assertThat(jetstream.connections().get(0).values("dids"))
          .containsExactlyInAnyOrder(ALICE, BOB, "did:plc:carol");
    }
  }

  @Test
  void readsNoAccountThatDoesNotKnowItsHandle() throws Exception {
    directory.claim("president.example", ALICE);
    directory.account("alice.example", ALICE);
    directory.account("bob.example", BOB);
    jetstream.publish(FakeEvent.post(1, FakeEvent.START).from(BOB));
    try (TaskHarness task = start("president.example,bob.example")) {
      task.await(1);
      assertThat(jetstream.connections().get(0).values("dids")).containsExactly(BOB);
    }
  }

  @Test
  void readsNothingRatherThanEverythingWhileNoHandleCanBeResolved() throws Exception {
    directory.setDown(true);
    jetstream.publish(FakeEvent.posts(1, 3));
    var clock = new MutableClock();
    try (TaskHarness task = TaskHarness.start(config("alice.example"), offsets, clock)) {
      task.drain(() -> !directory.requests().isEmpty());
      assertThat(jetstream.requests()).isEmpty();

      directory.setDown(false);
      directory.account("alice.example", ALICE);
      jetstream.publish(FakeEvent.post(4, FakeEvent.START + 9).from(ALICE));
      clock.advance(Duration.ofMinutes(6));

      assertThat(TaskHarness.keys(task.await(1))).containsExactly("key4");
    }
  }

  @Test
  void waitsForAHandleThatNobodyCanTellAboutRatherThanLoseItsEvents() throws Exception {
    directory.account("bob.example", BOB);
    directory.setAppViewDown(true);
    offsets.put(
        BlueskyOffset.partition(0, 1),
        StoredOffsets.roundTrip(BlueskyOffset.at(FakeEvent.START, 0).toMap()));
    jetstream.publish(
        FakeEvent.post(1, FakeEvent.START + 1).from(ALICE),
        FakeEvent.post(2, FakeEvent.START + 2).from(BOB),
        FakeEvent.post(3, FakeEvent.START + 3).from(ALICE));
    var clock = new MutableClock();
    Map<String, String> config = config(ALICE + ",bob.example");
    config.put("status.topic", "status");
    try (TaskHarness task = TaskHarness.start(config, offsets, clock)) {
      assertThat(task.await(1))
          .extracting(record -> ((Struct) record.value()).getString("reason"))
          .singleElement()
          .asString()
          .contains("bob.example");
      assertThat(jetstream.requests()).isEmpty();

      directory.setAppViewDown(false);
      clock.advance(Duration.ofMinutes(2));
      List<SourceRecord> records = task.until(() -> task.metrics().messages.get() == 3);

      assertThat(
              TaskHarness.keys(records.stream().filter(it -> it.topic().equals("posts")).toList()))
          .containsExactly("key1", "key2", "key3");
    }
  }

  @Test
  void goesOnWithoutAHandleWhoseHostHasBeenSilentForLong() throws Exception {
    directory.refuseHosts(502);
    offsets.put(
        BlueskyOffset.partition(0, 1),
        StoredOffsets.roundTrip(BlueskyOffset.at(FakeEvent.START, 0).toMap()));
    jetstream.publish(
        FakeEvent.post(1, FakeEvent.START + 1).from(ALICE),
        FakeEvent.post(2, FakeEvent.START + 2).from(BOB));
    var clock = new MutableClock();
    try (TaskHarness task = TaskHarness.start(config(ALICE + ",bob.example"), offsets, clock)) {
      task.drain(() -> directory.requests().size() == 2);
      assertThat(jetstream.requests()).isEmpty();

      clock.advance(Duration.ofMinutes(16));
      assertThat(TaskHarness.keys(task.await(1))).containsExactly("key1");

      directory.refuseHosts(0);
      directory.wellKnown("bob.example", BOB);
      clock.advance(Duration.ofMinutes(6));
      task.drain(() -> jetstream.connections().size() == 2);
      jetstream.publish(FakeEvent.post(3, FakeEvent.START + 3).from(BOB));
      assertThat(TaskHarness.keys(task.await(1))).containsExactly("key3");
    }
  }

  @Test
  void startsWithTheAccountsThatAreKnownWhereNothingWasReadBefore() throws Exception {
    directory.account("bob.example", BOB);
    directory.setAppViewDown(true);
    Map<String, String> config = config(ALICE + ",bob.example");
    config.put("start.from", "now");
    var clock = new MutableClock();
    try (TaskHarness task = TaskHarness.start(config, offsets, clock)) {
      task.drain(() -> task.metrics().connections.get() == 1);
      assertThat(jetstream.connections().get(0).values("dids")).containsExactly(ALICE);

      directory.setAppViewDown(false);
      clock.advance(Duration.ofMinutes(2));
      task.drain(() -> task.metrics().connections.get() == 2);
      assertThat(jetstream.connections().get(1).values("dids"))
          .containsExactlyInAnyOrder(ALICE, BOB);
    }
  }

  @Test
  void isNotStoppedByADidThatIsNone() throws Exception {
    directory.wellKnown("mallory.example", "did:plc:%zz");
    jetstream.publish(FakeEvent.post(1, FakeEvent.START).from(ALICE));
    try (TaskHarness task = start("mallory.example," + ALICE)) {
      assertThat(TaskHarness.keys(task.await(1))).containsExactly("key1");
      assertThat(jetstream.connections().get(0).values("dids")).containsExactly(ALICE);
    }
  }

  @Test
  void followsAHandleToAnotherAccount() throws Exception {
    directory.account("news.example", ALICE);
    jetstream.publish(FakeEvent.post(1, FakeEvent.START).from(ALICE));
    try (TaskHarness task = start("news.example")) {
      List<SourceRecord> records = new ArrayList<>(task.await(1));
      directory.account("news.example", BOB);
      directory.account("alice.example", ALICE);
      jetstream.publish(
          FakeEvent.identity(2, FakeEvent.START + 1, ALICE, "alice.example"),
          FakeEvent.post(3, FakeEvent.START + 2).from(BOB));
      records.addAll(task.await(1));

      assertThat(TaskHarness.keys(records)).containsExactly("key1", "key3");
      assertThat(jetstream.connections()).hasSize(2);
      assertThat(jetstream.connections().get(1).values("dids")).containsExactly(BOB);
    }
  }

  @Test
  void keepsReadingAnAccountThatHasGivenUpItsHandle() throws Exception {
    directory.account("alice.example", ALICE);
    jetstream.publish(FakeEvent.post(1, FakeEvent.START).from(ALICE));
    try (TaskHarness task = start("alice.example")) {
      task.await(1);
      int asked = directory.requests().size();
      directory.forget("alice.example");
      jetstream.publish(FakeEvent.identity(2, FakeEvent.START + 1, ALICE, "alice.net"));
      task.drain(() -> directory.requests().size() > asked);
      jetstream.publish(FakeEvent.post(3, FakeEvent.START + 2).from(ALICE));

      assertThat(TaskHarness.keys(task.await(1))).containsExactly("key3");
    }
  }

  @Test
  void saysThatAnAccountWithoutItsHandleIsReadUntilTheNextRestart() throws Exception {
    directory.account("alice.example", ALICE);
    directory.account("bob.example", BOB);
    Map<String, String> config = config("alice.example,bob.example");
    config.put("status.topic", "status");
    jetstream.publish(FakeEvent.post(1, FakeEvent.START).from(ALICE));
    List<SourceRecord> records = new ArrayList<>();
    try (TaskHarness task = TaskHarness.start(config, offsets)) {
      offsets.commit(task.await(2));
      directory.forget("alice.example");
      jetstream.publish(FakeEvent.identity(2, FakeEvent.START + 1, ALICE, "alice.net"));
      records.addAll(task.await(1));
    }
    assertThat(leftOut(records))
        .contains("alice.example leads to no account any more; " + ALICE, "next restart", "actors");

    records.clear();
    try (TaskHarness task = TaskHarness.start(config, offsets)) {
      while (records.stream().noneMatch(ActorsTest::isLeftOut)) {
        records.addAll(task.await(1));
      }
    }
    assertThat(leftOut(records)).contains("alice.example leads to no account, ", "DID");
  }

  private static boolean isLeftOut(SourceRecord record) {
    return record.topic().equals("status")
        && "left_out".equals(((Struct) record.value()).getString("state"));
  }

  private static String leftOut(List<SourceRecord> records) {
    return ((Struct)
            records.stream().filter(ActorsTest::isLeftOut).findFirst().orElseThrow().value())
        .getString("reason");
  }

  @Test
  void sendsALongListInAMessageAndAgainAfterAReconnect() throws Exception {
    String actors =
        IntStream.range(0, 2_000).mapToObj(i -> "did:plc:a" + i).collect(Collectors.joining(","));
    jetstream.script(
        connection ->
            jetstream.connections().size() == 1
                ? List.of(new Step(1, FakeConnection::abort))
                : List.of());
    jetstream.publish(
        FakeEvent.post(1, FakeEvent.START).from("did:plc:a1"),
        FakeEvent.post(2, FakeEvent.START + 1).from("did:plc:b"),
        FakeEvent.post(3, FakeEvent.START + 2).from("did:plc:a3"));
    Map<String, String> config = config(actors);
    config.put("endpoints", jetstream.url(StreamKind.JETSTREAM_V1));
    try (TaskHarness task = TaskHarness.start(config, offsets)) {
      assertThat(TaskHarness.keys(task.await(2))).containsExactly("key1", "key3");

      assertThat(jetstream.connections())
          .hasSize(2)
          .allSatisfy(
              connection -> {
                assertThat(connection.target()).hasSizeLessThan(200).contains("requireHello=true");
                assertThat(connection.received())
                    .singleElement()
                    .asString()
                    .contains("options_update", "did:plc:a1999", "app.bsky.feed.post");
              });
    }
  }

  @Test
  void addsHandlesThatLeadBack() throws Exception {
    directory.account("alice.example", ALICE);
    directory.claim("bob.example", "did:plc:somebody");
    directory.wellKnown("carol.example", "did:plc:carol");
    Map<String, String> config = TaskHarness.config(jetstream.url(StreamKind.JETSTREAM_V2));
    config.put("handles.resolve", "true");
    directory.configure(config);
    jetstream.publish(
        FakeEvent.post(1, FakeEvent.START).from(ALICE),
        FakeEvent.post(2, FakeEvent.START + 1).from(BOB),
        FakeEvent.post(3, FakeEvent.START + 2).from("did:plc:carol"),
        FakeEvent.post(4, FakeEvent.START + 3).from(ALICE));
    try (TaskHarness task = TaskHarness.start(config, offsets)) {
      List<SourceRecord> records = task.await(4);

      assertThat(records)
          .extracting(record -> ((Struct) record.value()).getString("handle"))
          .containsExactly("alice.example", null, "carol.example", "alice.example");
      assertThat(directory.requests().stream().filter(path -> path.equals("/plc/" + ALICE)))
          .hasSize(1);
    }
  }

  @Test
  void asksForHandlesOfPostsThatAreEmittedOnly() throws Exception {
    directory.account("alice.example", ALICE);
    Map<String, String> config = TaskHarness.config(jetstream.url(StreamKind.JETSTREAM_V2));
    config.put("handles.resolve", "true");
    config.put("keywords", "boat");
    directory.configure(config);
    jetstream.publish(
        FakeEvent.post(1, FakeEvent.START).from("did:plc:other"),
        FakeEvent.post(2, FakeEvent.START + 1).from("did:plc:gone").doing("delete"),
        FakeEvent.identity(3, FakeEvent.START + 2, "did:plc:carol", "carol.example"),
        FakeEvent.post(4, FakeEvent.START + 3).from(ALICE).saying("a boat"));
    try (TaskHarness task = TaskHarness.start(config, offsets)) {
      assertThat(TaskHarness.keys(task.await(2))).containsExactly("key2", "key4");
      assertThat(directory.requests().stream().filter(path -> path.startsWith("/plc/")))
          .containsExactly("/plc/" + ALICE);
    }
  }

  @Test
  void usesAnAnswerThatTakesLongForALaterPost() throws Exception {
    directory.account("alice.example", ALICE);
    Map<String, String> config = TaskHarness.config(jetstream.url(StreamKind.JETSTREAM_V2));
    config.put("handles.resolve", "true");
    directory.configure(config);
    var answer = new CountDownLatch(1);
    directory.before(
        path -> {
          boolean unused = answer.await(20, TimeUnit.SECONDS);
        });
    jetstream.publish(FakeEvent.post(1, FakeEvent.START).from(ALICE));
    try (TaskHarness task = TaskHarness.start(config, offsets)) {
      assertThat(((Struct) task.await(1).get(0).value()).getString("handle")).isNull();
      answer.countDown();
      Awaitility.await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> directory.requests().size() == 2);

      var handles = new ArrayList<String>();
      for (int seq = 2; !handles.contains("alice.example"); seq++) {
        assertThat(seq).isLessThan(50);
        jetstream.publish(FakeEvent.post(seq, FakeEvent.START + seq).from(ALICE));
        handles.add(((Struct) task.await(1).get(0).value()).getString("handle"));
      }
      assertThat(directory.requests()).as("nobody is asked twice").hasSize(2);
    }
  }

  @Test
  void gathersLittleAtATimeWhereEventsWaitForHandles() throws Exception {
    Map<String, String> config = TaskHarness.config(jetstream.url(StreamKind.JETSTREAM_V2));
    config.put("handles.resolve", "true");
    config.put("linger.ms", "800");
    directory.configure(config);
    jetstream.publish(
        FakeEvent.posts(1, 12).stream().map(post -> post.saying("x".repeat(500_000))).toList());
    try (TaskHarness task = TaskHarness.start(config, offsets)) {
      assertThat(task.await(1)).as("two megabytes").hasSizeBetween(1, 5);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"10.0.0.1", "localhost:8083", "inside.example/admin?", "a@b.example", "x"})
  void asksNoAddressThatAStrangerMadeUp(String handle) throws Exception {
    directory.account(handle, ALICE);
    Map<String, String> config = TaskHarness.config(jetstream.url(StreamKind.JETSTREAM_V2));
    config.put("handles.resolve", "true");
    directory.configure(config);
    jetstream.publish(
        FakeEvent.post(1, FakeEvent.START).from(ALICE),
        FakeEvent.post(2, FakeEvent.START + 1).from("did:web:localhost%3A8083"));
    try (TaskHarness task = TaskHarness.start(config, offsets)) {
      assertThat(task.await(2))
          .extracting(record -> ((Struct) record.value()).getString("handle"))
          .containsOnlyNulls();
      assertThat(directory.requests()).containsExactly("/plc/" + ALICE);
    }
  }

  @Test
  void tellsIdentitiesWhereATopicIsNamed() throws Exception {
    Map<String, String> config = TaskHarness.config(jetstream.url(StreamKind.JETSTREAM_V2));
    config.put("identity.topic", "identities");
    jetstream.publish(FakeEvent.identity(1, FakeEvent.START, ALICE, "alice.example"));
    try (TaskHarness task = TaskHarness.start(config, offsets)) {
      SourceRecord record = task.await(1).get(0);

      assertThat(record.topic()).isEqualTo("identities");
      assertThat(record.key()).isEqualTo(ALICE);
      assertThat(((Struct) record.value()).getString("handle")).isEqualTo("alice.example");
    }
  }

  private TaskHarness start(String actors) {
    return TaskHarness.start(config(actors), offsets);
  }

  private Map<String, String> config(String actors) {
    Map<String, String> config = TaskHarness.config(jetstream.url(StreamKind.JETSTREAM_V2));
    config.put("actors", actors);
    directory.configure(config);
    return config;
  }
}
