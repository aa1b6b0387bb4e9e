package io.tributary.connect.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;

/** Says of each connector how it is, what it moves, and how far it is behind. */
final class ConnectorTable {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneId.systemDefault());

  /** The same as the space before it, the time and the space after it. */
  private static final String NO_TIME = " ".repeat(17);

  private final Collection<String> connectors;
  private final Clock clock;
  private final Reading nothing;
  private final Map<String, Reading> last = new HashMap<>();

  /**
   * What was counted of a connector at one moment.
   *
   * @param events since its tasks were started
   * @param recordsBehind of a sink
   * @param millisecondsBehind of a source
   */
  record Reading(
      Instant at,
      String state,
      long events,
      OptionalLong recordsBehind,
      OptionalLong millisecondsBehind) {
    static Reading of(Instant at, JsonNode status, String connector, WorkerMetrics metrics) {
      return new Reading(
          at,
          ConnectorTable.state(status),
          metrics.events(connector),
          metrics.recordsBehind(connector),
          metrics.millisecondsBehind(connector));
    }

    /** How many events there were in a second since an earlier reading. */
    double rateSince(Reading earlier) {
      double seconds = Duration.between(earlier.at, at).toMillis() / 1000.0;
      // Tasks that were started anew count from zero.
      long more = events < earlier.events ? events : events - earlier.events;
      return seconds <= 0 ? 0 : more / seconds;
    }

    String lag() {
      if (recordsBehind.isPresent()) {
        return String.format(Locale.ROOT, "lag %,d", recordsBehind.getAsLong());
      }
      return millisecondsBehind.isPresent()
          ? String.format(Locale.ROOT, "lag %.1f s", millisecondsBehind.getAsLong() / 1000.0)
          : "lag unknown";
    }
  }

  ConnectorTable(Collection<String> connectors, Clock clock) {
    this.connectors = connectors;
    this.clock = clock;
    this.nothing = new Reading(clock.instant(), "", 0, OptionalLong.empty(), OptionalLong.empty());
  }

  /** Returns a line for each connector, each with a line break at its end. */
  String show(ConnectRest rest, WorkerMetrics metrics) throws InterruptedException {
    Instant now = clock.instant();
    Map<String, Reading> readings = new HashMap<>();
    for (String connector : connectors) {
      readings.put(connector, Reading.of(now, rest.status(connector), connector, metrics));
    }
    return show(now, readings);
  }

  String show(Instant now, Map<String, Reading> readings) {
    int width = connectors.stream().mapToInt(String::length).max().orElse(0);
    var text = new StringBuilder();
    String before = "       %s  ".formatted(TIME.format(now));
    for (String connector : connectors) {
      Reading reading = readings.get(connector);
      if (reading != null) {
        Reading earlier = Objects.requireNonNullElse(last.put(connector, reading), nothing);
        text.append(before)
            .append(connector)
            .append(" ".repeat(width - connector.length()))
            .append(
                String.format(
                    Locale.ROOT,
                    "  %-8s %7.1f events/s  %s%n",
                    reading.state(),
                    reading.rateSince(earlier),
                    reading.lag()));
        before = NO_TIME;
      }
    }
    return text.toString();
  }

  /** The connector's and its tasks' states in one word, unless they differ. */
  static String state(JsonNode status) {
    List<String> states = new ArrayList<>();
    states.add(status.path("connector").path("state").asText());
    status.path("tasks").forEach(task -> states.add(task.path("state").asText()));
    String connector = states.get(0);
    if (connector.isEmpty()) {
      return "UNKNOWN";
    }
    if (states.contains("FAILED")) {
      return "FAILED";
    }
    if (connector.equals("RUNNING") && states.size() == 1) {
      return "STARTING";
    }
    return states.stream().filter(state -> !state.equals(connector)).findFirst().orElse(connector);
  }
}
