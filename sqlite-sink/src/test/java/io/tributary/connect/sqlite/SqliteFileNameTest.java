package io.tributary.connect.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqliteFileNameTest {
  @TempDir Path folder;

  @Test
  void putsTheTopicWhereItGoes() {
    SqliteFileName name = name("${topic}/x-${topic}.db");

    assertThat(name.of("a.b_c-1")).isEqualTo(folder.resolve("a.b_c-1/x-a.b_c-1.db"));
    assertThat(name.perTopic()).isTrue();
    assertThat(name("data.db").perTopic()).isFalse();
    assertThat(name("data.db").of("any")).isEqualTo(folder.resolve("data.db"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"..", ".", "a/b", "a\\b", "../../etc/x", "", "a\0"})
  void aTopicCannotLeadElsewhere(String topic) {
    assertThatThrownBy(() -> name("${topic}.db").of(topic)).isInstanceOf(ConnectException.class);
  }

  @Test
  void findsTheFilesOfAllTopics() throws Exception {
    for (String file :
        new String[] {"in/a/x-a.db", "in/b/x-b.db", "in/b/x-b.db-wal", "in/x.db", "a.db"}) {
      Path path = folder.resolve(file);
      Files.createDirectories(path.getParent());
      Files.createFile(path);
    }
    Files.createDirectories(folder.resolve("in/c/x-c.db"));

    assertThat(name("in/${topic}/x-${topic}.db").existing())
        .containsExactly(folder.resolve("in/a/x-a.db"), folder.resolve("in/b/x-b.db"));
    assertThat(name("${topic}.db").existing()).containsExactly(folder.resolve("a.db"));
    assertThat(name("absent/${topic}.db").existing()).isEmpty();
    assertThat(name("a.db").existing()).containsExactly(folder.resolve("a.db"));
    assertThat(name("b.db").existing()).isEmpty();
  }

  @Test
  void noTopicsDatabaseIsTheLogOfAnother() {
    for (String format : new String[] {"${topic}", "x${topic}", "${topic}l", "${topic}-wal"}) {
      assertThat(name(format).problem()).as(format).isPresent();
    }
    for (String format : new String[] {"${topic}.db", "${topic}/db", "${topic}/x", "data"}) {
      assertThat(name(format).problem()).as(format).isEmpty();
    }
  }

  private SqliteFileName name(String format) {
    return new SqliteFileName(folder + "/" + format);
  }
}
