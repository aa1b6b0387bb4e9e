package io.tributary.connect.bluesky;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that answer as no decent one does. */
class BlueskyHttpTest {
  private final BlueskyHttp http = new BlueskyHttp(Duration.ofMillis(500));
  private final List<Socket> sockets = new ArrayList<>();
  private ServerSocket server;
  private volatile String answer = "";

  @BeforeEach
  void listen() throws IOException {
    server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    FakeJetstream.daemon(this::serve, "raw-server");
  }

  /** Sends the answer to whatever is asked, and leaves the connection open. */
  private void serve() {
    try {
      while (true) {
        Socket socket = server.accept();
        sockets.add(socket);
        assertThat(socket.getInputStream().read()).isEqualTo('G');
        socket.getOutputStream().write(answer.getBytes(US_ASCII));
      }
    } catch (IOException e) {
      // The test is over.
    }
  }

  @AfterEach
  void close() throws IOException {
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  private byte[] get() throws IOException, InterruptedException {
    return http.get(URI.create("http://127.0.0.1:" + server.getLocalPort() + "/"), 10);
  }

  @Test
  void returnsABodyThatIsNotTooLong() throws Exception {
    answer = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123456789";

    assertThat(get()).isEqualTo("0123456789".getBytes(US_ASCII));
  }

  @Test
  @Timeout(20)
  void givesUpWhereTheServerStopsInsideTheBody() {
    answer = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n01234";

    assertThatThrownBy(this::get)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("not answered within");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n0123456789a",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n012345\r\n6\r\n012345\r\n"
      })
  @Timeout(20)
  void readsNoMoreThanItIsTold(String tooLong) {
    answer = tooLong;

    assertThatThrownBy(this::get)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("more than 10 bytes");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 302 Found\r\nLocation: http://%zz/ /\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 302 Found\r\nLocation: gopher:x\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 abc\r\n\r\n",
        "no HTTP\r\n\r\n"
      })
  @Timeout(20)
  void failsLikeAServerThatIsDownWhateverItSays(String nonsense) {
    answer = nonsense;

    assertThatThrownBy(this::get).isInstanceOf(IOException.class);
  }

  @Test
  void failsLikeAServerThatIsDownWhereTheAddressIsNone() {
    assertThatThrownBy(() -> http.get(URI.create("gopher://localhost/"), 10))
        .isInstanceOf(IOException.class);
  }
}
