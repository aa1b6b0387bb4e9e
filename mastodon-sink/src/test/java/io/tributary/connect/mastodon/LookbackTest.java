package io.tributary.connect.mastodon;

import static io.tributary.connect.mastodon.Samples.post;
import static io.tributary.connect.mastodon.Samples.uri;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.connect.common.CapturedLog;
import io.tributary.connect.mastodon.FaultyServer.Fault;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Looking through what an account has posted takes as few requests as it can, and no put long. */
class LookbackTest {
  private static final String STATUSES = "POST /api/v1/statuses";
  private static final String LIST = "GET /api/v1/accounts/42/statuses";

  @Test
  void manyPagesAreReadOverSeveralPuts() {
    try (var harness = new PostingHarness()) {
      harness.mastodon.ignoreKeys();
      harness.mastodon.fail(Fault.drop(STATUSES, true));
      harness.put(harness.record(uri("1"), post("1", "Tides")));
      IntStream.range(0, 200).forEach(i -> harness.mastodon.postByHand("By hand " + i));
      harness.mastodon.beforeAct = () -> harness.clock.advance(Duration.ofSeconds(2));
      long before = 0;
      int puts = 0;
      while (harness.posting().dueIn().isPresent()) {
        harness.clock.advance(harness.posting().dueIn().orElseThrow());
        harness.put();
        assertThat(harness.mastodon.count(LIST) - before).isLessThanOrEqualTo(2);
        before = harness.mastodon.count(LIST);
        assertThat(++puts).isLessThan(50);
      }
      assertThat(before).isGreaterThan(5);
      assertThat(harness.mastodon.count(STATUSES)).isEqualTo(1);
    }
  }

  @Test
  void aLookThatTakesMinutesComesToItsEnd() {
    try (var harness = new PostingHarness()) {
      harness.mastodon.ignoreKeys();
      harness.mastodon.fail(Fault.drop(STATUSES, true));
      harness.put(harness.record(uri("1"), post("1", "Tides")));
      IntStream.range(0, 400).forEach(i -> harness.mastodon.postByHand("By hand " + i));
      harness.mastodon.beforeAct = () -> harness.clock.advance(Duration.ofSeconds(20));
      harness.finish();

      assertThat(harness.mastodon.count(STATUSES)).isEqualTo(1);
      assertThat(harness.mastodon.count(LIST)).isLessThanOrEqualTo(12);
    }
  }

  @Test
  void whatIsNotLookedAtIsSaid() {
    try (var captured = new CapturedLog();
        var harness = new PostingHarness()) {
      harness.mastodon.fail(Fault.drop(STATUSES, true));
      harness.put(harness.record(uri("1"), post("1", "Tides")));
      IntStream.range(0, 2100).forEach(i -> harness.mastodon.postByHand("By hand " + i));
      harness.finish();

      assertThat(harness.mastodon.count(LIST)).isEqualTo(50);
      assertThat(captured.lines())
          .filteredOn(line -> line.startsWith("WARN") && line.contains("are looked at"))
          .hasSize(1);
    }
  }

  @Test
  void oneLookIsEnoughForAllThatWasPendingAtTheStart() {
    try (var harness = new PostingHarness()) {
      harness.mastodon.allow(0, Duration.ofMinutes(30));
      SinkRecord[] records =
          IntStream.range(0, 50)
              .mapToObj(i -> harness.record(uri("p" + i), post("p" + i, "Note " + i)))
              .toArray(SinkRecord[]::new);
      harness.put(records);
      harness.kill();
      harness.mastodon.allow(300, Duration.ofHours(3));
      harness.put(records);
      harness.finish();

      assertThat(harness.mastodon.texts()).hasSize(50);
      assertThat(harness.mastodon.count(LIST)).isLessThanOrEqualTo(3);
    }
  }

  @Test
  void whatHasBeenPendingForWeeksIsLookedForWhenItsRecordComes() {
    try (var harness = new PostingHarness(Map.of("max.age.ms", "-1"))) {
      harness.mastodon.ignoreKeys();
      harness.mastodon.fail(Fault.drop(STATUSES, true));
      SinkRecord late = harness.record(uri("1"), post("1", "Tides"));
      harness.put(late);
      harness.kill();
      harness.clock.advance(Duration.ofDays(8));
      SinkRecord other = harness.record(uri("2"), post("2", "Moon"));
      harness.put(other);
      assertThat(harness.mastodon.texts()).containsExactly("Tides", "Moon");
      assertThat(harness.mastodon.count(LIST)).isZero();

      harness.deliver(late);
      assertThat(harness.mastodon.texts()).containsExactly("Tides", "Moon");
      assertThat(harness.mastodon.made()).isEqualTo(2);
    }
  }

  @Test
  void whatHasBeenPendingForWeeksIsDeletedWhenItsTombstoneComes() {
    try (var harness = new PostingHarness(Map.of("max.age.ms", "-1"))) {
      harness.mastodon.fail(Fault.drop(STATUSES, true));
      harness.put(harness.record(uri("1"), post("1", "Tides")));
      assertThat(harness.mastodon.texts()).containsExactly("Tides");
      harness.kill();
      harness.clock.advance(Duration.ofDays(8));
      // The topic has been compacted: the record itself is not there any more.
      harness.post(uri("1"), null);

      assertThat(harness.mastodon.texts()).isEmpty();
      assertThat(harness.committable()).isEqualTo(2);
    }
  }

  @Test
  void aStateThatCannotBeReadIsClosed() {
    var closed = new AtomicBoolean();
    StateLog broken =
        new RememberedState() {
          @Override
          public Map<String, String> read() {
            throw new IllegalStateException("cannot be read");
          }

          @Override
          public void close() {
            closed.set(true);
          }
        };
    var config =
        new MastodonSinkConfig(Map.of("instance.url", "https://x.example", "access.token", "t"));

    assertThatThrownBy(
            () ->
                MastodonPosting.start(
                    config,
                    new MastodonReports(null),
                    broken,
                    new MastodonMetrics(),
                    Clock.systemUTC()))
        .hasMessage("cannot be read");
    assertThat(closed).isTrue();
  }

  @Test
  void aStateThatCannotBeWrittenIsNoWarningASecond() {
    try (var captured = new CapturedLog();
        var harness = new PostingHarness()) {
      harness.state.broken = true;
      harness.put(harness.record(uri("1"), post("1", "Tides")));
      for (int i = 0; i < 30; i++) {
        harness.clock.advance(Duration.ofSeconds(1));
        harness.put();
      }
      assertThat(captured.lines()).filteredOn(line -> line.startsWith("WARN")).hasSize(1);
    }
  }

  @Test
  void whatBecameOfEverythingIsLoggedAtTheEnd() {
    try (var captured = new CapturedLog()) {
      try (var harness = new PostingHarness()) {
        harness.mastodon.fail(Fault.drop(STATUSES, true));
        harness.post(uri("1"), post("1", "Tides"));
      }
      assertThat(captured.lines())
          .anyMatch(
              line ->
                  line.contains("posted-total=1")
                      && line.contains("failures-total=1")
                      && line.contains("media-failed-total=0"));
    }
  }

  @Test
  void aPostWithoutTextIsNotPostedAsNull() {
    try (var harness = new PostingHarness()) {
      Map<String, @Nullable Object> record = Samples.with(post("1", ""), "text", null);
      harness.post(uri("1"), record);

      assertThat(harness.mastodon.texts()).isEmpty();
      assertThat(harness.reporter.reasons).hasSize(1);
    }
  }
}
