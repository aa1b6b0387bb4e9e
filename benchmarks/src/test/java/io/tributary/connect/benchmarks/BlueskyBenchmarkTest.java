package io.tributary.connect.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether the benchmark runs to its end; how fast is nothing for a test to judge. */
final class BlueskyBenchmarkTest {
  @ParameterizedTest
  @ValueSource(strings = {"--events", "--seconds", "--rounds"})
  void nothingCannotBeMeasured(String option) {
    CommandRun run = CommandRun.of("bluesky", option, "0");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.errors()).startsWith("--events, --seconds and --rounds take a number");
  }

  @Test
  void looksAtTheMemoryOfALongReplay() {
    CommandRun run = CommandRun.of("bluesky", "--long", "--events", "3000");

    assertThat(run.status()).as(run.errors()).isZero();
    assertThat(run.output()).containsPattern("(?m)^ *30,000 +\\d+ +\\d+ MiB");
  }

  @Test
  void fillsInNumberTimeAndKeysOfEachPost() throws Exception {
    var posts = new BlueskyPosts();
    JsonNode first = event(posts, 4_711);
    JsonNode next = event(posts, 4_712);

    assertThat(next.path("cursor").asLong()).isEqualTo(first.path("cursor").asLong() + 1);
    assertThat(next.path("time_us").asLong()).isEqualTo(first.path("time_us").asLong() + 2_000);
    assertThat(first.at("/commit/rkey")).isNotEqualTo(next.at("/commit/rkey"));
    assertThat(first.at("/commit/rev")).isNotEqualTo(first.at("/commit/rkey"));
    assertThat(BlueskyPosts.number(first.path("cursor").asLong())).isEqualTo(4_711);
  }

  private static JsonNode event(BlueskyPosts posts, long number) throws Exception {
    ByteBuffer frame = ByteBuffer.allocate(posts.frameBytes(number));
    posts.write(number, frame);
    byte[] bytes = frame.array();
    return new ObjectMapper().readTree(bytes, 4, bytes.length - 4);
  }
}
