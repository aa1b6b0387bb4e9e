package io.tributary.connect.bluesky;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ZstdDecoderTest {
  private static final int LIMIT = 1_000_000;

  /** Tells what came out. */
  private final StreamDecoder text =
      (message, length) ->
          new Frame.Notice(new String(message, 0, length, StandardCharsets.UTF_8), null);

  @Test
  void unpacksWithTheDictionaryOfTheServer() {
    byte[] dictionary =
        "what every message of this stream repeats, over and over"
            .repeat(3)
            .getBytes(StandardCharsets.UTF_8);
    String message = "what every message of this stream repeats, over and over, and more";
    byte[] packed;
    try (var context = new ZstdCompressCtx()) {
      packed = context.loadDict(dictionary).compress(message.getBytes(StandardCharsets.UTF_8));
    }

    try (var decoder = new ZstdDecoder(text, dictionary, LIMIT)) {
      assertThat(decoder.decode(packed)).isEqualTo(new Frame.Notice(message, null));
      assertThat(decoder.decode(packed)).isEqualTo(new Frame.Notice(message, null));
    }
  }

  @Test
  void unpacksFramesThatDoNotTellTheirSize() throws IOException {
    String message = "x".repeat(300_000);

    try (var decoder = new ZstdDecoder(text, new byte[0], LIMIT)) {
      assertThat(decoder.decode(streamed(message))).isEqualTo(new Frame.Notice(message, null));
    }
  }

  @Test
  void stopsUnpackingAtTheLimit() throws IOException {
    String bomb = "0".repeat(LIMIT + 1);
    byte[] declared = Zstd.compress(bomb.getBytes(StandardCharsets.UTF_8));
    assertThat(declared).hasSizeLessThan(1_000);

    try (var decoder = new ZstdDecoder(text, new byte[0], LIMIT)) {
      assertThat(decoder.decode(declared)).isEqualTo(new Frame.TooLarge(LIMIT));
      assertThat(decoder.decode(streamed(bomb))).isEqualTo(new Frame.TooLarge(LIMIT));
      assertThat(decoder.decode(streamed("small"))).isEqualTo(new Frame.Notice("small", null));
    }
  }

  @Test
  void reportsWhatIsNoFrameAndGoesOn() throws IOException {
    byte[] frame = streamed("sound");
    byte[] cut = Arrays.copyOf(frame, frame.length - 2);

    try (var decoder = new ZstdDecoder(text, new byte[0], LIMIT)) {
      assertThat(decoder.decode(new byte[0])).isInstanceOf(Frame.Unreadable.class);
      assertThat(decoder.decode(new byte[] {1, 2, 3})).isInstanceOf(Frame.Unreadable.class);
      assertThat(decoder.decode(cut)).isInstanceOf(Frame.Unreadable.class);
      assertThat(decoder.decode(frame)).isEqualTo(new Frame.Notice("sound", null));
    }
  }

  @Test
  void loadsOnThisMachine() {
    assertThat(ZstdDecoder.defect()).isEmpty();
  }

  /** In a process of its own, as a library is loaded once for all. */
  @Test
  void readsUncompressedWithOneWarningWhereTheNativeLibraryCannotBeLoaded(@TempDir Path folder)
      throws Exception {
    var builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-DZstdNativePath=" + folder.resolve("none.so"),
            "-cp",
            System.getProperty("java.class.path"),
            UnloadableZstd.class.getName());
    File output = folder.resolve("output").toFile();
    Process process = builder.redirectErrorStream(true).redirectOutput(output).start();
    try {
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }

    assertThat(output).content().startsWith("defect: ").contains("read: [key1, key2, key3]");
    assertThat(Files.readAllLines(output.toPath()).stream().filter(it -> it.contains("WARN")))
        .singleElement()
        .asString()
        .contains("read uncompressed", "none.so");
  }

  /** Prints why there is no zstd, and reads a server that would compress. */
  static final class UnloadableZstd {
    private UnloadableZstd() {}

    public static void main(String[] arguments) throws InterruptedException {
      // Asked twice: the second failure of a class to load is of another kind than the first.
      ZstdDecoder.defect();
      System.out.println("defect: " + ZstdDecoder.defect().orElse("none"));
      FakeJetstream jetstream = FakeJetstream.start();
      jetstream.compressWith(new byte[] {0x37, (byte) 0xA4, 0x30, (byte) 0xEC, 1, 0, 0, 0});
      jetstream.publish(FakeEvent.posts(1, 3));
      Map<String, String> config =
          new HashMap<>(TaskHarness.config(jetstream.url(StreamKind.JETSTREAM_V2)));
      config.put("compress", "auto");
      try (TaskHarness task = TaskHarness.start(config, new StoredOffsets())) {
        System.out.println("read: " + TaskHarness.keys(task.await(3)));
      }
      jetstream.close();
    }
  }

  private static byte[] streamed(String message) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var zstd = new ZstdOutputStream(bytes)) {
      zstd.write(message.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }
}
