package io.tributary.connect.rss;

import static io.tributary.connect.rss.RssNamespaces.SYNDICATION;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How often a feed says it changes: the longer of {@code ttl} and {@code sy:updatePeriod}, and the
 * hours and days (UTC, one bit each) at which it does not.
 */
record RssRhythm(Duration interval, int skipHours, int skipDays) {
  static final RssRhythm NONE = new RssRhythm(Duration.ZERO, 0, 0);
  private static final int ALL_HOURS = (1 << 24) - 1;
  private static final int ALL_DAYS = (1 << 7) - 1;
  private static final int LONGEST_NUMBER = 9;

  /** A feed that skips every hour or every day is not meant. */
  RssRhythm {
    skipHours = (skipHours & ALL_HOURS) == ALL_HOURS ? 0 : skipHours & ALL_HOURS;
    skipDays = (skipDays & ALL_DAYS) == ALL_DAYS ? 0 : skipDays & ALL_DAYS;
  }

  /** Reads the channel of an RSS feed or the root of an Atom one. */
  static RssRhythm of(RssItem feed) {
    Duration ttl = Duration.ofMinutes(number(feed.text("ttl"), 0));
    Duration period = period(feed);
    return new RssRhythm(
        ttl.compareTo(period) > 0 ? ttl : period,
        bits(feed, "skipHours", "hour"),
        bits(feed, "skipDays", "day"));
  }

  /** The first moment at or after the given one that is not skipped. */
  Instant next(Instant time) {
    ZonedDateTime next = time.atZone(ZoneOffset.UTC);
    while (isSkipped(next)) {
      next = next.truncatedTo(ChronoUnit.HOURS).plusHours(1);
    }
    return next.toInstant();
  }

  private boolean isSkipped(ZonedDateTime time) {
    return (skipHours >> time.getHour() & 1) == 1
        || (skipDays >> (time.getDayOfWeek().getValue() - 1) & 1) == 1;
  }

  private static Duration period(RssItem feed) {
    String name = feed.text("updatePeriod", SYNDICATION);
    Duration period =
        switch (name == null ? "" : name.toLowerCase(Locale.ROOT)) {
          case "hourly" -> Duration.ofHours(1);
          case "daily" -> Duration.ofDays(1);
          case "weekly" -> Duration.ofDays(7);
          case "monthly" -> Duration.ofDays(30);
          case "yearly" -> Duration.ofDays(365);
          default -> Duration.ZERO;
        };
    return period.dividedBy(Math.max(1, number(feed.text("updateFrequency", SYNDICATION), 1)));
  }

  private static int bits(RssItem feed, String container, String name) {
    int bits = 0;
    for (RssItem list : feed.children(container, feed.format())) {
      for (RssItem skipped : list.children(name, feed.format())) {
        String text = skipped.element().getText().strip();
        bits |= name.equals("day") ? day(text) : hour(text);
      }
    }
    return bits;
  }

  private static int hour(String text) {
    int hour = number(text, -1);
    // RSS 0.91 counts from 1 to 24.
    return hour < 0 || hour > 24 ? 0 : 1 << hour % 24;
  }

  private static int day(String text) {
    for (DayOfWeek day : DayOfWeek.values()) {
      if (day.name().equalsIgnoreCase(text)) {
        return 1 << (day.getValue() - 1);
      }
    }
    return 0;
  }

  private static int number(@Nullable String text, int missing) {
    return text == null
            || text.isEmpty()
            || text.length() > LONGEST_NUMBER
            || !text.chars().allMatch(c -> c >= '0' && c <= '9')
        ? missing
        : Integer.parseInt(text);
  }
}
