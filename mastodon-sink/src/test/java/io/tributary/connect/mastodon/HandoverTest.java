package io.tributary.connect.mastodon;

import static io.tributary.connect.mastodon.Samples.post;
import static io.tributary.connect.mastodon.Samples.uri;
import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.connect.mastodon.FaultyServer.Fault;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.connect.sink.SinkRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A task takes over from one that has not quite ended. */
class HandoverTest {
  private static final String STATUSES = "POST /api/v1/statuses";

  @Test
  void whatTheOldTaskSettlesWhileTheNewOneStartsIsSettled() {
    try (var harness = new PostingHarness()) {
      harness.mastodon.ignoreKeys();
      harness.mastodon.fail(Fault.drop(STATUSES, true));
      SinkRecord record = harness.record(uri("1"), post("1", "Tides"));
      harness.put(record);
      try (MastodonPosting heir = harness.start("sink")) {
        harness.finish();
        assertThat(harness.committable()).isEqualTo(1);
        deliver(harness, heir, record);
      }
      assertThat(harness.mastodon.texts()).containsExactly("Tides");
      assertThat(harness.mastodon.count(STATUSES)).isEqualTo(1);
    }
  }

  @Test
  void whatTheOldTaskPostsBeforeTheNewOneHasThePartitionsIsKnown() {
    try (var harness = new PostingHarness()) {
      harness.posting();
      try (MastodonPosting old = harness.start("sink")) {
        deliver(harness, old, harness.record(uri("1"), post("1", "Tides")));
        assertThat(harness.mastodon.texts()).containsExactly("Tides");
      }
      harness.posting().open();
      harness.post(uri("1"), null);

      assertThat(harness.mastodon.texts()).isEmpty();
      assertThat(harness.committable()).isEqualTo(2);
    }
  }

  @Test
  void whatAnotherTaskHasPostedMeanwhileIsNotPostedAgain() {
    try (var harness = new PostingHarness()) {
      harness.mastodon.ignoreKeys();
      harness.mastodon.fail(Fault.drop(STATUSES, false));
      SinkRecord record = harness.record(uri("1"), post("1", "Tides"));
      harness.put(record);
      try (MastodonPosting heir = harness.start("sink")) {
        deliver(harness, heir, record);
      }
      assertThat(harness.mastodon.texts()).containsExactly("Tides");
      harness.finish();

      assertThat(harness.mastodon.texts()).containsExactly("Tides");
      assertThat(harness.committable()).isEqualTo(1);
    }
  }

  @Test
  void aRequestThatOutlivesItsTaskIsGivenTime() {
    try (var harness =
        new PostingHarness(
            ServerProfile.MASTODON_WITHOUT_LOCK, Map.of("http.timeout.ms", "1000"))) {
      var release = new CountDownLatch(1);
      var first = new AtomicBoolean(true);
      harness.mastodon.whileMaking =
          () -> {
            if (first.getAndSet(false)) {
              await(release);
            }
          };
      SinkRecord record = harness.record(uri("1"), post("1", "Tides"));
      harness.put(record);
      harness.kill();
      harness.put(record);
      assertThat(harness.mastodon.count(STATUSES)).isEqualTo(1);
      assertThat(harness.posting().dueIn()).hasValue(Duration.ofSeconds(10));
      release.countDown();
      Awaitility.await().until(() -> harness.mastodon.texts().size() == 1);
      harness.finish();

      assertThat(harness.mastodon.texts()).containsExactly("Tides");
      assertThat(harness.mastodon.count(STATUSES)).isEqualTo(1);
    }
  }

  private static void await(CountDownLatch release) {
    try {
      assertThat(release.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void deliver(PostingHarness harness, MastodonPosting posting, SinkRecord record) {
    posting.put(List.of(record));
    for (int i = 0; i < 100 && posting.dueIn().isPresent(); i++) {
      harness.clock.advance(posting.dueIn().orElseThrow());
      posting.put(List.of());
    }
    assertThat(posting.dueIn()).isEmpty();
    posting.commit(Map.of());
  }
}
