package io.tributary.connect.rss;

import java.text.Normalizer;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the dates that feeds contain: ISO 8601 and RFC 822, the near misses of both, and what
 * people write who have heard of neither.
 */
final class RssDates {
  private static final int LONGEST = 100;

  private static final String TIME =
      """
      (?:[Tt,]?\\s*(?:at\\s+|um\\s+|-\\s+)?(?<hour>\\d{1,2})[:.](?<minute>\\d{2})\
      (?:[:.](?<second>\\d{2})(?:[.,](?<fraction>\\d{1,9})\\d*)?)?\\s*(?<half>[AaPp]\\.?[Mm]\\b\\.?)?)?\
      \\s*(?<zone>.*)""";
  private static final String WEEKDAY = "(?:\\p{L}+(?:\\.,?|,|\\s)\\s*)?";
  private static final String YEAR = "(?<year>\\d{4}|\\d{2})";

  private static final List<Form> FORMS =
      List.of(
          // 2024-05-15, 2024/05/15, 2024-05
          new Form(
              "(?<year>\\d{4})[-/.](?<month>\\d{1,2})(?:[-/.](?<day>\\d{1,2}))?" + TIME,
              RssDates::number),
          // Wed, 15 May 2024, 15-May-24, 15. Mai 2024
          new Form(
              WEEKDAY
                  + "(?<day>\\d{1,2})(?:st|nd|rd|th|\\.)?[\\s-]+(?:de\\s+)?(?<month>\\p{L}{3,})\\.?,?"
                  + "[\\s-]+(?:de\\s+)?"
                  + YEAR
                  + TIME,
              RssDates::name),
          // Wed May 15 10:00:00 UTC 2024
          new Form(
              WEEKDAY
                  + "(?<month>\\p{L}{3,})\\s+(?<day>\\d{1,2})\\s+(?<hour>\\d{1,2}):(?<minute>\\d{2}):"
                  + "(?<second>\\d{2})(?<fraction>)(?<half>)\\s*(?<zone>.*?)\\s*(?<year>\\d{4})",
              RssDates::name),
          // May 15, 2024
          new Form(
              WEEKDAY
                  + "(?<month>\\p{L}{3,})\\.?\\s+(?<day>\\d{1,2})(?:st|nd|rd|th)?,?\\s+"
                  + "(?<year>\\d{4})"
                  + TIME,
              RssDates::name),
          // 15.05.2024, 15-05-2024
          new Form(
              WEEKDAY + "(?<day>\\d{1,2})[.-](?<month>\\d{1,2})[.-](?<year>\\d{4})" + TIME,
              RssDates::number),
          // 05/15/2024, as Americans write it, else 15/05/2024
          new Form(
              WEEKDAY + "(?<month>0?\\d|1[0-2])/(?<day>\\d{1,2})/(?<year>\\d{4})" + TIME,
              RssDates::number),
          new Form(
              WEEKDAY + "(?<day>\\d{1,2})/(?<month>\\d{1,2})/(?<year>\\d{4})" + TIME,
              RssDates::number),
          // 20240515T100000Z
          new Form(
              "(?<year>\\d{4})(?<month>\\d{2})(?<day>\\d{2})(?:T?(?<hour>\\d{2})(?<minute>\\d{2})"
                  + "(?<second>\\d{2})?)?(?<fraction>)(?<half>)(?<zone>[^\\d].*)?",
              RssDates::number));

  private static final Pattern EPOCH = Pattern.compile("\\d{9,10}|\\d{12,13}");
  private static final Pattern OFFSET =
      Pattern.compile("(?:GMT|UTC|UT|Z)?\\s*([+-])(\\d{1,2}):?(\\d{2})?\\b.*");
  private static final long SECONDS_TO = 99_999_999_999L;

  /** The first letters of the names of months, in the languages that publishers set by mistake. */
  private static final List<Pattern> MONTHS =
      List.of(
          Pattern.compile("jan.*|ene.*|gen.*"),
          Pattern.compile("feb.*|fev.*"),
          Pattern.compile("mar.*|maa.*|mrt.*|mrz.*"),
          Pattern.compile("apr.*|avr.*|abr.*"),
          Pattern.compile("may.*|mai.*|mei.*|mag.*"),
          Pattern.compile("jun.*|juin.*|giu.*"),
          Pattern.compile("jul.*|juil.*|lug.*"),
          Pattern.compile("aug.*|aou.*|ago.*"),
          Pattern.compile("sep.*|set.*"),
          Pattern.compile("oct.*|okt.*|ott.*|out.*"),
          Pattern.compile("nov.*"),
          Pattern.compile("dec.*|dez.*|dic.*"));

  /** The zones that RFC 822 names, and those of Europe and elsewhere that are met; in minutes. */
  private static final Map<String, Integer> ZONES =
      Map.ofEntries(
          Map.entry("EST", -300),
          Map.entry("EDT", -240),
          Map.entry("CST", -360),
          Map.entry("CDT", -300),
          Map.entry("MST", -420),
          Map.entry("MDT", -360),
          Map.entry("PST", -480),
          Map.entry("PDT", -420),
          Map.entry("BST", 60),
          Map.entry("CET", 60),
          Map.entry("CEST", 120),
          Map.entry("EET", 120),
          Map.entry("EEST", 180),
          Map.entry("MSK", 180),
          Map.entry("JST", 540),
          Map.entry("KST", 540),
          Map.entry("AEST", 600),
          Map.entry("AEDT", 660),
          Map.entry("NZST", 720),
          Map.entry("NZDT", 780));

  private RssDates() {}

  /** Returns the instant, or null for what is no date. A date without a zone is taken as UTC. */
  static @Nullable Instant parse(@Nullable String text) {
    if (text == null || text.length() > LONGEST) {
      return null;
    }
    String date = text.replace('\u00a0', ' ').strip();
    if (EPOCH.matcher(date).matches()) {
      long since = Long.parseLong(date);
      return since <= SECONDS_TO ? Instant.ofEpochSecond(since) : Instant.ofEpochMilli(since);
    }
    for (Form form : FORMS) {
      Matcher matcher = form.pattern.matcher(date);
      Instant instant = matcher.matches() ? instant(matcher, form.month) : null;
      if (instant != null) {
        return instant;
      }
    }
    return null;
  }

  private static @Nullable Instant instant(
      Matcher date, Function<String, @Nullable Integer> monthOf) {
    Integer month = monthOf.apply(date.group("month"));
    String years = date.group("year");
    // Year 0001 is how some languages print a date that was never set.
    if (month == null || (years.length() == 4 && years.startsWith("0"))) {
      return null;
    }
    int year = Integer.parseInt(years);
    if (year < 100) {
      year += year < 70 ? 2000 : 1900;
    }
    int hour = hour(date);
    int minute = number(date.group("minute"), 0);
    int second = Math.min(number(date.group("second"), 0), 59);
    if (hour > 24 || minute > 59) {
      return null;
    }
    String fraction = date.group("fraction");
    int nanos =
        fraction == null || fraction.isEmpty()
            ? 0
            : Integer.parseInt((fraction + "00000000").substring(0, 9));
    try {
      // A day that ends at 24:00 is the next one.
      return LocalDate.of(year, month, number(date.group("day"), 1))
          .atStartOfDay()
          .plusHours(hour)
          .plusMinutes(minute)
          .plusSeconds(second)
          .plusNanos(nanos)
          .toInstant(zone(date.group("zone")));
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static int hour(Matcher date) {
    int hour = number(date.group("hour"), 0);
    String half = date.group("half");
    if (half == null || half.isEmpty() || hour > 12) {
      return hour;
    }
    return hour % 12 + (half.toLowerCase(Locale.ROOT).startsWith("p") ? 12 : 0);
  }

  private static @Nullable Integer number(String month) {
    return Integer.valueOf(month);
  }

  private static @Nullable Integer name(String month) {
    String letters =
        Normalizer.normalize(month, Normalizer.Form.NFD)
            .replaceAll("\\p{M}", "")
            .toLowerCase(Locale.ROOT);
    for (int i = 0; i < MONTHS.size(); i++) {
      if (MONTHS.get(i).matcher(letters).matches()) {
        return i + 1;
      }
    }
    return null;
  }

  private static ZoneOffset zone(@Nullable String text) {
    Matcher offset = OFFSET.matcher(text == null ? "" : text);
    if (offset.matches()) {
      int sign = offset.group(1).equals("-") ? -1 : 1;
      return ZoneOffset.ofHoursMinutes(
          sign * Integer.parseInt(offset.group(2)), sign * number(offset.group(3), 0));
    }
    String name = text == null ? "" : text.toUpperCase(Locale.ROOT).replaceFirst("[^A-Z].*", "");
    return ZoneOffset.ofTotalSeconds(ZONES.getOrDefault(name, 0) * 60);
  }

  private static int number(@Nullable String digits, int missing) {
    return digits == null || digits.isEmpty() ? missing : Integer.parseInt(digits);
  }

  /** A way to write dates, and how it writes months. */
  private static final class Form {
    private final Pattern pattern;
    private final Function<String, @Nullable Integer> month;

    Form(String pattern, Function<String, @Nullable Integer> month) {
      this.pattern = Pattern.compile(pattern);
      this.month = month;
    }
  }
}
