package io.tributary.connect.bluesky;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the times of the streams, and those that clients claim. */
final class BlueskyTime {
  private static final Pattern DATE_TIME =
      Pattern.compile(
          """
          (\\d{4})-(\\d\\d)-(\\d\\d)[Tt ](\\d\\d):(\\d\\d)(?::(\\d\\d)(?:[.,](\\d{1,9})\\d*)?)?\
          (?:[Zz]|([+-])(\\d\\d):?(\\d\\d))?\
          """);

  /** What begins the usual form: digits where this has zeros, a fraction or none, and a Z. */
  private static final String SECONDS = "0000-00-00T00:00:00";

  private static final int LONGEST = 64;
  private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999999Z");

  /** The digits of a TID, which is what revisions are: 53 bits of microseconds, 10 of a clock. */
  private static final String TID_DIGITS = "234567abcdefghijklmnopqrstuvwxyz";

  private static final int TID_LENGTH = 13;
  private static final int TID_CLOCK_BITS = 10;

  private BlueskyTime() {}

  /** Returns microseconds since 1970, or {@link StreamPosition#NONE} for what is no such time. */
  static long micros(@Nullable String text) {
    Instant time = parse(text);
    return time == null || time.isBefore(Instant.EPOCH)
        ? StreamPosition.NONE
        : time.getEpochSecond() * 1_000_000 + time.getNano() / 1_000;
  }

  static Instant ofMicros(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000L);
  }

  /** Returns when a revision was made, or {@link StreamPosition#NONE} for what is none. */
  static long ofRevision(@Nullable String rev) {
    if (rev == null || rev.length() != TID_LENGTH || rev.charAt(0) > 'j') {
      return StreamPosition.NONE;
    }
    long bits = 0;
    for (int i = 0; i < TID_LENGTH; i++) {
      int digit = TID_DIGITS.indexOf(rev.charAt(i));
      if (digit < 0) {
        return StreamPosition.NONE;
      }
      bits = bits << 5 | digit;
    }
    return bits >>> TID_CLOCK_BITS;
  }

  /** Returns the instant, or null for what is no date of our calendar. No zone means UTC. */
  static @Nullable Instant parse(@Nullable String text) {
    if (text == null || text.length() > LONGEST) {
      return null;
    }
    try {
      return isUsual(text) ? usual(text) : unusual(text);
    } catch (DateTimeException e) {
      return null;
    }
  }

  /** Whether it has the form in which nearly all of them come, which is quickly read. */
  private static boolean isUsual(String text) {
    int last = text.length() - 1;
    int digits = last - SECONDS.length() - 1;
    if (last < SECONDS.length() || digits == 0 || digits > 9 || text.charAt(last) != 'Z') {
      return false;
    }
    if (digits > 0 && text.charAt(SECONDS.length()) != '.') {
      return false;
    }
    for (int i = 0; i < last; i++) {
      char expected = i < SECONDS.length() ? SECONDS.charAt(i) : '0';
      char c = text.charAt(i);
      if (i != SECONDS.length() && (expected == '0' ? c < '0' || c > '9' : c != expected)) {
        return false;
      }
    }
    return true;
  }

  private static @Nullable Instant usual(String text) {
    int nanos = 0;
    for (int i = SECONDS.length() + 1; i <= SECONDS.length() + 9; i++) {
      nanos = nanos * 10 + (i < text.length() - 1 ? text.charAt(i) - '0' : 0);
    }
    return within(
        LocalDateTime.of(
            number(text, 0, 4),
            number(text, 5, 7),
            number(text, 8, 10),
            number(text, 11, 13),
            number(text, 14, 16),
            number(text, 17, 19),
            nanos),
        ZoneOffset.UTC);
  }

  private static @Nullable Instant unusual(String text) {
    Matcher date = DATE_TIME.matcher(text);
    if (!date.matches()) {
      return null;
    }
    String fraction = date.group(7);
    return within(
        LocalDateTime.of(
            Integer.parseInt(date.group(1)),
            Integer.parseInt(date.group(2)),
            Integer.parseInt(date.group(3)),
            Integer.parseInt(date.group(4)),
            Integer.parseInt(date.group(5)),
            date.group(6) == null ? 0 : Integer.parseInt(date.group(6)),
            fraction == null ? 0 : Integer.parseInt((fraction + "00000000").substring(0, 9))),
        zone(date));
  }

  /** Reads digits that were looked at before. */
  private static int number(String text, int from, int to) {
    int number = 0;
    for (int i = from; i < to; i++) {
      number = number * 10 + (text.charAt(i) - '0');
    }
    return number;
  }

  private static @Nullable Instant within(LocalDateTime local, ZoneOffset zone) {
    Instant time = local.toInstant(zone);
    return time.isBefore(EARLIEST) || time.isAfter(LATEST) ? null : time;
  }

  private static ZoneOffset zone(Matcher date) {
    if (date.group(8) == null) {
      return ZoneOffset.UTC;
    }
    int sign = date.group(8).equals("-") ? -1 : 1;
    return ZoneOffset.ofHoursMinutes(
        sign * Integer.parseInt(date.group(9)), sign * Integer.parseInt(date.group(10)));
  }
}
