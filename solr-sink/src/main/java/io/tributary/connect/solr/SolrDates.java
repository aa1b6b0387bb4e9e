package io.tributary.connect.solr;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Date;

/** Times as texts. */
final class SolrDates {
  private static final int SECONDS_END = 19;

  private SolrDates() {}

  /** Returns the time that a text is, or the text if it is none. */
  static Object date(String text) {
    try {
      return isPlain(text)
          ? Date.from(Instant.ofEpochMilli(plainMillis(text)))
          : Date.from(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException | IllegalArgumentException e) {
      return text;
    }
  }

  /** Says whether it is like 2026-11-21T09:30:15.123Z, which is common and soon read. */
  private static boolean isPlain(String text) {
    int end = text.length() - 1;
    boolean separated =
        (end == SECONDS_END || end == SECONDS_END + 4)
            && text.charAt(4) == '-'
            && text.charAt(7) == '-'
            && text.charAt(10) == 'T'
            && text.charAt(13) == ':'
            && text.charAt(16) == ':'
            && text.charAt(end) == 'Z'
            && (end == SECONDS_END || text.charAt(SECONDS_END) == '.');
    if (!separated) {
      return false;
    }
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      boolean separator = i == 4 || i == 7 || i == 10 || i == 13 || i == 16 || i == SECONDS_END;
      if (!separator && (c < '0' || c > '9')) {
        return false;
      }
    }
    // Leap seconds and such are for the one that knows them.
    return number(text, 11, 13) < 24 && number(text, 14, 16) < 60 && number(text, 17, 19) < 60;
  }

  private static long plainMillis(String text) {
    LocalDate day = LocalDate.of(number(text, 0, 4), number(text, 5, 7), number(text, 8, 10));
    long seconds =
        day.toEpochDay() * 86_400L
            + number(text, 11, 13) * 3_600L
            + number(text, 14, 16) * 60L
            + number(text, 17, SECONDS_END);
    int end = text.length() - 1;
    return seconds * 1_000 + (end == SECONDS_END ? 0 : number(text, SECONDS_END + 1, end));
  }

  private static int number(String text, int start, int end) {
    int number = 0;
    for (int i = start; i < end; i++) {
      number = number * 10 + text.charAt(i) - '0';
    }
    return number;
  }
}
