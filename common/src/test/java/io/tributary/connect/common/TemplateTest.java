package io.tributary.connect.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemplateTest {
  private static final Map<String, String> VALUES =
      Map.of("title", "Tides", "url", "https://example.org/1", "card.url", "https://c", "none", "");

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "plain; plain",
        "${title}: ${url}; Tides: https://example.org/1",
        "${missing|none|title}!; Tides!",
        "${card.url}; https://c",
        "<${missing}>; <>",
        "a[[ by ${author}]] z; a z",
        "a[[ at ${url}]] z; a at https://example.org/1 z",
        "a[[ ${title} by ${author}]] z; a z",
        "\\${title} \\[[x]] \\\\; ${title} [[x]] \\",
        "costs 5$ {title} [title]; costs 5$ {title} [title]"
      })
  void renders(String template, String text) {
    assertThat(Template.parse(template).render(VALUES::get)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "${title; a ${ has no }",
        "${}; no field",
        "${a||b}; no field",
        "${a b}; no field",
        "${.a}; no field",
        "[[ ${a}; a [[ has no ]]",
        "[[ text ]]; never left out",
        "[[ [[ ${a} ]] ]]; stands within"
      })
  void refusesWhatCannotBeMeant(String template, String problem) {
    assertThatThrownBy(() -> Template.parse(template))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(problem);
  }

  @Test
  void knowsItsFields() {
    assertThat(Template.parse("${a|b.c}[[ ${d} ]]${a}").paths()).containsExactly("a", "b.c", "d");
  }
}
