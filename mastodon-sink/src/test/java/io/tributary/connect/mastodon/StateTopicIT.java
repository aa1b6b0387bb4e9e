package io.tributary.connect.mastodon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.tributary.connect.embedded.EmbeddedBroker;
import io.tributary.connect.embedded.EmbeddedCluster;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.management.ObjectName;
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

  @Test
  void aTopicThatForgetsOrIsDividedIsRefused() throws Exception {
    try (EmbeddedCluster cluster = EmbeddedCluster.start(folder);
        Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()))) {
      create(admin, "short", 1, "delete");
      create(admin, "both", 1, "compact,delete");
      create(admin, "divided", 2, "compact");
      Map<String, Object> client = Map.of("bootstrap.servers", cluster.bootstrapServers());
      for (String topic : List.of("short", "both")) {
        assertThatThrownBy(() -> StateTopic.open(topic, client, (short) -1))
            .isInstanceOf(ConnectException.class)
            .hasMessageContaining("state.topic")
            .hasMessageContaining("cleanup.policy=compact");
      }
      try (StateTopic state = StateTopic.open("divided", client, (short) -1)) {
        assertThatThrownBy(state::read)
            .isInstanceOf(ConnectException.class)
            .hasMessageContaining("2 partitions");
      }
    }
  }

  /** The first put after each rebalance waits for it. */
  @Test
  void theEndOfTheTopicIsKnownAtOnceAfterItWasRead() throws Exception {
    try (EmbeddedCluster cluster = EmbeddedCluster.start(folder);
        StateTopic state =
            StateTopic.open(
                TOPIC, Map.of("bootstrap.servers", cluster.bootstrapServers()), (short) 1)) {
      state.append("k", "0");
      state.flush();
      assertThat(state.read()).isEqualTo(Map.of("k", "0"));
      assertTimeout(
          Duration.ofSeconds(3),
          () -> {
            for (int i = 1; i <= 10; i++) {
              assertThat(state.changes()).isEmpty();
              state.append("k", "" + i);
              state.flush();
              assertThat(state.changes()).isEqualTo(Map.of("k", "" + i));
            }
          });
    }
  }

  @Test
  void manyEntriesGoInFewRequests() throws Exception {
    try (EmbeddedCluster cluster = EmbeddedCluster.start(folder);
        StateTopic state =
            StateTopic.open(
                TOPIC,
                Map.of("bootstrap.servers", cluster.bootstrapServers(), "client.id", "fast"),
                (short) 1)) {
      for (int i = 0; i < 2_000; i++) {
        state.append("k" + i, "v".repeat(500));
      }
      state.flush();
      assertThat(
              (Double)
                  ManagementFactory.getPlatformMBeanServer()
                      .getAttribute(
                          new ObjectName("kafka.producer:type=producer-metrics,client-id=fast"),
                          "records-per-request-avg"))
          .isGreaterThan(60);
    }
  }

  @Test
  void whatIsWrittenIsThereSoonWithoutAWait() throws Exception {
    try (EmbeddedCluster cluster = EmbeddedCluster.start(folder)) {
      Map<String, Object> client = Map.of("bootstrap.servers", cluster.bootstrapServers());
      try (StateTopic state = StateTopic.open(TOPIC, client, (short) 1);
          StateTopic reader = StateTopic.open(TOPIC, client, (short) 1)) {
        assertThat(reader.read()).isEmpty();
        state.append("a", "1");
        await().untilAsserted(() -> assertThat(reader.changes()).isEqualTo(Map.of("a", "1")));
        state.append("b", "2");
        state.append("a", "3");
        state.send();
        await().until(() -> reader.read().equals(Map.of("a", "3", "b", "2")));
      }
    }
  }

  private static void create(Admin admin, String topic, int partitions, String policy)
      throws Exception {
    var created =
        new NewTopic(topic, Optional.of(partitions), Optional.empty())
            .configs(Map.of("cleanup.policy", policy));
    admin.createTopics(List.of(created)).all().get();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatCannotBeWrittenIsWrittenWhenTheBrokerIsBack(boolean writtenBefore) throws Exception {
    EmbeddedBroker broker = EmbeddedBroker.start(folder, 0);
    int port = Integer.parseInt(broker.bootstrapServers().replaceAll(".*:", ""));
    // So that writes fail for good while the broker is away, and not only wait.
    Map<String, Object> client =
        Map.of(
            "bootstrap.servers", broker.bootstrapServers(),
            "request.timeout.ms", "500",
            "delivery.timeout.ms", "1000");
    try (StateTopic state = StateTopic.open(TOPIC, client, (short) 1)) {
      assertThat(state.read()).isEmpty();
      if (writtenBefore) {
        state.append("a", "1");
        state.flush();
        assertThat(state.changes()).isEqualTo(Map.of("a", "1"));
      }
      broker.close();
      state.append("a", "2");
      state.append("b", "3");
      // A producer that does not know the topic yet blocks for each record.
      assertTimeout(
          Duration.ofSeconds(20),
          () -> IntStream.range(0, 100).forEach(i -> state.append("c", "" + i)));
      state.append("a", "4");
      assertThatThrownBy(state::flush).isInstanceOf(RetriableException.class);
      assertThatThrownBy(state::flush).isInstanceOf(RetriableException.class);
      broker = EmbeddedBroker.start(folder, port);
      flushAtLast(state);
      Map<String, String> written = Map.of("a", "4", "b", "3", "c", "99");
      await()
          .ignoreExceptions()
          .untilAsserted(() -> assertThat(state.changes()).isEqualTo(written));
      assertThat(state.read()).isEqualTo(written);
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
