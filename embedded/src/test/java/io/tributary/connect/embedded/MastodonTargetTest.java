package io.tributary.connect.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class MastodonTargetTest {
  private static final String SINK = "io.tributary.connect.mastodon.MastodonSinkConnector";

  @Test
  void statusesAreShownUnlessAServerIsNamed() {
    Map<String, Map<String, String>> configs = configs();
    new MastodonTarget(null, "127.0.0.1:9").applyTo(configs);
    assertThat(configs.get("post"))
        .containsEntry("dry.run", "true")
        .containsEntry("instance.url", "https://mastodon.example")
        .containsEntry("state.kafka.bootstrap.servers", "127.0.0.1:9");
  }

  @Test
  void statusesArePostedToTheServerThatIsNamed() {
    Map<String, Map<String, String>> configs = configs();
    new MastodonTarget(URI.create("https://social.example"), "127.0.0.1:9").applyTo(configs);
    assertThat(configs.get("post"))
        .doesNotContainKey("dry.run")
        .containsEntry("instance.url", "https://social.example");
  }

  @Test
  void otherConnectorsStayAsTheyAre() {
    Map<String, Map<String, String>> configs = configs();
    new MastodonTarget(null, "127.0.0.1:9").applyTo(configs);
    assertThat(configs.get("read")).isEqualTo(configs().get("read"));
    assertThat(MastodonTarget.isNeeded(configs)).isTrue();
    configs.remove("post");
    assertThat(MastodonTarget.isNeeded(configs)).isFalse();
  }

  private static Map<String, Map<String, String>> configs() {
    return new TreeMap<>(
        Map.of(
            "read", new TreeMap<>(Map.of("connector.class", "a.Source", "feeds", "https://a")),
            "post",
                new TreeMap<>(
                    Map.of("connector.class", SINK, "instance.url", "https://mastodon.example"))));
  }
}
