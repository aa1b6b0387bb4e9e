package io.tributary.connect.bluesky;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tributary.connect.bluesky.BlueskyEvent.Commit;
import io.tributary.connect.bluesky.PdsAccount.Stored;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The decoder reads what a real server sends, and as that server itself renders it. */
class FirehoseDecoderIT {
  private static PdsProcess server;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    server = PdsProcess.start(folder);
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  @Test
  void readsRecordsAsTheServerRendersThem() {
    PdsAccount ada = server.account("ada.test");
    ObjectNode image = ada.upload(new byte[] {1, 2, 3}, "image/png");
    ObjectNode record = PdsAccount.postRecord("Grüße 👋 语言");
    record.putObject("embed").put("$type", "app.bsky.embed.images");
    ((ObjectNode) record.path("embed"))
        .putArray("images")
        .addObject()
        .put("alt", "")
        .set("image", image);
    Stored first = ada.create(record);
    Stored second = ada.post("plain");

    List<Commit> commits = commits(ada, 2);

    assertThat(commits).allSatisfy(commit -> assertThat(commit.defect()).isNull());
    assertThat(commits.get(0).record()).isEqualTo(ada.read(first));
    assertThat(commits.get(0).cid()).isEqualTo(first.cid());
    assertThat(commits.get(1).record()).isEqualTo(ada.read(second));
    assertThat(commits.get(1).rkey()).isEqualTo(second.rkey());
  }

  @Test
  void readsEveryOperationInOrder() {
    PdsAccount ben = server.account("ben.test");
    Stored post = ben.post("first");
    ben.update(post, PdsAccount.postRecord("second"));
    ben.write(List.of("one", "two"), List.of(post));

    List<Commit> commits = commits(ben, 5);

    assertThat(commits)
        .extracting(Commit::operation)
        .containsExactly(
            Operation.CREATE,
            Operation.UPDATE,
            Operation.CREATE,
            Operation.CREATE,
            Operation.DELETE);
    assertThat(commits).extracting(Commit::index).containsExactly(0, 0, 0, 1, 2);
    assertThat(commits).extracting(Commit::count).containsExactly(1, 1, 3, 3, 3);
    assertThat(commits.get(4).rkey()).isEqualTo(post.rkey());
  }

  @Test
  void readsWhatHappensToAccounts() {
    PdsAccount eve = server.account("eve.test");
    eve.rename("eva.test");
    eve.deactivate();

    List<BlueskyEvent> events = events(eve, FirehoseDecoderIT::isDeactivation);

    assertThat(events)
        .filteredOn(BlueskyEvent.Identity.class::isInstance)
        .extracting(event -> ((BlueskyEvent.Identity) event).handle())
        .containsSubsequence("eve.test", "eva.test");
  }

  @Test
  void readsThatACursorIsNotOfThisServer() {
    try (var recording = new FirehoseRecording(URI.create(server.firehose() + "?cursor=999999"))) {
      Awaitility.await().until(() -> !recording.messages().isEmpty());

      assertThat(decode(recording.messages().get(0)))
          .isInstanceOfSatisfying(
              Frame.Problem.class,
              problem -> assertThat(problem.error()).isEqualTo("FutureCursor"));
    }
  }

  private static boolean isDeactivation(List<BlueskyEvent> events) {
    return events.stream()
        .anyMatch(event -> event instanceof BlueskyEvent.Account account && !account.active());
  }

  private static List<Commit> commits(PdsAccount account, int count) {
    return commits(events(account, events -> commits(events).size() >= count));
  }

  private static List<Commit> commits(List<BlueskyEvent> events) {
    return events.stream().filter(Commit.class::isInstance).map(Commit.class::cast).toList();
  }

  /** Reads the stream from its beginning until all is there that the account has done. */
  private static List<BlueskyEvent> events(
      PdsAccount account, Predicate<List<BlueskyEvent>> complete) {
    try (var recording = new FirehoseRecording(URI.create(server.firehose() + "?cursor=0"))) {
      return Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> events(account, recording), complete);
    }
  }

  private static List<BlueskyEvent> events(PdsAccount account, FirehoseRecording recording) {
    return recording.messages().stream()
        .flatMap(message -> Fixtures.events(decode(message)).stream())
        .filter(event -> event.did().equals(account.did()))
        .toList();
  }

  private static Frame decode(byte[] message) {
    return StreamKind.FIREHOSE.decoder(StreamScope.EVERYTHING, false).decode(message);
  }
}
