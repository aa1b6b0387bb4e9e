package io.tributary.connect.rss;

import java.io.IOException;
import okhttp3.CompressionInterceptor.DecompressionAlgorithm;
import okio.Buffer;
import okio.BufferedSource;
import okio.Okio;
import okio.Source;
import okio.Timeout;
import org.brotli.dec.BrotliInputStream;
import org.jspecify.annotations.Nullable;

/** Lets OkHttp accept Brotli. */
final class RssBrotli implements DecompressionAlgorithm {
  @Override
  public String getEncoding() {
    return "br";
  }

  @Override
  public Source decompress(BufferedSource compressed) {
    return new Decoder(compressed);
  }

  /** Starts to decode at the first read, as only reads may fail with an IOException. */
  private static final class Decoder implements Source {
    private final BufferedSource compressed;
    private @Nullable Source plain;

    Decoder(BufferedSource compressed) {
      this.compressed = compressed;
    }

    @Override
    public long read(Buffer sink, long byteCount) throws IOException {
      if (plain == null) {
        plain = Okio.source(new BrotliInputStream(compressed.inputStream()));
      }
      return plain.read(sink, byteCount);
    }

    @Override
    public Timeout timeout() {
      return compressed.timeout();
    }

    @Override
    public void close() throws IOException {
      compressed.close();
    }
  }
}
