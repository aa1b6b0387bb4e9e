package io.tributary.connect.transforms;

import io.tributary.connect.common.CaseFolding;
import java.util.Collection;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Whether a value is one of several, given as text: the same text, number, time or truth value. */
final class OneOf implements Predicate<Object> {
  private final boolean ignoreCase;
  private final Set<String> texts;
  // Finds text in any case without making a copy of it.
  private final Set<String> inAnyCase = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
  private final Bound[] bounds;

  OneOf(Collection<String> wanted, boolean ignoreCase) {
    this.ignoreCase = ignoreCase;
    this.texts =
        ignoreCase
            ? wanted.stream().map(CaseFolding::fold).collect(Collectors.toSet())
            : new HashSet<>(wanted);
    this.inAnyCase.addAll(texts);
    List<Bound> parsed = wanted.stream().map(Bound::parse).flatMap(Optional::stream).toList();
    this.bounds = parsed.toArray(Bound[]::new);
  }

  @Override
  public boolean test(Object value) {
    if (value instanceof String text) {
      return containsText(text);
    }
    if (value instanceof Boolean) {
      return containsText(value.toString());
    }
    if (value instanceof Number || value instanceof Date) {
      for (Bound bound : bounds) {
        if (bound.isEqualTo(value)) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean containsText(String text) {
    if (!ignoreCase) {
      return texts.contains(text);
    }
    return CaseFolding.isAscii(text)
        ? inAnyCase.contains(text)
        : texts.contains(CaseFolding.fold(text));
  }
}
