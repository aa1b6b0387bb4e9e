package io.tributary.connect.solr;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.connect.common.MutableClock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SolrTroublesTest {
  private final MutableClock clock = new MutableClock();
  private final SolrTroubles<String> troubles =
      new SolrTroubles<>(
          new SolrSinkConfig(
              Map.of(
                  "solr.url",
                  "http://127.0.0.1:1/solr",
                  "retry.backoff.max.ms",
                  "30000",
                  "request.timeout.ms",
                  "10000")),
          Duration.ofMinutes(1),
          clock);

  @Test
  void whatGoesWrongAgainAndAgainTakesTooLong() {
    assertThat(troubles.isTooLong("a")).isFalse();
    clock.advance(Duration.ofSeconds(40));
    assertThat(troubles.isTooLong("a")).isFalse();
    clock.advance(Duration.ofSeconds(21));
    assertThat(troubles.isTooLong("b")).isFalse();
    assertThat(troubles.isTooLong("a")).isTrue();
  }

  @Test
  void whatWentWrongLongAgoIsOver() {
    assertThat(troubles.isTooLong("a")).isFalse();
    clock.advance(Duration.ofSeconds(41));
    assertThat(troubles.isTooLong("a")).isFalse();
    clock.advance(Duration.ofSeconds(30));
    assertThat(troubles.isTooLong("a")).isFalse();
  }

  @Test
  void whatWentWellStartsAgain() {
    assertThat(troubles.isTooLong("a")).isFalse();
    clock.advance(Duration.ofSeconds(39));
    troubles.over("a");
    assertThat(troubles.isTooLong("a")).isFalse();
    clock.advance(Duration.ofSeconds(39));
    troubles.over(name -> name.startsWith("a"));
    assertThat(troubles.isTooLong("a")).isFalse();
  }
}
