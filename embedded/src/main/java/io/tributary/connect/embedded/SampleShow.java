package io.tributary.connect.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * An invented show: a feed template, an episode template and a list of episodes, which starts over
 * when it has come to its end. What it renders depends on the arguments alone.
 */
record SampleShow(String name, String feed, String episode, List<String> lines) {
  /** How many episodes the feed holds at most, as many real feeds do. */
  private static final int WINDOW = 25;

  /** How many episodes there were before the sample server first ran. */
  static final int BACKLOG = 5;

  private static final DateTimeFormatter ODD_DATE =
      DateTimeFormatter.ofPattern("d MMM yyyy HH:mm 'GMT'", Locale.ROOT).withZone(ZoneOffset.UTC);

  static SampleShow load(String name) {
    return new SampleShow(
        name,
        resource(name + "/feed.xml"),
        resource(name + "/episode.xml"),
        resource(name + "/episodes.txt").lines().toList());
  }

  /**
   * Renders the feed document, newest episode first.
   *
   * @param published how many episodes have come out since the epoch
   * @param interval the time between two of them
   */
  String render(String base, Instant epoch, Duration interval, int published) {
    int newest = BACKLOG + published;
    String episodes =
        IntStream.iterate(
                newest, number -> number > Math.max(0, newest - WINDOW), number -> number - 1)
            .mapToObj(
                number -> fill(episode, values(base, epoch, interval, number)).stripTrailing())
            .collect(Collectors.joining("\n"));
    return fill(
        feed,
        Map.of(
            "base", base,
            "updated", date(epoch, interval, newest).toString(),
            "episodes", episodes));
  }

  /**
   * Renders the transcript of one episode as WebVTT: what its summary says, a sentence every five
   * seconds.
   */
  String transcript(int number) {
    String[] sentences = summary(number).split("(?<=[.?!]) ", -1);
    return IntStream.range(0, sentences.length)
        .mapToObj(
            i ->
                "\n00:00:%02d.000 --> 00:00:%02d.000\n%s\n"
                    .formatted(i * 5, i * 5 + 5, sentences[i]))
        .collect(Collectors.joining("", "WEBVTT\n", ""));
  }

  private Map<String, String> values(String base, Instant epoch, Duration interval, int number) {
    Instant date = date(epoch, interval, number);
    int length = 600 + number * 97 % 1800;
    return Map.ofEntries(
        Map.entry("base", base),
        Map.entry("number", Integer.toString(number)),
        Map.entry("title", title(number)),
        Map.entry("summary", summary(number)),
        Map.entry(
            "date", DateTimeFormatter.RFC_1123_DATE_TIME.format(date.atOffset(ZoneOffset.UTC))),
        Map.entry("odd-date", ODD_DATE.format(date)),
        Map.entry("iso-date", date.toString()),
        Map.entry("bytes", Integer.toString(length * 16_000)),
        Map.entry("total-seconds", Integer.toString(length)),
        Map.entry("minutes", "%02d".formatted(length / 60)),
        Map.entry("seconds", "%02d".formatted(length % 60)));
  }

  /** Weekly before the epoch, then one every interval. */
  private static Instant date(Instant epoch, Duration interval, int number) {
    int since = number - BACKLOG;
    Duration distance =
        since > 0 ? interval.multipliedBy(since) : Duration.ofDays(7).multipliedBy(since);
    return epoch.plus(distance).truncatedTo(ChronoUnit.SECONDS);
  }

  private String title(int number) {
    int round = (number - 1) / lines.size();
    String title = line(number)[0];
    return round == 0 ? title : "%s, part %d".formatted(title, round + 1);
  }

  private String summary(int number) {
    return line(number)[1];
  }

  private String[] line(int number) {
    return lines.get((number - 1) % lines.size()).split(" \\| ", 2);
  }

  private static String fill(String template, Map<String, String> values) {
    String text = template;
    for (Map.Entry<String, String> value : values.entrySet()) {
      text = text.replace("{{" + value.getKey() + "}}", value.getValue());
    }
    return text;
  }

  private static String resource(String path) {
    try (InputStream in = SampleShow.class.getResourceAsStream("sample/feeds/" + path)) {
      if (in == null) {
        throw new IllegalArgumentException("No such sample: " + path);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
