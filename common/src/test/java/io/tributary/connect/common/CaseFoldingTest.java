package io.tributary.connect.common;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CaseFoldingTest {
  @ParameterizedTest
  @CsvSource({
    "Tide, tIDE",
    "STRASSE, straße",
    "ΟΔΟΣ, οδος",
    "İzmir, izmir",
    "Cafe\u0301, CAFÉ",
    "ｔｉｄｅ, Tide",
    "\uD801\uDC00, \uD801\uDC28"
  })
  void findsTheSameInBoth(String one, String other) {
    assertThat(CaseFolding.fold(one)).isEqualTo(CaseFolding.fold(other));
  }

  @Test
  void keepsAccentsApart() {
    assertThat(CaseFolding.fold("cafe")).isNotEqualTo(CaseFolding.fold("café"));
    assertThat(CaseFolding.isAscii("cafe")).isTrue();
    assertThat(CaseFolding.isAscii("café")).isFalse();
  }
}
