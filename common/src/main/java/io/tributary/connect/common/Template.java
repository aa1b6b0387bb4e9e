package io.tributary.connect.common;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Text with placeholders. {@code ${a|b}} is the first of the fields that has a value, {@code
 * [[...]]} is left out unless every placeholder in it has one, and a backslash takes the meaning
 * from what follows it.
 */
public final class Template {
  private final List<Part> parts;

  private sealed interface Part {}

  private record Literal(String text) implements Part {}

  private record Placeholder(List<String> paths) implements Part {}

  private record Conditional(List<Part> parts) implements Part {}

  private Template(List<Part> parts) {
    this.parts = List.copyOf(parts);
  }

  /**
   * Reads a template.
   *
   * @throws IllegalArgumentException saying what is wrong with it, fit for an operator
   */
  public static Template parse(String text) {
    return new Template(new Parser(text).parts(false));
  }

  /** The paths of all placeholders, in order. */
  public Set<String> paths() {
    Set<String> paths = new LinkedHashSet<>();
    collect(parts, paths);
    return paths;
  }

  /**
   * Fills the placeholders in.
   *
   * @param values gives the text of a path, null or empty if there is none
   */
  public String render(Function<String, @Nullable String> values) {
    var text = new StringBuilder();
    render(parts, values, text);
    return text.toString();
  }

  private static void collect(List<Part> parts, Set<String> paths) {
    for (Part part : parts) {
      if (part instanceof Placeholder placeholder) {
        paths.addAll(placeholder.paths);
      } else if (part instanceof Conditional conditional) {
        collect(conditional.parts, paths);
      }
    }
  }

  /** Returns whether every placeholder had a value. */
  private static boolean render(
      List<Part> parts, Function<String, @Nullable String> values, StringBuilder text) {
    boolean complete = true;
    for (Part part : parts) {
      if (part instanceof Literal literal) {
        text.append(literal.text);
      } else if (part instanceof Placeholder placeholder) {
        String value = first(placeholder.paths, values);
        text.append(value);
        complete &= !value.isEmpty();
      } else if (part instanceof Conditional conditional) {
        var inner = new StringBuilder();
        if (render(conditional.parts, values, inner)) {
          text.append(inner);
        }
      }
    }
    return complete;
  }

  private static String first(List<String> paths, Function<String, @Nullable String> values) {
    for (String path : paths) {
      String value = values.apply(path);
      if (value != null && !value.isEmpty()) {
        return value;
      }
    }
    return "";
  }

  private static final class Parser {
    private final String text;
    private int at;

    Parser(String text) {
      this.text = text;
    }

    List<Part> parts(boolean conditional) {
      List<Part> parts = new ArrayList<>();
      var literal = new StringBuilder();
      while (at < text.length()) {
        if (text.charAt(at) == '\\' && at + 1 < text.length()) {
          literal.append(text.charAt(at + 1));
          at += 2;
        } else if (text.startsWith("${", at)) {
          flush(literal, parts);
          parts.add(placeholder());
        } else if (text.startsWith("[[", at)) {
          if (conditional) {
            throw new IllegalArgumentException("[[ stands within [[ ]]");
          }
          flush(literal, parts);
          at += 2;
          parts.add(conditionalPart());
        } else if (conditional && text.startsWith("]]", at)) {
          at += 2;
          flush(literal, parts);
          return parts;
        } else {
          literal.append(text.charAt(at++));
        }
      }
      if (conditional) {
        throw new IllegalArgumentException("a [[ has no ]]");
      }
      flush(literal, parts);
      return parts;
    }

    private Conditional conditionalPart() {
      List<Part> inner = parts(true);
      if (inner.stream().noneMatch(Placeholder.class::isInstance)) {
        throw new IllegalArgumentException("[[ ]] without a ${placeholder} is never left out");
      }
      return new Conditional(inner);
    }

    private Placeholder placeholder() {
      int end = text.indexOf('}', at);
      if (end < 0) {
        throw new IllegalArgumentException("a ${ has no }");
      }
      String inner = text.substring(at + 2, end);
      List<String> paths = new ArrayList<>();
      for (String path : inner.split("\\|", -1)) {
        if (!FieldPath.isValid(path.strip())) {
          throw new IllegalArgumentException(
              "${%s} can never have a value: '%s' is no field".formatted(inner, path.strip()));
        }
        paths.add(path.strip());
      }
      at = end + 1;
      return new Placeholder(List.copyOf(paths));
    }

    private static void flush(StringBuilder literal, List<Part> parts) {
      if (!literal.isEmpty()) {
        parts.add(new Literal(literal.toString()));
        literal.setLength(0);
      }
    }
  }
}
