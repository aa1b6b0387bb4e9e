package io.tributary.connect.rss;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;

/** A web server on loopback that answers each path as a test tells it to. */
final class FeedServer implements AutoCloseable {
  private final MockWebServer server = new MockWebServer();
  private final Map<String, Function<RecordedRequest, MockResponse>> answers =
      new ConcurrentHashMap<>();
  private final List<RecordedRequest> requests = new CopyOnWriteArrayList<>();

  static FeedServer start() {
    var feeds = new FeedServer();
    feeds.server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            feeds.requests.add(request);
            Function<RecordedRequest, MockResponse> answer = feeds.answers.get(request.getTarget());
            return answer == null ? status(404) : answer.apply(request);
          }
        });
    try {
      feeds.server.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return feeds;
  }

  String url(String path) {
    return server.url(path).toString();
  }

  int port() {
    return server.getPort();
  }

  void answer(String path, Function<RecordedRequest, MockResponse> answer) {
    answers.put(path, answer);
  }

  void answer(String path, MockResponse answer) {
    answers.put(path, request -> answer);
  }

  /** Serves a document as a well-kept server does: with an ETag, and 304 to those who have it. */
  void publish(String path, String document) {
    String tag = "\"%08x\"".formatted(document.hashCode());
    answer(
        path,
        request ->
            tag.equals(request.getHeaders().get("If-None-Match"))
                ? status(304)
                : new MockResponse.Builder()
                    .addHeader("ETag", tag)
                    .addHeader("Content-Type", "application/rss+xml")
                    .body(document)
                    .build());
  }

  /** The requests for a path so far. */
  List<RecordedRequest> requests(String path) {
    return requests.stream().filter(request -> request.getTarget().equals(path)).toList();
  }

  List<String> requestedTargets() {
    return requests.stream().map(RecordedRequest::getTarget).toList();
  }

  static MockResponse status(int code) {
    return new MockResponse.Builder().code(code).build();
  }

  static MockResponse redirect(String target) {
    return redirect(302, target);
  }

  static MockResponse redirect(int code, String target) {
    return new MockResponse.Builder().code(code).addHeader("Location", target).build();
  }

  @Override
  public void close() {
    server.close();
  }
}
