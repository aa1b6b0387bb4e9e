package io.tributary.connect.rss;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FeedAddressTest {
  @Test
  void isRecognisedByItsUrlAndWhatIsSentToIt() {
    String known = fingerprint("https://u:p@a.example/", "");

    assertThat(fingerprint("https://u:p@a.example/", "")).isEqualTo(known);
    assertThat(fingerprint("name=https://u:p@a.example/", "")).isEqualTo(known);
    assertThat(fingerprint("https://u:p@a.example/?", "")).isNotEqualTo(known);
    assertThat(fingerprint("https://u:q@a.example/", "")).isNotEqualTo(known);
    assertThat(fingerprint("https://a.example/", "")).isNotEqualTo(known);
    assertThat(fingerprint("https://u:p@a.example/", "X-Token: 1")).isNotEqualTo(known);
  }

  @Test
  void tellsTooLittleOfAPasswordToFindItByTrying() {
    assertThat(
            IntStream.range(0, 5_000)
                .mapToObj(i -> fingerprint("https://u:" + i + "@a.example/", ""))
                .distinct())
        .hasSizeBetween(200, 256);
  }

  private static String fingerprint(String feed, String secrets) {
    return FeedAddress.parse(feed).fingerprint(secrets);
  }
}
