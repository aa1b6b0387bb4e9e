package io.tributary.connect.sqlite;

import java.sql.SQLException;

/** What an error of SQLite means for the batch (codes: https://sqlite.org/rescode.html). */
enum SqliteFailure {
  /** Someone else holds the file: the same batch will do later. */
  RETRY,
  /** This one row does not fit its table. */
  BAD_RECORD,
  /** Nothing can be written until someone acts. */
  FATAL;

  static SqliteFailure of(SQLException failure) {
    return switch (code(failure)) {
      case Code.BUSY, Code.LOCKED, Code.PROTOCOL, Code.SCHEMA -> RETRY;
      // An error without a better code comes from the statement, its functions or triggers.
      case Code.CONSTRAINT, Code.MISMATCH, Code.TOO_BIG, Code.ERROR -> BAD_RECORD;
      default -> FATAL;
    };
  }

  /** Says what a person can do about a failure that ends the task. */
  static String advice(SQLException failure) {
    return switch (code(failure)) {
      case Code.FULL ->
          "the disk or the file's page limit is full: make room, then restart the task";
      case Code.READ_ONLY, Code.PERMISSION, Code.CANNOT_OPEN ->
          "let the worker's user create and write this file and others beside it, or set the"
              + " property database to another path";
      case Code.CORRUPT ->
          "the file is damaged: put a backup in its place (the sink then writes what is missing"
              + " from the topic), or repair it with the .recover command of sqlite3";
      case Code.NOT_A_DATABASE ->
          "the file is not an SQLite database: set the property database to another path";
      case Code.IO -> "the file system reports an error: check the disk, then restart the task";
      case Code.NO_MEMORY -> "the machine is out of memory";
      case Code.BUSY, Code.LOCKED ->
          "another process has kept it locked for longer than busy.timeout.ms";
      default -> "see the cause";
    };
  }

  /** Says whether SQLite does not accept the statement as such, whatever the file's state. */
  static boolean isRefusedStatement(SQLException failure) {
    return code(failure) == Code.ERROR;
  }

  private static int code(SQLException failure) {
    // Extended codes carry the primary one in their low byte.
    return failure.getErrorCode() & 0xff;
  }

  private static final class Code {
    static final int ERROR = 1;
    static final int PERMISSION = 3;
    static final int BUSY = 5;
    static final int LOCKED = 6;
    static final int NO_MEMORY = 7;
    static final int READ_ONLY = 8;
    static final int IO = 10;
    static final int CORRUPT = 11;
    static final int FULL = 13;
    static final int CANNOT_OPEN = 14;
    static final int PROTOCOL = 15;
    static final int SCHEMA = 17;
    static final int TOO_BIG = 18;
    static final int CONSTRAINT = 19;
    static final int MISMATCH = 20;
    static final int NOT_A_DATABASE = 26;
  }
}
