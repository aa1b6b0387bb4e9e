package io.tributary.connect.benchmarks;

import java.io.IOException;
import java.util.List;
import okhttp3.FormBody;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/**
 * What the sink's HTTP library does by itself: one request after the other, with its answer read.
 */
final class StatusLoop implements AutoCloseable {
  private final OkHttpClient http = new OkHttpClient();
  private final HttpUrl url;

  StatusLoop(String instance) {
    this.url = HttpUrl.get(instance + "/api/v1/statuses");
  }

  /** Posts texts as the sink does, parameter for parameter. */
  void post(List<String> texts, List<String> keys) throws IOException {
    for (int i = 0; i < texts.size(); i++) {
      var form =
          new FormBody.Builder()
              .add("status", texts.get(i))
              .add("sensitive", "false")
              .add("spoiler_text", "")
              .add("visibility", "unlisted")
              .build();
      Request request =
          new Request.Builder()
              .url(url)
              .header("Idempotency-Key", keys.get(i))
              .header("Authorization", "Bearer token")
              .header("Accept", "application/json")
              .post(form)
              .build();
      try (Response response = http.newCall(request).execute()) {
        if (response.code() != 200 || response.body().bytes().length == 0) {
          throw new IOException("Status " + response.code());
        }
      }
    }
  }

  @Override
  public void close() {
    http.dispatcher().executorService().shutdown();
    http.connectionPool().evictAll();
  }
}
