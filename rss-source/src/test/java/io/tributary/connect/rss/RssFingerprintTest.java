package io.tributary.connect.rss;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RssFingerprintTest {
  /** The expected values were computed by other means, from the definition. */
  @Test
  void isTheSameInEveryVersion() {
    // Stored in offsets: another value here would emit every entry of every feed once more.
    assertThat(RssFingerprint.of("https://a.example/1", Arrays.asList("Title", null, "Text")))
        .isEqualTo(new RssFingerprint(-2875627459899035719L, 705474907));
    assertThat(RssFingerprint.idOf(Arrays.asList("Title", null)))
        .isEqualTo("sha256:940aaf9f3252a06cffb56ffdcb8676d9");
  }

  @Test
  void tellsMissingPartsFromEmptyOnesAndTheirPlaces() {
    List<List<String>> different = new ArrayList<>();
    different.add(Arrays.asList("a", "b"));
    different.add(Arrays.asList("ab", ""));
    different.add(Arrays.asList("a", null));
    different.add(Arrays.asList(null, "a"));
    different.add(Arrays.asList("", "a"));

    assertThat(different.stream().map(RssFingerprint::idOf)).doesNotHaveDuplicates();
    assertThat(different.stream().map(parts -> RssFingerprint.of("x", parts).content()))
        .doesNotHaveDuplicates();
  }
}
