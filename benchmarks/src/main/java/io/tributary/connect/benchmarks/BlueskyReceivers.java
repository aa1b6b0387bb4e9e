package io.tributary.connect.benchmarks;

import java.net.URI;
import java.net.http.HttpClient;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.WebSocketListener;
import org.java_websocket.client.WebSocketClient;
import org.java_websocket.handshake.ServerHandshake;
import org.jspecify.annotations.Nullable;

/** Clients that receive a replay as text and do nothing with it: the limit. */
final class BlueskyReceivers {
  private static final long DEADLINE_MINUTES = 5;

  private final URI url;
  private final long events;

  BlueskyReceivers(String url, long events) {
    this.url = URI.create(url + "?cursor=1");
    this.events = events;
  }

  /** Counts messages until all have come. Only the thread that reads adds to it. */
  private final class Count {
    private final CountDownLatch all = new CountDownLatch(1);
    private long messages;

    void add() {
      if (++messages == events) {
        all.countDown();
      }
    }

    void await() throws InterruptedException {
      if (!all.await(DEADLINE_MINUTES, TimeUnit.MINUTES)) {
        throw new IllegalStateException("Only %,d events came".formatted(messages));
      }
    }
  }

  Leg javaWebSocket() throws InterruptedException {
    var count = new Count();
    var stopwatch = new Stopwatch(Machine::cpuNanos);
    stopwatch.start();
    var client =
        new WebSocketClient(url) {
          @Override
          public void onOpen(ServerHandshake handshake) {}

          @Override
          public void onMessage(String message) {
            count.add();
          }

          @Override
          public void onClose(int code, String reason, boolean remote) {}

          @Override
          public void onError(Exception e) {}
        };
    client.connect();
    count.await();
    stopwatch.stop();
    client.closeConnection(1000, "");
    return stopwatch.leg(events);
  }

  Leg okHttp() throws InterruptedException {
    var count = new Count();
    var stopwatch = new Stopwatch(Machine::cpuNanos);
    stopwatch.start();
    var client = new OkHttpClient();
    okhttp3.WebSocket socket =
        client.newWebSocket(
            new Request.Builder().url(url.toString()).build(),
            new WebSocketListener() {
              @Override
              public void onMessage(okhttp3.WebSocket from, String text) {
                count.add();
              }

              @Override
              public void onFailure(
                  okhttp3.WebSocket from, Throwable failure, @Nullable Response response) {
                // It is cancelled below.
              }
            });
    count.await();
    stopwatch.stop();
    socket.cancel();
    client.dispatcher().executorService().shutdown();
    return stopwatch.leg(events);
  }

  Leg jdk() throws InterruptedException {
    var count = new Count();
    var stopwatch = new Stopwatch(Machine::cpuNanos);
    stopwatch.start();
    java.net.http.WebSocket socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(
                url,
                new java.net.http.WebSocket.Listener() {
                  @Override
                  public @Nullable CompletionStage<?> onText(
                      java.net.http.WebSocket from, CharSequence part, boolean last) {
                    if (last) {
                      count.add();
                    }
                    from.request(1);
                    return null;
                  }

                  @Override
                  public @Nullable CompletionStage<?> onBinary(
                      java.net.http.WebSocket from, ByteBuffer part, boolean last) {
                    from.request(1);
                    return null;
                  }
                })
            .join();
    count.await();
    stopwatch.stop();
    socket.abort();
    return stopwatch.leg(events);
  }
}
