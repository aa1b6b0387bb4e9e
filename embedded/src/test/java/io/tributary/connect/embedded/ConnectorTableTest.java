package io.tributary.connect.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.connect.embedded.ConnectorTable.Reading;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectorTableTest {
  private static final Instant START = Instant.parse("2026-11-21T09:41:12Z");
  private final ConnectorTable table =
      new ConnectorTable(
          List.of("shows-rss-source", "shows-sink"), Clock.fixed(START, ZoneOffset.UTC));

  @Test
  void showsStateRateAndLag() {
    String first = show(0, source(0, 10), sink(0, "RUNNING", 10, 5));
    String second = show(10, source(10, 35), sink(10, "PAUSED", 10, 1030));

    assertThat(first.lines())
        .first()
        .asString()
        .endsWith("  shows-rss-source  RUNNING      0.0 events/s  lag 1.5 s");
    assertThat(second.lines())
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .endsWith("  shows-rss-source  RUNNING      2.5 events/s  lag 1.5 s"),
            line ->
                assertThat(line)
                    .endsWith("  shows-sink        PAUSED       0.0 events/s  lag 1,030"));
  }

  @Test
  void aTaskThatWasStartedAnewCountsFromZero() {
    String unused = show(0, source(0, 100), sink(0, "RUNNING", 100, 0));

    assertThat(show(2, source(2, 4), sink(2, "RUNNING", 0, 0))).contains("2.0 events/s", "0.0 ev");
  }

  @Test
  @ResourceLock(Resources.LOCALE)
  void writesNumbersAlikeEverywhere() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.GERMANY);
    try {
      assertThat(sink(0, "RUNNING", 0, 1030).lag()).isEqualTo("lag 1,030");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void saysWhenTheLagIsUnknown() {
    var reading = new Reading(START, "RUNNING", 0, OptionalLong.empty(), OptionalLong.empty());

    assertThat(reading.lag()).isEqualTo("lag unknown");
  }

  @ParameterizedTest
  @CsvSource({
    "RUNNING,RUNNING,RUNNING,RUNNING",
    "RUNNING,FAILED,RUNNING,FAILED",
    "RUNNING,RUNNING,UNASSIGNED,UNASSIGNED",
    "RUNNING,,,STARTING",
    "PAUSED,PAUSED,PAUSED,PAUSED",
    "STOPPED,,,STOPPED"
  })
  void sumsUpTheStates(String connector, String first, String second, String expected)
      throws JsonProcessingException {
    String tasks =
        first == null ? "" : "{\"state\": \"%s\"}, {\"state\": \"%s\"}".formatted(first, second);
    String status =
        "{\"connector\": {\"state\": \"%s\"}, \"tasks\": [%s]}".formatted(connector, tasks);

    assertThat(ConnectorTable.state(new ObjectMapper().readTree(status))).isEqualTo(expected);
  }

  private String show(int second, Reading source, Reading sink) {
    return table.show(
        START.plusSeconds(second), Map.of("shows-rss-source", source, "shows-sink", sink));
  }

  private static Reading source(int second, long events) {
    return new Reading(
        START.plusSeconds(second), "RUNNING", events, OptionalLong.empty(), OptionalLong.of(1500));
  }

  private static Reading sink(int second, String state, long events, long lag) {
    return new Reading(
        START.plusSeconds(second), state, events, OptionalLong.of(lag), OptionalLong.empty());
  }
}
