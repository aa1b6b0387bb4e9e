package io.tributary.connect.bluesky;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.java_websocket.drafts.Draft_6455;
import org.java_websocket.enums.Opcode;
import org.java_websocket.enums.Role;
import org.java_websocket.exceptions.IncompleteHandshakeException;
import org.java_websocket.exceptions.InvalidDataException;
import org.java_websocket.exceptions.InvalidFrameException;
import org.java_websocket.exceptions.InvalidHandshakeException;
import org.java_websocket.framing.Framedata;
import org.java_websocket.framing.PingFrame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlueskyDraftTest {
  private static final int LIMIT = 70_000;

  /** What the draft has handed on, as text. */
  private final List<String> received = new ArrayList<>();

  /** What one read has brought, until the draft says that this is all. */
  private final List<String> read = new ArrayList<>();

  private final BlueskyDraft draft =
      new BlueskyDraft(
          new BlueskyDraft.Receiver() {
            @Override
            public void message(byte[] bytes, boolean text) {
              read.add((text ? "text " : "bytes ") + bytes.length + " " + Arrays.hashCode(bytes));
            }

            @Override
            public void oversized(long bytes) {
              read.add("oversized " + bytes);
            }

            @Override
            public void readAll() {
              received.addAll(read);
              read.clear();
            }

            @Override
            public void refused(int status, String body) {
              received.add("refused " + status + " " + body);
            }
          },
          LIMIT);

  /** Whatever the library's own server sends arrives, however the network cuts it. */
  @Property(tries = 200)
  void readsWhatTheLibraryWrites(
      @ForAll List<@IntRange(max = 80_000) Integer> sizes,
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 20_000) int segment)
      throws InvalidDataException {
    received.clear();
    draft.reset();
    var random = new Random(seed);
    var library = new Draft_6455();
    library.setParseMode(Role.SERVER);
    var stream = new ByteArrayOutputStream();
    List<String> expected = new ArrayList<>();
    int pings = 0;
    for (int size : sizes) {
      byte[] bytes = new byte[size];
      random.nextBytes(bytes);
      for (Framedata frame : library.createFrames(ByteBuffer.wrap(bytes), false)) {
        stream.writeBytes(bytes(library.createBinaryFrame(frame)));
      }
      expected.add(
          size > LIMIT ? "oversized " + size : "bytes " + size + " " + Arrays.hashCode(bytes));
      if (random.nextBoolean()) {
        stream.writeBytes(bytes(library.createBinaryFrame(new PingFrame())));
        pings++;
      }
    }

    List<Framedata> control = new ArrayList<>();
    byte[] all = stream.toByteArray();
    for (int from = 0; from < all.length; from += segment) {
      int length = Math.min(segment, all.length - from);
      control.addAll(draft.translateFrame(ByteBuffer.wrap(all, from, length)));
    }

    assertThat(received).isEqualTo(expected);
    assertThat(control).hasSize(pings).allMatch(frame -> frame.getOpcode() == Opcode.PING);
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  @Test
  void joinsPartsAndLetsPingsBetweenThem() throws InvalidDataException {
    List<Framedata> control =
        draft.translateFrame(
            ByteBuffer.wrap(
                new byte[] {0x01, 2, 'a', 'b', (byte) 0x89, 1, 'p', 0x00, 0, (byte) 0x80, 1, 'c'}));

    assertThat(received).containsExactly("text 3 " + Arrays.hashCode("abc".getBytes(UTF_8)));
    assertThat(control).singleElement().matches(frame -> frame.getOpcode() == Opcode.PING);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "c100", // a reserved bit
        "8180", // a mask
        "8300", // an unknown kind
        "8000", // a continuation of nothing
        "01008100", // a message within another
        "0900", // a ping in parts
        "897e0100", // a ping that is too long
        "8b00", // an unknown control frame
        "827fffffffffffffffff" // a negative length
      })
  void refusesWhatTheProtocolForbids(String hex) {
    byte[] bytes = new byte[hex.length() / 2];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Integer.parseInt(hex.substring(2 * i, 2 * i + 2), 16);
    }

    assertThatThrownBy(() -> draft.translateFrame(ByteBuffer.wrap(bytes)))
        .isInstanceOf(InvalidFrameException.class);
  }

  @Test
  void waitsForTheWholeAnswerOfAServerThatRefuses() {
    draft.setParseMode(Role.CLIENT);
    String answer = "HTTP/1.1 400 Bad Request\r\nContent-Length: 5\r\n\r\n";

    assertThatThrownBy(() -> draft.translateHandshake(buffer(answer + "ab")))
        .isInstanceOf(IncompleteHandshakeException.class);
    assertThatThrownBy(() -> draft.translateHandshake(buffer(answer + "abcde")))
        .isInstanceOf(InvalidHandshakeException.class);
    assertThat(received).last().isEqualTo("refused 400 abcde");
  }

  @Test
  void readsARefusalInChunks() {
    draft.setParseMode(Role.CLIENT);
    String answer = "HTTP/1.1 503 No\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n";

    assertThatThrownBy(() -> draft.translateHandshake(buffer(answer)))
        .isInstanceOf(IncompleteHandshakeException.class);
    assertThatThrownBy(() -> draft.translateHandshake(buffer(answer + "0\r\n\r\n")))
        .isInstanceOf(InvalidHandshakeException.class);
    assertThat(received).last().isEqualTo("refused 503 abc");
  }

  @Test
  void leavesAnAcceptedHandshakeToTheLibrary() throws InvalidHandshakeException {
    draft.setParseMode(Role.CLIENT);
    String answer = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n";

    assertThat(draft.translateHandshake(buffer(answer)).getFieldValue("Upgrade"))
        .isEqualTo("websocket");
    assertThat(received).isEmpty();
  }

  private static ByteBuffer buffer(String text) {
    return ByteBuffer.wrap(text.getBytes(ISO_8859_1));
  }
}
