package io.tributary.connect.bluesky;

import io.tributary.connect.common.TributaryVersion;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Small GET requests, bounded in time and size. */
final class BlueskyHttp {
  private final HttpClient client;
  private final Duration timeout;

  BlueskyHttp(Duration timeout) {
    this.timeout = timeout;
    this.client =
        HttpClient.newBuilder()
            // Node's servers of WebSockets drop a request that offers to upgrade to HTTP/2.
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(timeout)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();
  }

  /** An answer that is no success. */
  static final class StatusException extends IOException {
    private static final long serialVersionUID = 1;

    private final int status;

    StatusException(URI address, int status) {
      super("%s answered with status %d".formatted(address, status));
      this.status = status;
    }

    int status() {
      return status;
    }
  }

  /**
   * Returns the body of a successful answer.
   *
   * @throws StatusException if the answer is no success
   * @throws IOException if there is none in time, or one of more than so many bytes
   */
  byte[] get(URI address, int maxBytes) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .timeout(timeout)
            .header("User-Agent", "Tributary-Bluesky-Source/" + TributaryVersion.current())
            .build();
    HttpResponse<InputStream> response = client.send(request, BodyHandlers.ofInputStream());
    try (InputStream body = response.body()) {
      if (response.statusCode() != 200) {
        throw new StatusException(address, response.statusCode());
      }
      byte[] bytes = body.readNBytes(maxBytes + 1);
      if (bytes.length > maxBytes) {
        throw new IOException("%s sends more than %d bytes".formatted(address, maxBytes));
      }
      return bytes;
    }
  }
}
