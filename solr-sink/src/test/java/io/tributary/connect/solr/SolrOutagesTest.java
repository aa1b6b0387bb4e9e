package io.tributary.connect.solr;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.connect.common.MutableClock;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class SolrOutagesTest {
  private final SolrLane one = new SolrLane("c", update -> {});
  private final SolrLane other = new SolrLane("c", update -> {});
  private final MutableClock clock = new MutableClock();
  private final SolrOutages outages = new SolrOutages(clock);

  @Test
  void saysEachOutageOnceInFiveMinutes() {
    assertThat(outages.failed("c", one, "no leader")).hasValueSatisfying(contains("no leader"));
    assertThat(outages.failed("c", one, "no leader")).isEmpty();
    clock.advance(Duration.ofMinutes(4));
    assertThat(outages.failed("c", other, "refused")).isEmpty();
    clock.advance(Duration.ofMinutes(1));
    assertThat(outages.failed("c", one, "unknown host"))
        .hasValueSatisfying(contains("300 s", "4 attempts", "unknown host"));
  }

  @Test
  void isOverWhenNoLaneOfTheCollectionIsLeft() {
    assertThat(outages.over("c", one)).isEmpty();
    outages.failed("c", one, "no leader");
    outages.failed("c", other, "no leader");
    outages.failed("d", one, "no leader");
    assertThat(outages.over("c", one)).as("the other still fails").isEmpty();
    assertThat(outages.over("c", one)).isEmpty();
    assertThat(outages.over("c", other)).hasValueSatisfying(contains("c accepts", "2 failed"));
    assertThat(outages.failed("c", one, "again")).isPresent();
  }

  @Test
  void forgetsWhatIsGoneWithoutAWord() {
    outages.failed("c", one, "no leader");
    outages.gone("c", one);
    assertThat(outages.over("c", one)).isEmpty();
  }

  private static Consumer<String> contains(String... words) {
    return text -> assertThat(text).contains(words);
  }
}
