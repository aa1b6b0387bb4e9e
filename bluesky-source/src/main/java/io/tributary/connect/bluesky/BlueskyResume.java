package io.tributary.connect.bluesky;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.OptionalLong;

/** From where a connection is asked to send. */
sealed interface BlueskyResume {
  /** What both Jetstreams take for a time rather than a sequence number, and all take for old. */
  long EARLIEST_TIME = 1_000_000_000_000_000L;

  /** What happens from now on. */
  record Live() implements BlueskyResume {}

  /** Everything that the server still has. */
  record Earliest() implements BlueskyResume {}

  /** From this sequence number on, itself included. */
  record FromSeq(long seq) implements BlueskyResume {}

  /** From this time on, in microseconds since 1970. */
  record FromTime(long micros) implements BlueskyResume {}

  /** From this number on, which is looked for because the stream knows no times. */
  record Near(long seq, long micros) implements BlueskyResume {}

  /**
   * Reads {@code now}, {@code earliest} or a time.
   *
   * @throws IllegalArgumentException if it is none of them
   */
  static BlueskyResume parse(String text) {
    return switch (text) {
      case "now" -> new Live();
      case "earliest" -> new Earliest();
      default -> {
        try {
          Instant time = OffsetDateTime.parse(text).toInstant();
          yield new FromTime(ChronoUnit.MICROS.between(Instant.EPOCH, time));
        } catch (DateTimeException | ArithmeticException e) {
          throw new IllegalArgumentException("neither now, earliest nor a time with a zone", e);
        }
      }
    };
  }

  /** The value of the parameter {@code cursor}, or none. */
  default OptionalLong parameter(StreamKind kind) {
    boolean firehose = kind == StreamKind.FIREHOSE;
    if (this instanceof FromSeq from) {
      // Some servers of the firehose send what follows the cursor and not the cursor itself.
      return OptionalLong.of(firehose ? from.seq() - 1 : from.seq());
    }
    if (this instanceof Near near) {
      return OptionalLong.of(near.seq());
    }
    if (this instanceof FromTime from && !firehose) {
      return OptionalLong.of(Math.max(from.micros(), EARLIEST_TIME));
    }
    if (this instanceof Earliest) {
      return OptionalLong.of(firehose ? 0 : EARLIEST_TIME);
    }
    return OptionalLong.empty();
  }
}
