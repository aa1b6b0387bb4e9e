package io.tributary.connect.transforms;

import io.tributary.connect.common.FieldPath;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The fields that are picked, and what they are called then. */
record Selection(List<Choice> choices, boolean others) {
  /** Stands for all fields that are not named. */
  static final String OTHERS = "*";

  /** What a choice looks like, for messages. */
  static final String FORM = "field, path.to.field, either with :new_name, or *";

  /** A field, and the name that it gets. */
  record Choice(FieldStep from, String to) {}

  /**
   * Reads the choices.
   *
   * @throws IllegalArgumentException saying what is wrong with one, fit for an operator
   */
  static Selection parse(List<?> texts) {
    List<Choice> choices = new ArrayList<>();
    Set<String> names = new HashSet<>();
    boolean others = false;
    for (Object text : texts) {
      if (text.equals(OTHERS)) {
        others = true;
      } else {
        Choice choice = choice(text.toString());
        if (!names.add(choice.to)) {
          throw new IllegalArgumentException(
              "two fields would be called %s: write %s:another_name"
                  .formatted(choice.to, choice.from.rest()));
        }
        choices.add(choice);
      }
    }
    if (choices.isEmpty()) {
      throw new IllegalArgumentException("it changes nothing: %s is expected".formatted(FORM));
    }
    return new Selection(List.copyOf(choices), others);
  }

  private static Choice choice(String text) {
    String[] halves = text.split(":", -1);
    boolean named = halves.length == 2 && !halves[1].isBlank();
    if (!FieldPath.isValid(halves[0].strip()) || (halves.length > 1 && !named)) {
      throw new IllegalArgumentException("'%s': %s is expected".formatted(text, FORM));
    }
    FieldStep from = FieldStep.parse(halves[0].strip());
    return new Choice(from, named ? halves[1].strip() : from.last());
  }

  /** Whether the field is neither picked under a name of its own nor in the way of one that is. */
  boolean isOther(String field) {
    return choices.stream()
        .noneMatch(choice -> choice.from.rest().equals(field) || choice.to.equals(field));
  }
}
