package io.tributary.connect.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SamplePostsTest {
  private static final Duration DEADLINE = Duration.ofSeconds(20);
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  /** What a reader has received. */
  private static final class Reader implements WebSocket.Listener, AutoCloseable {
    private final List<String> messages = new CopyOnWriteArrayList<>();
    private final AtomicInteger pongs = new AtomicInteger();
    private final StringBuilder part = new StringBuilder();
    private final WebSocket socket;

    Reader(SamplePosts posts, String query) {
      socket =
          HttpClient.newHttpClient()
              .newWebSocketBuilder()
              .buildAsync(URI.create(posts.url() + "/xrpc/any" + query), this)
              .join();
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      part.append(data);
      if (last) {
        messages.add(part.toString());
        part.setLength(0);
      }
      from.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onPong(WebSocket from, ByteBuffer message) {
      pongs.incrementAndGet();
      from.request(1);
      return null;
    }

    List<Long> numbers() throws IOException {
      List<Long> numbers = new ArrayList<>();
      for (String message : messages) {
        numbers.add(JSON.readTree(message).at("/payload/seq").asLong());
      }
      return numbers;
    }

    @Override
    public void close() {
      socket.abort();
    }
  }

  @Test
  void replaysFromACursorAndGoesOn() throws Exception {
    try (SamplePosts posts = start();
        var all = new Reader(posts, "?cursor=1000000000000000");
        var some = new Reader(posts, "?kinds=commit&cursor=7");
        var live = new Reader(posts, "")) {
      await().atMost(DEADLINE).until(() -> live.messages.size() >= 2);

      assertThat(all.numbers()).startsWith(1L, 2L, 3L);
      assertThat(some.numbers()).startsWith(7L, 8L);
      assertThat(live.numbers().get(0)).isGreaterThan(SamplePost.BACKLOG);
    }
  }

  @Test
  void answersPings() throws Exception {
    try (SamplePosts posts = start();
        var reader = new Reader(posts, "")) {
      reader.socket.sendPing(ByteBuffer.wrap(new byte[] {1})).join();

      await().atMost(DEADLINE).until(() -> reader.pongs.get() == 1);
    }
  }

  @Test
  void continuesAfterARestart() throws Exception {
    String url;
    long published;
    try (SamplePosts posts = start();
        var reader = new Reader(posts, "")) {
      url = posts.url();
      await().atMost(DEADLINE).until(() -> !reader.messages.isEmpty());
      published = posts.published();
    }
    try (SamplePosts posts = start()) {
      assertThat(posts.url()).isEqualTo(url);
      assertThat(posts.published()).isGreaterThanOrEqualTo(published);
    }
  }

  @Test
  void saysWhatToDoAboutAPortThatIsTaken() throws Exception {
    int port;
    try (SamplePosts posts = start()) {
      port = URI.create(posts.url()).getPort();
    }
    try (var taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      assertThat(taken.isBound()).isTrue();
      assertThatThrownBy(this::start)
          .isInstanceOf(BindException.class)
          .hasMessageContaining("--fresh");
    }
  }

  @Test
  void postsLinksTagsEditsAndDeletes() throws Exception {
    Set<String> operations = new HashSet<>();
    Set<String> types = new HashSet<>();
    Set<String> posted = new HashSet<>();
    for (long number = 1; number <= 100; number++) {
      JsonNode event =
          JSON.readTree(new SamplePost(number, Instant.EPOCH).message()).path("payload");
      String operation = event.path("operation").asText();
      operations.add(operation);
      String key = event.path("did").asText() + event.path("rkey").asText();
      assertThat(posted.add(key)).as("%s %s", operation, key).isEqualTo(operation.equals("create"));
      byte[] text = event.at("/record/text").asText().getBytes(UTF_8);
      for (JsonNode facet : event.at("/record/facets")) {
        JsonNode feature = facet.at("/features/0");
        types.add(feature.path("$type").asText());
        int start = facet.at("/index/byteStart").asInt();
        int end = facet.at("/index/byteEnd").asInt();
        assertThat(new String(text, start, end - start, UTF_8))
            .isEqualTo(
                feature.has("uri")
                    ? feature.path("uri").asText()
                    : "#" + feature.path("tag").asText());
      }
    }
    assertThat(operations).containsExactlyInAnyOrder("create", "update", "delete");
    assertThat(types).hasSize(2);
  }

  @Test
  void someEditsTakeTheHashtagsAway() throws Exception {
    JsonNode before = JSON.readTree(new SamplePost(29, Instant.EPOCH).message());
    JsonNode after = JSON.readTree(new SamplePost(36, Instant.EPOCH).message());

    assertThat(after.at("/payload/rkey")).isEqualTo(before.at("/payload/rkey"));
    assertThat(before.at("/payload/record/text").asText()).endsWith(" #radio");
    assertThat(after.at("/payload/record/text").asText())
        .startsWith("Signal from 9,000 km away")
        .endsWith("/attic (edited)");
    assertThat(after.at("/payload/record/facets")).hasSize(1);
  }

  private SamplePosts start() throws IOException {
    return SamplePosts.start(folder.resolve("sample-posts.properties"), Clock.systemUTC());
  }
}
