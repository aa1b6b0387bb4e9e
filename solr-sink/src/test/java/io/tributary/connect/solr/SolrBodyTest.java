package io.tributary.connect.solr;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies around the size of a piece. */
class SolrBodyTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 16_383, 16_384, 16_385, 32_768, 100_000})
  void sendsWhatWasWrittenAndSaysHowMuchThatIs(int size) throws Exception {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    var body = new SolrBody();
    // As javabin comes: bytes one by one, and blocks of 8 KB.
    int ones = Math.min(3, size);
    for (int i = 0; i < ones; i++) {
      body.write(bytes[i]);
    }
    for (int start = ones; start < size; start += 8_192) {
      body.write(bytes, start, Math.min(8_192, size - start));
    }

    assertThat(body.size()).isEqualTo(size);
    assertThat(body.publisher().contentLength()).isEqualTo(size);
    assertThat(sent(body.publisher())).isEqualTo(bytes);
  }

  private static byte[] sent(HttpRequest.BodyPublisher publisher) throws Exception {
    var received = new Pieces();
    publisher.subscribe(received);
    return received.all.get(10, TimeUnit.SECONDS);
  }

  /** Puts together what a publisher sends. */
  private static final class Pieces implements Flow.Subscriber<ByteBuffer> {
    private final CompletableFuture<byte[]> all = new CompletableFuture<>();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(ByteBuffer buffer) {
      byte[] piece = new byte[buffer.remaining()];
      buffer.get(piece);
      bytes.writeBytes(piece);
    }

    @Override
    public void onError(Throwable failure) {
      all.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
      all.complete(bytes.toByteArray());
    }
  }
}
