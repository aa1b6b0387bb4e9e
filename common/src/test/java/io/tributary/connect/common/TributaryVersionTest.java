package io.tributary.connect.common;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TributaryVersionTest {
  @Test
  void isTheVersionOfTheBuild() {
    assertThat(TributaryVersion.current()).matches("\\d+\\.\\d+\\.\\d+(-SNAPSHOT)?");
  }
}
