package io.tributary.connect.solr;

import java.io.OutputStream;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The body of a request, in pieces: arrays of half a megabyte make the G1 collector mark the whole
 * heap again and again.
 */
final class SolrBody extends OutputStream {
  /** As large as the buffers of the JDK's HTTP client. */
  private static final int PIECE_BYTES = 16_384;

  private final List<byte[]> full = new ArrayList<>();
  private byte[] piece = new byte[PIECE_BYTES];
  private int used;

  @Override
  public void write(int value) {
    makeRoom();
    piece[used++] = (byte) value;
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    int start = offset;
    int end = offset + length;
    while (start < end) {
      makeRoom();
      int count = Math.min(end - start, PIECE_BYTES - used);
      System.arraycopy(bytes, start, piece, used, count);
      used += count;
      start += count;
    }
  }

  long size() {
    return (long) full.size() * PIECE_BYTES + used;
  }

  /** Returns what sends everything that has been written, and says beforehand how much that is. */
  HttpRequest.BodyPublisher publisher() {
    if (size() == 0) {
      return HttpRequest.BodyPublishers.noBody();
    }
    List<byte[]> pieces = new ArrayList<>(full);
    pieces.add(Arrays.copyOf(piece, used));
    return HttpRequest.BodyPublishers.fromPublisher(
        HttpRequest.BodyPublishers.ofByteArrays(pieces), size());
  }

  private void makeRoom() {
    if (used == PIECE_BYTES) {
      full.add(piece);
      piece = new byte[PIECE_BYTES];
      used = 0;
    }
  }
}
