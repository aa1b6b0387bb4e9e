package io.tributary.connect.rss;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.Dispatcher;
import okhttp3.Headers;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.BufferedSource;

/** Fetches feeds, several at a time. The only class that talks to the network. */
final class RssClient implements AutoCloseable {
  private final OkHttpClient http;
  private final ThreadPoolExecutor threads;
  private final String userAgent;
  private final Duration timeout;
  private final int maxBodyBytes;

  RssClient(RssSourceConfig config) {
    this.userAgent = config.userAgent();
    this.timeout = config.timeout();
    this.maxBodyBytes = config.maxBodyBytes();
    // Daemons: a worker that is told to stop does not wait for a server that does not answer.
    this.threads =
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            10,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            work -> {
              var thread = new Thread(work, "tributary-rss-fetch");
              thread.setDaemon(true);
              return thread;
            });
    // The poller keeps the limits; these only stay out of its way.
    var dispatcher = new Dispatcher(threads);
    dispatcher.setMaxRequests(config.maxConcurrent());
    dispatcher.setMaxRequestsPerHost(config.maxConcurrent());
    this.http =
        new OkHttpClient.Builder()
            .dispatcher(dispatcher)
            .callTimeout(timeout)
            .connectTimeout(timeout)
            .readTimeout(timeout)
            .build();
  }

  /** Starts a request; {@code done} is called once, as a rule on another thread. */
  void fetch(FeedAddress feed, RssValidators validators, Consumer<RssFetch> done) {
    Request request;
    try {
      request = request(feed, validators);
    } catch (RuntimeException e) {
      done.accept(new RssFetch.Failed("a request that cannot be made: " + e));
      return;
    }
    http.newCall(request)
        .enqueue(
            new Callback() {
              @Override
              public void onFailure(Call call, IOException e) {
                done.accept(new RssFetch.Failed(reason(e)));
              }

              @Override
              public void onResponse(Call call, Response response) {
                done.accept(read(response, !validators.isEmpty()));
              }
            });
  }

  private Request request(FeedAddress feed, RssValidators validators) {
    var request =
        new Request.Builder()
            .url(feed.url())
            .header("User-Agent", userAgent)
            .header(
                "Accept",
                "application/rss+xml, application/atom+xml, application/rdf+xml, "
                    + "application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5");
    if (feed.authorization() != null) {
      request.header("Authorization", feed.authorization());
    }
    // Verbatim, whatever characters they have.
    Headers.Builder headers = request.build().headers().newBuilder();
    if (validators.etag() != null) {
      headers.addUnsafeNonAscii("If-None-Match", validators.etag());
    }
    if (validators.lastModified() != null) {
      headers.addUnsafeNonAscii("If-Modified-Since", validators.lastModified());
    }
    return request.headers(headers.build()).build();
  }

  private RssFetch read(Response response, boolean conditional) {
    try (response) {
      return switch (response.code()) {
        case 200 -> document(response);
        case 304 ->
            conditional
                ? new RssFetch.NotModified()
                : new RssFetch.Failed("HTTP status 304 to a request without conditions");
        default -> new RssFetch.Failed("HTTP status " + response.code());
      };
    } catch (IOException e) {
      return new RssFetch.Failed(reason(e));
    } catch (RuntimeException | OutOfMemoryError e) {
      return new RssFetch.Failed(e.toString());
    }
  }

  private RssFetch document(Response response) throws IOException {
    ResponseBody body = response.body();
    BufferedSource source = body.source();
    // The bytes that arrive are counted, after decompression: a length header can say anything.
    if (body.contentLength() > maxBodyBytes || source.request(maxBodyBytes + 1L)) {
      return new RssFetch.Failed(
          "a body of more than %d bytes (%s)"
              .formatted(maxBodyBytes, RssSourceConfig.HTTP_MAX_BODY_BYTES));
    }
    MediaType type = body.contentType();
    Charset charset = type == null ? null : type.charset();
    return new RssFetch.Document(
        source.readByteArray(),
        charset == null ? null : charset.name(),
        response.request().url(),
        new RssValidators(response.header("ETag"), response.header("Last-Modified")));
  }

  private String reason(IOException e) {
    if (e instanceof UnknownHostException) {
      return "unknown host";
    }
    if (e instanceof ConnectException) {
      return "cannot connect";
    }
    if (e instanceof InterruptedIOException) {
      return "no answer within %d ms (%s)"
          .formatted(timeout.toMillis(), RssSourceConfig.HTTP_TIMEOUT_MS);
    }
    return e.toString();
  }

  @Override
  public void close() {
    http.dispatcher().cancelAll();
    threads.shutdown();
    http.connectionPool().evictAll();
  }
}
