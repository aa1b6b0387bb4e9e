package io.tributary.connect.transforms;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.Date;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Whether a pattern is found in a value. RE2 needs time in proportion to the text, always. */
final class Matching implements Predicate<Object> {
  // Used again for each value: a transform belongs to one task, and that to one thread.
  private final Matcher matcher;

  Matching(String pattern, boolean ignoreCase) {
    this.matcher = compile(pattern, ignoreCase).matcher("");
  }

  static Pattern compile(String pattern, boolean ignoreCase) {
    return Pattern.compile(pattern, ignoreCase ? Pattern.CASE_INSENSITIVE : 0);
  }

  @Override
  public boolean test(Object value) {
    String text = text(value);
    return text != null && matcher.reset(text).find();
  }

  private static @Nullable String text(Object value) {
    if (value instanceof String text) {
      return text;
    }
    if (value instanceof Date date) {
      return date.toInstant().toString();
    }
    return value instanceof Number || value instanceof Boolean ? value.toString() : null;
  }
}
