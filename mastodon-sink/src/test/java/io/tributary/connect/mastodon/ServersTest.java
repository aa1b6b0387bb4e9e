package io.tributary.connect.mastodon;

import static io.tributary.connect.mastodon.Samples.post;
import static io.tributary.connect.mastodon.Samples.uri;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is particular to one server or another. */
class ServersTest {
  @ParameterizedTest
  @EnumSource(value = ServerProfile.class, names = "SNAC", mode = EnumSource.Mode.EXCLUDE)
  void eachServersLimitIsItsOwn(ServerProfile profile) {
    try (var harness = new PostingHarness(profile, Map.of())) {
      harness.mastodon.maxCharacters = 900;
      harness.post(uri("1"), post("1", "x".repeat(800)));
      assertThat(harness.mastodon.texts()).containsExactly("x".repeat(800));
    }
  }

  @Test
  void aServerThatDoesNotSayGetsMastodonsUsualLimits() {
    try (var harness = new PostingHarness(ServerProfile.SNAC, Map.of())) {
      harness.post(uri("1"), post("1", "word ".repeat(150)));
      assertThat(harness.mastodon.texts())
          .hasSize(2)
          .allSatisfy(text -> assertThat(text.length()).isLessThanOrEqualTo(500));
    }
  }

  @Test
  void idsAreAnyText() {
    try (var harness = new PostingHarness(ServerProfile.SNAC, Map.of())) {
      harness.post(uri("1"), post("1", "Tides"));
      harness.kill();
      harness.post(uri("1"), post("1", "Tides, edited", "update", "rev-2"));
      assertThat(harness.mastodon.present().get(0).id).startsWith("f0");
      assertThat(harness.mastodon.texts()).containsExactly("Tides, edited");
      harness.post(uri("1"), null);
      assertThat(harness.mastodon.texts()).isEmpty();
    }
  }
}
