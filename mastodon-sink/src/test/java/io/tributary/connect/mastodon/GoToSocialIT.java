package io.tributary.connect.mastodon;

import static io.tributary.connect.mastodon.Samples.post;
import static io.tributary.connect.mastodon.Samples.uri;
import static io.tributary.connect.mastodon.Samples.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jsoup.Jsoup;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.testcontainers.junit.jupiter.Testcontainers;

/** A real server of another make, where Docker answers. */
@Testcontainers(disabledWithoutDocker = true)
class GoToSocialIT {
  @Test
  void postsEditsThreadsAndDeletionsAreThereOnce() throws Exception {
    try (var server = new GoToSocial()) {
      String token = server.start();
      var config =
          new MastodonSinkConfig(
              Map.of("instance.url", server.url(), "access.token", token, "max.age.ms", "-1"));
      var state = new RememberedState();
      List<SinkRecord> records =
          List.of(
              record(0, uri("1"), post("1", "Tides & <moon> https://example.org/a/long/way")),
              record(1, uri("2"), with(post("2", "A reply"), "reply_parent", uri("1"))),
              record(2, uri("3"), post("3", "To be deleted")),
              record(3, uri("1"), post("1", "Tides, edited", "update", "rev-2")),
              record(4, uri("3"), null));
      for (int run = 0; run < 2; run++) {
        try (MastodonPosting posting =
            MastodonPosting.start(
                config,
                new MastodonReports(null),
                state,
                new MastodonMetrics(),
                Clock.systemUTC())) {
          posting.put(records);
          await()
              .atMost(Duration.ofMinutes(2))
              .until(
                  () -> {
                    posting.put(List.of());
                    return posting.dueIn().isEmpty();
                  });
        }
        assertThat(texts(server, token)).containsExactly("A reply", "Tides, edited");
      }
    }
  }

  private static List<String> texts(GoToSocial server, String token) throws Exception {
    String account = server.read("/api/v1/accounts/verify_credentials", token).path("id").asText();
    List<String> texts = new ArrayList<>();
    for (JsonNode status : server.read("/api/v1/accounts/%s/statuses".formatted(account), token)) {
      texts.add(Jsoup.parse(status.path("content").asText()).text());
    }
    return texts;
  }

  private static SinkRecord record(
      long offset, String key, @Nullable Map<String, @Nullable Object> value) {
    return new SinkRecord(
        "posts",
        0,
        null,
        key,
        null,
        value,
        offset,
        Clock.systemUTC().millis(),
        TimestampType.CREATE_TIME);
  }
}
