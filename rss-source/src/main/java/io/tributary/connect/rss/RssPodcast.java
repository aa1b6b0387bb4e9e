package io.tributary.connect.rss;

import static io.tributary.connect.rss.RssNamespaces.ITUNES;
import static io.tributary.connect.rss.RssNamespaces.PODCAST;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads what the iTunes and podcast namespaces say of an item; what is malformed counts as missing.
 */
final class RssPodcast {
  private static final Pattern DURATION =
      Pattern.compile("(?:(?:(\\d{1,4}):)?(\\d{1,6}):)?(\\d{1,8})(?:\\.\\d*)?");
  private static final int LONGEST_NUMBER = 9;

  private RssPodcast() {}

  /** The episode part of an item, or null for an item that is no episode. */
  static @Nullable RssEpisode episode(RssItem item) {
    var episode =
        new RssEpisode(
            number(item, "season"),
            number(item, "episode"),
            item.text("episodeType", ITUNES),
            explicit(item.text("explicit", ITUNES)),
            item.text("subtitle", ITUNES),
            image(item),
            item.resolve(item.attribute("chapters", PODCAST, "url")),
            transcripts(item),
            persons(item),
            RssChapters.of(item),
            soundbites(item),
            location(item));
    return episode.isEmpty() ? null : episode;
  }

  static @Nullable String image(RssItem item) {
    return item.resolve(item.attribute("image", ITUNES, "href"));
  }

  static List<String> keywords(RssItem item) {
    String keywords = item.text("keywords", ITUNES);
    return keywords == null ? List.of() : List.of(keywords.split(","));
  }

  /** Seconds, written as SS, MM:SS or HH:MM:SS; fractions are cut off. */
  static @Nullable Integer durationSeconds(RssItem item) {
    return seconds(item.text("duration", ITUNES));
  }

  static @Nullable Integer seconds(@Nullable String text) {
    Matcher duration = DURATION.matcher(text == null ? "" : text);
    if (!duration.matches()) {
      return null;
    }
    long seconds =
        part(duration.group(1)) * 3600 + part(duration.group(2)) * 60 + part(duration.group(3));
    return seconds <= Integer.MAX_VALUE ? (int) seconds : null;
  }

  private static long part(@Nullable String digits) {
    return digits == null ? 0 : Long.parseLong(digits);
  }

  private static @Nullable Integer number(RssItem item, String name) {
    String text = item.text(name, ITUNES);
    Integer number = number(text);
    return number != null ? number : number(item.text(name, PODCAST));
  }

  /** The podcast namespace allows decimals; only a whole number is one. */
  private static @Nullable Integer number(@Nullable String text) {
    if (text == null || text.length() > LONGEST_NUMBER) {
      return null;
    }
    try {
      return new BigDecimal(text).intValueExact();
    } catch (ArithmeticException e) {
      return null;
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static @Nullable Boolean explicit(@Nullable String text) {
    return switch (text == null ? "" : text.toLowerCase(Locale.ROOT)) {
      case "yes", "true", "explicit" -> true;
      case "no", "false", "clean" -> false;
      default -> null;
    };
  }

  private static List<RssEpisode.Transcript> transcripts(RssItem item) {
    List<RssEpisode.Transcript> transcripts = new ArrayList<>();
    for (RssItem transcript : item.children("transcript", PODCAST)) {
      String url = transcript.resolve(transcript.attribute("url"));
      if (url != null) {
        transcripts.add(
            new RssEpisode.Transcript(
                url,
                RssMediaType.of(transcript.attribute("type"), url),
                transcript.attribute("language")));
      }
    }
    return List.copyOf(transcripts);
  }

  private static List<RssEpisode.Soundbite> soundbites(RssItem item) {
    List<RssEpisode.Soundbite> soundbites = new ArrayList<>();
    for (RssItem soundbite : item.children("soundbite", PODCAST)) {
      Long start = RssChapters.milliseconds(soundbite.attribute("startTime"));
      Long duration = RssChapters.milliseconds(soundbite.attribute("duration"));
      if (start != null && duration != null) {
        soundbites.add(
            new RssEpisode.Soundbite(
                start, duration, RssItem.trimmed(soundbite.element().getText())));
      }
    }
    return List.copyOf(soundbites);
  }

  private static RssEpisode.@Nullable Location location(RssItem item) {
    String name = item.text("location", PODCAST);
    return name == null
        ? null
        : new RssEpisode.Location(
            name,
            item.attribute("location", PODCAST, "geo"),
            item.attribute("location", PODCAST, "osm"));
  }

  private static List<RssEpisode.Person> persons(RssItem item) {
    List<RssEpisode.Person> persons = new ArrayList<>();
    for (RssItem person : item.children("person", PODCAST)) {
      String name = RssItem.trimmed(person.element().getText());
      if (name != null) {
        persons.add(
            new RssEpisode.Person(
                name, person.attribute("role"), person.resolve(person.attribute("href"))));
      }
    }
    return List.copyOf(persons);
  }
}
