package io.tributary.connect.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class QuickstartOptionsTest {
  @ParameterizedTest
  @CsvSource({"30s,PT30S", "5m,PT5M", "1h,PT1H"})
  void readsDurations(String text, Duration expected) {
    assertThat(parse("--for", text).duration).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"30", "s", "-1s", "1.5m", "1d"})
  void refusesOtherDurations(String text) {
    assertThatThrownBy(() -> parse("--for", text)).hasMessageContaining("such as 30s, 5m or 1h");
  }

  @Test
  void hasTheUsualPortsByDefault() {
    QuickstartOptions options = parse();

    assertThat(options.brokerPort).isEqualTo(9092);
    assertThat(options.restPort).isEqualTo(8083);
    assertThat(options.examples).containsExactly("podcasts");
  }

  @Test
  void takesSeveralExamples() {
    assertThat(parse("--example", "podcasts,blog", "--example", "edits-and-deletes").examples)
        .containsExactly("podcasts", "blog", "edits-and-deletes");
  }

  private static QuickstartOptions parse(String... arguments) {
    var options = new QuickstartOptions();
    new CommandLine(options).parseArgs(arguments);
    return options;
  }
}
