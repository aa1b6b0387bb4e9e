package io.tributary.connect.mastodon;

import static io.tributary.connect.mastodon.Samples.post;
import static io.tributary.connect.mastodon.Samples.uri;
import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.connect.mastodon.FaultyServer.Fault;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

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

  /** GoToSocial, Pleroma and Akkoma count URLs in full, whatever they say of them. */
  @ParameterizedTest
  @EnumSource(
      value = ServerProfile.class,
      names = {"GOTOSOCIAL", "PLEROMA", "AKKOMA"})
  void whatCountsInFullIsCountedInFull(ServerProfile profile) {
    try (var harness =
        new PostingHarness(profile, Map.of("spoiler.text", "👨‍👩‍👧‍👦 https://x.org"))) {
      harness.mastodon.maxCharacters = 100;
      String url = "https://example.org/%s".formatted("tides/".repeat(9));
      harness.post(uri("1"), post("1", "What the harbour's gauges say: " + url));

      assertThat(harness.reporter.reasons).isEmpty();
      assertThat(harness.mastodon.texts()).containsExactly("What the harbour's gauges say:", url);
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

  /** snac lists public statuses only under the account; the others are in its timeline. */
  @ParameterizedTest
  @ValueSource(strings = {"public", "unlisted"})
  void snacIsAskedForWhatIsNotPublicToo(String visibility) {
    try (var harness = new PostingHarness(ServerProfile.SNAC, Map.of("visibility", visibility))) {
      harness.mastodon.fail(Fault.drop("POST /api/v1/statuses", true));
      harness.post(uri("1"), post("1", "Tides"));

      assertThat(harness.mastodon.texts()).containsExactly("Tides");
      assertThat(harness.mastodon.count("POST /api/v1/statuses")).isEqualTo(1);
    }
  }

  @Test
  void snacsStatusesAreKnownAlthoughItChangesTheirLinks() {
    String text = "See [the tides](https://example.org/t) at https://example.org/moon.png now";
    String shown = "<p>See <a href=\"https://example.org/t\">the tides</a> at <br> now</p>";

    assertThat(StatusText.fingerprintOfHtml(shown, "", true))
        .isEqualTo(StatusText.fingerprint(text, "", true))
        .isNotEqualTo(StatusText.fingerprint(text, ""));
  }

  @ParameterizedTest
  @EnumSource(ServerProfile.class)
  void nobodyIsPingedAnywhere(ServerProfile profile) {
    try (var harness = new PostingHarness(profile, Map.of("status.template", "${name}${text}"))) {
      harness.post(
          "k",
          Map.of(
              "name",
              "hi @",
              "text",
              "gargron w/@alice@host.org _@bob foo@carl dan@eve@evil.org mail@x.org .@fay"
                  + " https://x.org/@ann@y.org https://x.org/a?b=@gus (@hal) =@ivy"));

      assertThat(harness.mastodon.texts()).hasSize(1);
      assertThat(harness.mastodon.pings).isEmpty();
    }
  }

  @Test
  void whatATemplateSaysMayMention() {
    try (var harness =
        new PostingHarness(ServerProfile.SNAC, Map.of("status.template", "@boss: ${text}"))) {
      harness.post("k", Map.of("text", "done"));

      assertThat(harness.mastodon.pings).containsExactly("boss");
    }
  }
}
