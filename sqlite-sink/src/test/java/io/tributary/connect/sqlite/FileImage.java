package io.tributary.connect.sqlite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a process that dies at this moment leaves of a database: what SQLite holds in memory is
 * gone, what it has written is not. The layout is that of https://sqlite.org/walformat.html.
 */
final class FileImage {
  private static final int PAGE = 4096;
  private static final int LOG_HEADER = 32;
  private static final int FRAME_HEADER = 24;
  private static final int SALT_IN_LOG = 16;
  private static final int SALT_IN_INDEX = 32;
  private static final int SALT_LENGTH = 8;
  private static final int COPIED_FRAMES_IN_INDEX = 96;

  /** A file that does not exist yet, as SQLite sees it. */
  static final FileImage NONE = new FileImage(new byte[0], new byte[0], 0);

  private final byte[] database;
  private final byte[] log;

  /** How much of the log is on the disk for sure: a checkpoint syncs what it copies. */
  private final int synced;

  private FileImage(byte[] database, byte[] log, int synced) {
    this.database = database;
    this.log = log;
    this.synced = synced;
  }

  static FileImage of(Path file) {
    byte[] log = read(beside(file, "-wal"));
    return new FileImage(read(file), log, synced(log, read(beside(file, "-shm"))));
  }

  /** Returns the image of a file of which all that an earlier one has of the log is on the disk. */
  static FileImage of(Path file, FileImage synced) {
    FileImage now = of(file);
    boolean sameLog =
        now.log.length >= LOG_HEADER
            && synced.log.length >= LOG_HEADER
            && Arrays.equals(now.log, 0, LOG_HEADER, synced.log, 0, LOG_HEADER);
    return sameLog
        ? new FileImage(
            now.database,
            now.log,
            Math.min(now.log.length, Math.max(now.synced, synced.log.length)))
        : now;
  }

  /** Returns what is left if the log loses a share of what may still be in the disk's cache. */
  FileImage afterPowerFailure(double lost) {
    int kept = log.length - (int) ((log.length - synced) * lost);
    return new FileImage(database, Arrays.copyOf(log, kept), kept);
  }

  boolean sameAs(FileImage other) {
    return Arrays.equals(log, other.log) && Arrays.equals(database, other.database);
  }

  /**
   * Returns the states on the way from an earlier image to this one: the log grows page by page,
   * and a checkpoint copies it to the database page by page. Some pages are half written.
   */
  List<FileImage> onTheWayFrom(FileImage earlier) {
    List<FileImage> states = new ArrayList<>();
    for (int end : ends(log, earlier.log)) {
      states.add(new FileImage(earlier.database, overlay(log, end, earlier.log), synced));
    }
    for (int end : ends(database, earlier.database)) {
      states.add(new FileImage(overlay(database, end, earlier.database), log, synced));
    }
    return states;
  }

  private static List<Integer> ends(byte[] now, byte[] earlier) {
    List<Integer> ends = new ArrayList<>();
    int first = Arrays.mismatch(now, earlier);
    if (first >= 0) {
      for (int end = first + 1; end < now.length; end += FRAME_HEADER + PAGE) {
        ends.add(end);
      }
    }
    return ends;
  }

  private static byte[] overlay(byte[] begin, int end, byte[] rest) {
    byte[] all = Arrays.copyOf(begin, Math.max(end, rest.length));
    if (rest.length > end) {
      System.arraycopy(rest, end, all, end, rest.length - end);
    }
    return all;
  }

  /** Writes the files into a new folder and returns the database's. */
  Path restore(Path folder) {
    try {
      Files.createDirectories(folder);
      Path file = folder.resolve("data.db");
      Files.write(file, database);
      Files.write(beside(file, "-wal"), log);
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int synced(byte[] log, byte[] index) {
    if (log.length < LOG_HEADER || index.length < COPIED_FRAMES_IN_INDEX + Integer.BYTES) {
      return log.length;
    }
    boolean current =
        Arrays.equals(
            log,
            SALT_IN_LOG,
            SALT_IN_LOG + SALT_LENGTH,
            index,
            SALT_IN_INDEX,
            SALT_IN_INDEX + SALT_LENGTH);
    if (!current) {
      // The log starts anew, because all of it has been copied.
      return log.length;
    }
    int frames =
        ByteBuffer.wrap(index).order(ByteOrder.nativeOrder()).getInt(COPIED_FRAMES_IN_INDEX);
    return LOG_HEADER + frames * (FRAME_HEADER + PAGE);
  }

  private static Path beside(Path file, String suffix) {
    return file.resolveSibling(file.getFileName() + suffix);
  }

  private static byte[] read(Path file) {
    try {
      return Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
