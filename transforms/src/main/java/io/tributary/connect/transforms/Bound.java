package io.tributary.connect.transforms;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A number or a time that values of a record are compared with. */
sealed interface Bound {
  /** What a bound looks like, for messages. */
  String FORM = "a number such as 1.5, a time such as 2026-11-21T09:30:00Z or a date";

  /** Whether the value is of the kind that the bound can be compared with, and smaller. */
  boolean isAbove(Object value);

  /** Whether the value is of the kind that the bound can be compared with, and greater. */
  boolean isBelow(Object value);

  /** Whether the value is the same number or time. */
  boolean isEqualTo(Object value);

  /** Reads a number, a time or a date; empty if the text is neither. */
  static Optional<Bound> parse(String text) {
    Instant time = TimeBound.parse(text);
    if (time != null) {
      return Optional.of(new TimeBound(time));
    }
    try {
      return Optional.of(new NumberBound(new BigDecimal(text)));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Numbers of every type that Connect has. */
  final class NumberBound implements Bound {
    private static final BigDecimal LONGEST = BigDecimal.valueOf(Long.MAX_VALUE);
    private static final BigDecimal SHORTEST = BigDecimal.valueOf(Long.MIN_VALUE);

    private final BigDecimal exact;
    private final double asDouble;
    private final float asFloat;
    private final boolean isInRange;
    private final boolean isWhole;
    private final long floor;

    NumberBound(BigDecimal exact) {
      this.exact = exact;
      this.asDouble = exact.doubleValue();
      this.asFloat = exact.floatValue();
      this.isInRange = exact.compareTo(SHORTEST) >= 0 && exact.compareTo(LONGEST) <= 0;
      this.floor = isInRange ? exact.setScale(0, RoundingMode.FLOOR).longValueExact() : 0;
      this.isWhole = isInRange && exact.compareTo(BigDecimal.valueOf(floor)) == 0;
    }

    @Override
    public boolean isAbove(Object value) {
      return value instanceof Number number && !isNaN(number) && compare(number) < 0;
    }

    @Override
    public boolean isBelow(Object value) {
      return value instanceof Number number && !isNaN(number) && compare(number) > 0;
    }

    @Override
    public boolean isEqualTo(Object value) {
      return value instanceof Number number && !isNaN(number) && compare(number) == 0;
    }

    BigDecimal exact() {
      return exact;
    }

    private int compare(Number number) {
      if (number instanceof Double) {
        return Double.compare(number.doubleValue() + 0.0, asDouble + 0.0);
      }
      if (number instanceof Float) {
        return Float.compare(number.floatValue() + 0.0f, asFloat + 0.0f);
      }
      if (number instanceof BigDecimal decimal) {
        return decimal.compareTo(exact);
      }
      if (number instanceof BigInteger integer) {
        return new BigDecimal(integer).compareTo(exact);
      }
      if (!isInRange) {
        return -exact.signum();
      }
      int byFloor = Long.compare(number.longValue(), floor);
      return byFloor == 0 && !isWhole ? -1 : byFloor;
    }

    private static boolean isNaN(Number number) {
      return Double.isNaN(number.doubleValue());
    }
  }

  /** Times, as Connect's own type or as ISO 8601 text. */
  record TimeBound(Instant time) implements Bound {
    @Override
    public boolean isAbove(Object value) {
      Instant other = timeOf(value);
      return other != null && other.isBefore(time);
    }

    @Override
    public boolean isBelow(Object value) {
      Instant other = timeOf(value);
      return other != null && other.isAfter(time);
    }

    @Override
    public boolean isEqualTo(Object value) {
      return time.equals(timeOf(value));
    }

    private static @Nullable Instant timeOf(Object value) {
      if (value instanceof Date date) {
        return date.toInstant();
      }
      return value instanceof String text ? parse(text) : null;
    }

    static @Nullable Instant parse(String text) {
      // An exception for each text that is no time would cost more than everything else.
      if (text.length() < 10 || text.charAt(4) != '-' || text.charAt(7) != '-') {
        return null;
      }
      try {
        return text.length() == 10
            ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
            : OffsetDateTime.parse(text).toInstant();
      } catch (DateTimeException e) {
        return null;
      }
    }
  }
}
