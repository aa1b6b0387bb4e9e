package io.tributary.connect.rss;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the dates that feeds contain: RFC 822 and ISO 8601, and the near misses of both. */
final class RssDates {
  private static final int LONGEST = 100;
  private static final Pattern ISO =
      Pattern.compile(
          """
          (\\d{4})-(\\d{1,2})(?:-(\\d{1,2}))?\
          (?:(?:[Tt]|\\s+)(\\d{1,2}):(\\d{2})(?::(\\d{2})(?:[.,](\\d{1,9})\\d*)?)?)?\\s*(.*)""");
  private static final Pattern RFC_822 =
      Pattern.compile(
          """
          (?:\\p{L}+\\.?,?\\s*)?(\\d{1,2})[\\s-]+(\\p{L}{3})\\p{L}*\\.?,?[\\s-]+(\\d{4}|\\d{2})\
          (?:,?\\s+(\\d{1,2}):(\\d{2})(?::(\\d{2})(?:\\.\\d+)?)?)?\\s*(.*)""");
  private static final Pattern OFFSET =
      Pattern.compile("(?:GMT|UTC)?\\s*([+-])(\\d{1,2}):?(\\d{2})?.*");
  private static final Map<String, Integer> MONTHS =
      Map.ofEntries(
          Map.entry("jan", 1),
          Map.entry("feb", 2),
          Map.entry("mar", 3),
          Map.entry("apr", 4),
          Map.entry("may", 5),
          Map.entry("jun", 6),
          Map.entry("jul", 7),
          Map.entry("aug", 8),
          Map.entry("sep", 9),
          Map.entry("oct", 10),
          Map.entry("nov", 11),
          Map.entry("dec", 12));

  /** The zones that RFC 822 names, in hours. */
  private static final Map<String, Integer> ZONES =
      Map.of(
          "EST", -5, "EDT", -4, "CST", -6, "CDT", -5, "MST", -7, "MDT", -6, "PST", -8, "PDT", -7);

  private RssDates() {}

  /** Returns the instant, or null for what is no date. A date without a zone is taken as UTC. */
  static @Nullable Instant parse(@Nullable String text) {
    if (text == null || text.length() > LONGEST) {
      return null;
    }
    String date = text.strip();
    try {
      Matcher iso = ISO.matcher(date);
      return iso.matches() ? iso(iso) : rfc822(RFC_822.matcher(date));
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static @Nullable Instant iso(Matcher date) {
    if (date.group(1).startsWith("0")) {
      // How some languages print a date that was never set.
      return null;
    }
    String fraction = date.group(7);
    int nanos = fraction == null ? 0 : Integer.parseInt((fraction + "00000000").substring(0, 9));
    return LocalDateTime.of(
            Integer.parseInt(date.group(1)),
            Integer.parseInt(date.group(2)),
            number(date.group(3), 1),
            number(date.group(4), 0),
            number(date.group(5), 0),
            number(date.group(6), 0),
            nanos)
        .toInstant(zone(date.group(8)));
  }

  private static @Nullable Instant rfc822(Matcher date) {
    if (!date.matches()) {
      return null;
    }
    Integer month = MONTHS.get(date.group(2).toLowerCase(Locale.ROOT));
    if (month == null) {
      return null;
    }
    int year = Integer.parseInt(date.group(3));
    if (year < 100) {
      year += year < 70 ? 2000 : 1900;
    }
    return LocalDateTime.of(
            year,
            month,
            Integer.parseInt(date.group(1)),
            number(date.group(4), 0),
            number(date.group(5), 0),
            number(date.group(6), 0))
        .toInstant(zone(date.group(7)));
  }

  private static ZoneOffset zone(String text) {
    Matcher offset = OFFSET.matcher(text);
    if (offset.matches()) {
      int sign = offset.group(1).equals("-") ? -1 : 1;
      return ZoneOffset.ofHoursMinutes(
          sign * Integer.parseInt(offset.group(2)), sign * number(offset.group(3), 0));
    }
    return ZoneOffset.ofHours(ZONES.getOrDefault(text.toUpperCase(Locale.ROOT), 0));
  }

  private static int number(@Nullable String digits, int missing) {
    return digits == null ? missing : Integer.parseInt(digits);
  }
}
