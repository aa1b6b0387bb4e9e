package io.tributary.connect.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

class SqliteFailureTest {
  @ParameterizedTest
  @CsvSource({
    "SQLITE_BUSY, RETRY",
    "SQLITE_BUSY_RECOVERY, RETRY",
    "SQLITE_BUSY_SNAPSHOT, RETRY",
    "SQLITE_LOCKED, RETRY",
    "SQLITE_LOCKED_SHAREDCACHE, RETRY",
    "SQLITE_PROTOCOL, RETRY",
    "SQLITE_SCHEMA, RETRY",
    "SQLITE_CONSTRAINT, BAD_RECORD",
    "SQLITE_CONSTRAINT_NOTNULL, BAD_RECORD",
    "SQLITE_CONSTRAINT_UNIQUE, BAD_RECORD",
    "SQLITE_CONSTRAINT_PRIMARYKEY, BAD_RECORD",
    "SQLITE_CONSTRAINT_CHECK, BAD_RECORD",
    "SQLITE_CONSTRAINT_TRIGGER, BAD_RECORD",
    "SQLITE_MISMATCH, BAD_RECORD",
    "SQLITE_TOOBIG, BAD_RECORD",
    "SQLITE_ERROR, BAD_RECORD",
    "SQLITE_FULL, FATAL",
    "SQLITE_READONLY, FATAL",
    "SQLITE_READONLY_DBMOVED, FATAL",
    "SQLITE_IOERR_WRITE, FATAL",
    "SQLITE_CORRUPT, FATAL",
    "SQLITE_CORRUPT_INDEX, FATAL",
    "SQLITE_NOTADB, FATAL",
    "SQLITE_CANTOPEN, FATAL",
    "SQLITE_NOMEM, FATAL",
    "SQLITE_MISUSE, FATAL"
  })
  void sortsTheCodes(SQLiteErrorCode code, SqliteFailure expected) {
    assertThat(SqliteFailure.of(new SQLiteException("message", code))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "SQLITE_FULL, make room",
    "SQLITE_READONLY_DIRECTORY, the worker's user",
    "SQLITE_CANTOPEN, the worker's user",
    "SQLITE_CORRUPT_VTAB, backup",
    "SQLITE_NOTADB, not an SQLite database",
    "SQLITE_IOERR_FSYNC, check the disk",
    "SQLITE_NOMEM, memory",
    "SQLITE_BUSY, busy.timeout.ms"
  })
  void saysWhatToDo(SQLiteErrorCode code, String expected) {
    assertThat(SqliteFailure.advice(new SQLiteException("message", code))).contains(expected);
  }

  @Test
  void anErrorThatIsNotSqlitesIsFatal() {
    assertThat(SqliteFailure.of(new SQLException("closed"))).isEqualTo(SqliteFailure.FATAL);
  }
}
