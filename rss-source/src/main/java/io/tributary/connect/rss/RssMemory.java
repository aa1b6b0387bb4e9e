package io.tributary.connect.rss;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The entries of one feed that were emitted, oldest memory first: an immutable window on a log of
 * fingerprints. The windows of one document share their log, so that each costs a few bytes.
 */
final class RssMemory {
  /** With twelve bytes an entry, the stored form stays below 100 kB. */
  static final int CAPACITY = 5_000;

  static final RssMemory EMPTY = new RssMemory(new byte[0], 0);
  private static final int WIDTH = Long.BYTES + Integer.BYTES;

  private final byte[] log;
  private final int from;
  private final int to;

  /** The last {@link #CAPACITY} fingerprints before {@code to}. */
  private RssMemory(byte[] log, int to) {
    this.log = log;
    this.from = Math.max(0, to - CAPACITY);
    this.to = to;
  }

  int size() {
    return to - from;
  }

  /** Encodes the window; it costs time in its size, so it is done only when an offset is stored. */
  String encode() {
    byte[] window = Arrays.copyOfRange(log, from * WIDTH, to * WIDTH);
    return Base64.getEncoder().encodeToString(window);
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws IllegalArgumentException if it is something else
   */
  static RssMemory decode(String text) {
    byte[] log = Base64.getDecoder().decode(text);
    if (log.length % WIDTH != 0) {
      throw new IllegalArgumentException(
          log.length + " bytes are no whole number of " + WIDTH + "-byte fingerprints");
    }
    return new RssMemory(log, log.length / WIDTH);
  }

  /** The content of each identity. */
  Map<Long, Integer> contents() {
    Map<Long, Integer> contents = new HashMap<>(size() * 2);
    var remembered = ByteBuffer.wrap(log, from * WIDTH, size() * WIDTH);
    while (remembered.hasRemaining()) {
      contents.put(remembered.getLong(), remembered.getInt());
    }
    return contents;
  }

  /**
   * Compares a document with what was emitted.
   *
   * @param document the fingerprints of distinct entries in the order of emission, at most {@link
   *     #CAPACITY}
   */
  Reading read(List<RssFingerprint> document) {
    return read(document, List.of(), Set.of());
  }

  /**
   * Compares a document with what was emitted.
   *
   * @param marks what is to be remembered besides, as long as there is room
   * @param emitted the identities of entries of the document that were emitted under another one
   */
  Reading read(List<RssFingerprint> document, List<RssFingerprint> marks, Set<Long> emitted) {
    Set<Long> marked = new HashSet<>();
    marks.forEach(mark -> marked.add(mark.identity()));
    Map<Long, Boolean> seenInMemory = new HashMap<>(document.size() * 2);
    for (RssFingerprint entry : document) {
      seenInMemory.put(entry.identity(), false);
    }
    var next = ByteBuffer.allocate((size() + document.size() + marks.size()) * WIDTH);
    var stillThere = ByteBuffer.allocate(size() * WIDTH);
    var remembered = ByteBuffer.wrap(log, from * WIDTH, size() * WIDTH);
    while (remembered.hasRemaining()) {
      long identity = remembered.getLong();
      int content = remembered.getInt();
      if (marked.contains(identity)) {
        continue;
      }
      boolean inDocument = seenInMemory.replace(identity, true) != null;
      // What left the document goes first in the log, because the log is forgotten from there.
      (inDocument ? stillThere : next).putLong(identity).putInt(content);
    }
    marks.forEach(mark -> next.putLong(mark.identity()).putInt(mark.content()));
    next.put(stillThere.flip());
    for (RssFingerprint entry : document) {
      if (emitted.contains(entry.identity())
          && Boolean.FALSE.equals(seenInMemory.replace(entry.identity(), true))) {
        next.putLong(entry.identity()).putInt(entry.content());
      }
    }
    int known = next.position() / WIDTH;
    List<Integer> fresh = new ArrayList<>();
    for (int i = 0; i < document.size(); i++) {
      RssFingerprint entry = document.get(i);
      if (!seenInMemory.getOrDefault(entry.identity(), true)) {
        fresh.add(i);
        next.putLong(entry.identity()).putInt(entry.content());
      }
    }
    return new Reading(List.copyOf(fresh), known, next.array());
  }

  /** Which entries of a document are new, and what is remembered once some of them are emitted. */
  static final class Reading {
    private final List<Integer> fresh;
    private final int known;
    private final byte[] log;

    private Reading(List<Integer> fresh, int known, byte[] log) {
      this.fresh = fresh;
      this.known = known;
      this.log = log;
    }

    /** The positions of the new entries in the document. */
    List<Integer> fresh() {
      return fresh;
    }

    /** The memory that covers the first {@code emitted} of the new entries and no other. */
    RssMemory after(int emitted) {
      return new RssMemory(log, known + emitted);
    }
  }
}
