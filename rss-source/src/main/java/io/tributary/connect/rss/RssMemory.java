package io.tributary.connect.rss;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
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

  /** A memory that has these entries besides. */
  RssMemory with(List<RssFingerprint> entries) {
    Reading reading = read(entries, false);
    return reading.after(reading.found().size());
  }

  /**
   * Compares a document with what was emitted.
   *
   * @param document the fingerprints of distinct entries in the order of emission, at most {@link
   *     #CAPACITY}
   * @param updates whether an entry whose content has changed is to be emitted again
   */
  Reading read(List<RssFingerprint> document, boolean updates) {
    return read(document, updates, List.of(), Set.of());
  }

  /**
   * Compares a document with what was emitted.
   *
   * @param marks what is to be remembered besides, as long as there is room
   * @param emitted the identities of entries of the document that were emitted under another one
   */
  Reading read(
      List<RssFingerprint> document,
      boolean updates,
      List<RssFingerprint> marks,
      Set<Long> emitted) {
    Map<Long, Integer> remembered = contents();
    marks.forEach(mark -> remembered.remove(mark.identity()));
    List<RssFingerprint> changed = new ArrayList<>();
    List<RssFingerprint> same = new ArrayList<>();
    List<Find> found = new ArrayList<>();
    for (int i = 0; i < document.size(); i++) {
      RssFingerprint entry = document.get(i);
      Integer content = remembered.remove(entry.identity());
      if (content == null && emitted.contains(entry.identity())) {
        same.add(entry);
      } else if (content == null) {
        found.add(new Find(i, false));
      } else if (updates && content != entry.content()) {
        found.add(new Find(i, true));
        changed.add(new RssFingerprint(entry.identity(), content));
      } else {
        same.add(new RssFingerprint(entry.identity(), content));
      }
    }
    // The log is forgotten from its beginning: first what left the document, then what a changed
    // entry was, which is in that order emitted anew before the log is that long.
    int known = remembered.size() + marks.size() + changed.size() + same.size();
    var next = ByteBuffer.allocate((known + found.size()) * WIDTH);
    remembered.forEach((identity, content) -> next.putLong(identity).putInt(content));
    marks.forEach(mark -> put(next, mark));
    changed.forEach(entry -> put(next, entry));
    same.forEach(entry -> put(next, entry));
    found.forEach(find -> put(next, document.get(find.position())));
    return new Reading(List.copyOf(found), known, next.array());
  }

  /** The contents by identity, oldest memory first; of an entry that changed only the last. */
  Map<Long, Integer> contents() {
    Map<Long, Integer> contents = new LinkedHashMap<>(size() * 2);
    var entries = ByteBuffer.wrap(log, from * WIDTH, size() * WIDTH);
    while (entries.hasRemaining()) {
      long identity = entries.getLong();
      contents.remove(identity);
      contents.put(identity, entries.getInt());
    }
    return contents;
  }

  private static void put(ByteBuffer log, RssFingerprint entry) {
    log.putLong(entry.identity()).putInt(entry.content());
  }

  /** An entry to emit: its position in the document, and whether it was emitted before. */
  record Find(int position, boolean update) {}

  /** What is to be emitted of a document, and what is remembered once some of it is. */
  static final class Reading {
    private final List<Find> found;
    private final int known;
    private final byte[] log;

    private Reading(List<Find> found, int known, byte[] log) {
      this.found = found;
      this.known = known;
      this.log = log;
    }

    /** What is to be emitted, in order. */
    List<Find> found() {
      return found;
    }

    /** The memory that covers the first {@code emitted} finds and no other. */
    RssMemory after(int emitted) {
      return new RssMemory(log, known + emitted);
    }
  }
}
