package io.tributary.connect.mastodon;

import static io.tributary.connect.mastodon.Samples.post;
import static io.tributary.connect.mastodon.Samples.uri;
import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.connect.mastodon.FaultyServer.Fault;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.sink.SinkRecord;
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
