package io.tributary.connect.bluesky;

import io.tributary.connect.common.TributaryVersion;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

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
    CompletableFuture<HttpResponse<byte[]>> answer;
    try {
      HttpRequest request =
          HttpRequest.newBuilder(address)
              .timeout(timeout)
              .header("User-Agent", "Tributary-Bluesky-Source/" + TributaryVersion.current())
              .build();
      answer =
          client.sendAsync(
              request,
              head ->
                  head.statusCode() == 200
                      ? new Bounded(maxBytes)
                      : BodySubscribers.replacing(new byte[0]));
    } catch (IllegalArgumentException e) {
      throw new IOException("nothing that can be asked: " + address, e);
    }
    try {
      // The client's own timeout ends with the headers.
      HttpResponse<byte[]> response = answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
      if (response.statusCode() != 200) {
        throw new StatusException(address, response.statusCode());
      }
      return response.body();
    } catch (TimeoutException e) {
      throw new IOException("%s has not answered within %s".formatted(address, timeout), e);
    } catch (ExecutionException e) {
      // A stranger's redirection can make the client throw anything.
      throw new IOException("%s gives no answer: %s".formatted(address, e.getCause()), e);
    } finally {
      answer.cancel(true);
    }
  }

  /** Collects a body of so many bytes at most. */
  private static final class Bounded implements BodySubscriber<byte[]> {
    private final int maxBytes;
    private final CompletableFuture<byte[]> body = new CompletableFuture<>();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private @Nullable Subscription subscription;

    Bounded(int maxBytes) {
      this.maxBytes = maxBytes;
    }

    @Override
    public CompletionStage<byte[]> getBody() {
      return body;
    }

    @Override
    public void onSubscribe(Subscription started) {
      subscription = started;
      started.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> parts) {
      for (ByteBuffer part : parts) {
        if (bytes.size() + part.remaining() > maxBytes) {
          onError(new IOException("it sends more than %d bytes".formatted(maxBytes)));
          if (subscription != null) {
            subscription.cancel();
          }
          return;
        }
        byte[] copy = new byte[part.remaining()];
        part.get(copy);
        bytes.writeBytes(copy);
      }
    }

    @Override
    public void onError(Throwable failure) {
      body.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
      body.complete(bytes.toByteArray());
    }
  }
}
