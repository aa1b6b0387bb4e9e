package io.tributary.connect.mastodon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tributary.connect.embedded.EmbeddedBroker;
import io.tributary.connect.embedded.EmbeddedCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The state in a topic of a real broker. */
class StateTopicIT {
  private static final String TOPIC = "_state";

  @TempDir Path folder;

  @Test
  void theTopicIsMadeToKeepTheLastOfEachKey() throws Exception {
    try (EmbeddedCluster cluster = EmbeddedCluster.start(folder)) {
      Map<String, Object> client = Map.of("bootstrap.servers", cluster.bootstrapServers());
      try (StateTopic state = StateTopic.open(TOPIC, client, (short) 1)) {
        assertThat(state.read()).isEmpty();
        for (int i = 0; i < 2_000; i++) {
          state.append("k" + i % 500, "v" + i);
        }
        state.append("k0", null);
        state.flush();
      }
      assertThat(cluster.topics().setting(TOPIC, "cleanup.policy")).isEqualTo("compact");
      try (StateTopic state = StateTopic.open(TOPIC, client, (short) 1)) {
        assertThat(state.read())
            .hasSize(499)
            .containsEntry("k1", "v1501")
            .containsEntry("k499", "v1999");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"delete", "compact,delete"})
  void aTopicThatForgetsIsRefused(String policy) throws Exception {
    try (EmbeddedCluster cluster = EmbeddedCluster.start(folder);
        Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()))) {
      var topic =
          new NewTopic(TOPIC, Optional.of(1), Optional.empty())
              .configs(Map.of("cleanup.policy", policy));
      admin.createTopics(List.of(topic)).all().get();
      assertThatThrownBy(
              () ->
                  StateTopic.open(
                      TOPIC, Map.of("bootstrap.servers", cluster.bootstrapServers()), (short) -1))
          .isInstanceOf(ConnectException.class)
          .hasMessageContaining("state.topic")
          .hasMessageContaining("cleanup.policy=compact");
    }
  }

  @Test
  void whatCannotBeWrittenIsWrittenWhenTheBrokerIsBack() throws Exception {
    EmbeddedBroker broker = EmbeddedBroker.start(folder, 0);
    int port = Integer.parseInt(broker.bootstrapServers().replaceAll(".*:", ""));
    // So that writes fail for good while the broker is away, and not only wait.
    Map<String, Object> client =
        Map.of(
            "bootstrap.servers", broker.bootstrapServers(),
            "request.timeout.ms", "500",
            "delivery.timeout.ms", "1000");
    try (StateTopic state = StateTopic.open(TOPIC, client, (short) 1)) {
      state.append("a", "1");
      state.flush();
      broker.close();
      state.append("a", "2");
      state.append("b", "3");
      state.append("a", "4");
      assertThatThrownBy(state::flush).isInstanceOf(RetriableException.class);
      assertThatThrownBy(state::flush).isInstanceOf(RetriableException.class);

      broker = EmbeddedBroker.start(folder, port);
      flushAtLast(state);
      assertThat(state.read()).isEqualTo(Map.of("a", "4", "b", "3"));
    } finally {
      broker.close();
    }
  }

  private static void flushAtLast(StateTopic state) {
    await()
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptionsInstanceOf(RetriableException.class)
        .until(
            () -> {
              state.flush();
              return true;
            });
  }
}
