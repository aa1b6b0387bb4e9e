package io.tributary.connect.bluesky;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** All messages of a stream, as they come, received by the JDK and by nothing of ours. */
final class FirehoseRecording implements WebSocket.Listener, AutoCloseable {
  private final List<byte[]> messages = new CopyOnWriteArrayList<>();
  private final ByteArrayOutputStream message = new ByteArrayOutputStream();
  private final WebSocket socket;

  FirehoseRecording(URI stream) {
    socket = HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(stream, this).join();
  }

  List<byte[]> messages() {
    return messages;
  }

  @Override
  public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
    var bytes = new byte[data.remaining()];
    data.get(bytes);
    message.writeBytes(bytes);
    if (last) {
      messages.add(message.toByteArray());
      message.reset();
    }
    from.request(1);
    return null;
  }

  @Override
  public void close() {
    socket.abort();
  }
}
