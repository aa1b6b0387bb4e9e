package io.tributary.connect.mastodon;

import static io.tributary.connect.mastodon.Samples.post;
import static io.tributary.connect.mastodon.Samples.uri;
import static io.tributary.connect.mastodon.Samples.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.connect.mastodon.FaultyServer.Fault;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Pictures after an answer that was lost. */
class PicturesTest {
  private static final Map<String, String> PRIVATE = Map.of("http.private.addresses", "allow");

  /** Mastodon makes a text of a warning above nothing. */
  @ParameterizedTest
  @EnumSource(
      value = ServerProfile.class,
      names = {"MASTODON", "MASTODON_REPEAT_FAILS", "SNAC"})
  void labelledPicturesAloneArePostedOnceWithTheirWarning(ServerProfile profile) {
    try (var harness = new PostingHarness(profile, PRIVATE)) {
      harness.mastodon.ignoreKeys();
      Map<String, @Nullable Object> record =
          new HashMap<>(pictures(harness, "1", "2", "3", "4", "5"));
      record.put("text", "");
      record.put("labels", List.of("nudity"));
      harness.mastodon.fail(
          Fault.drop("POST /api/v1/statuses", true), Fault.drop("POST /api/v1/statuses", true));
      harness.post(uri("1"), record);
      assertThat(harness.mastodon.present())
          .hasSize(2)
          .allSatisfy(
              status -> {
                assertThat(status.text).isEqualTo("Nudity");
                assertThat(status.sensitive).isTrue();
              });
      assertThat(harness.mastodon.made()).isEqualTo(2);
    }
  }

  @Test
  void aPictureThatTheOwnerPostsByHandIsNotTakenForTheMirror() {
    for (List<String> byHand : List.of(List.of("About my cat"), List.of("About 1"))) {
      try (var harness = new PostingHarness(PRIVATE)) {
        Map<String, @Nullable Object> record = new HashMap<>(pictures(harness, "1"));
        record.put("text", "");
        harness.mastodon.fail(Fault.drop("POST /api/v1/statuses", false));
        harness.put(harness.record(uri("1"), record));
        harness.mastodon.postByHand("", byHand.toArray(new String[0]));
        harness.finish();
        assertThat(harness.mastodon.present()).hasSize(2);

        harness.post(uri("1"), null);
        assertThat(harness.mastodon.present())
            .singleElement()
            .satisfies(status -> assertThat(status.media).containsExactly("m2"));
      }
    }
  }

  @Test
  void mediaThatAServerDoesNotTakeTwiceAreBroughtOnceMoreWhateverItsLanguage() {
    try (var harness = new PostingHarness(PRIVATE)) {
      harness.mastodon.fail(
          Fault.answer(
              "POST /api/v1/statuses", false, 422, "{\"error\": \"bereits angeh\u00e4ngt\"}"));
      harness.post(uri("1"), pictures(harness, "1"));
      assertThat(harness.mastodon.present().get(0).media).containsExactly("m2");
      assertThat(harness.reporter.records).isEmpty();
    }
  }

  private static Map<String, @Nullable Object> pictures(PostingHarness harness, String... names) {
    return with(
        post("1", "Look"),
        "media",
        List.of(names).stream()
            .map(
                name ->
                    Map.of(
                        "url",
                        harness.mastodon.url() + "/pictures/" + name,
                        "alt",
                        "About " + name,
                        "mime_type",
                        "image/png"))
            .toList());
  }
}
