package io.tributary.connect.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * The path of the database, or of each topic's.
 *
 * @param format may hold ${topic}
 */
record SqliteFileName(String format) {
  private static final String TOPIC = "${topic}";
  private static final Pattern TOPIC_NAME = Pattern.compile("[a-zA-Z0-9._-]+");

  /** What SQLite calls the files beside a database, after its name. */
  private static final List<String> BESIDE = List.of("-wal", "-shm", "-journal");

  boolean perTopic() {
    return format.contains(TOPIC);
  }

  /** Returns what keeps the format from naming files, if anything does. */
  Optional<String> problem() {
    if (format.replace(TOPIC, "").contains("${")) {
      return Optional.of("${topic} is the only placeholder it may have");
    }
    String end = format.substring(format.lastIndexOf(TOPIC) + TOPIC.length());
    return perTopic() && BESIDE.stream().anyMatch(name -> name.endsWith(end))
        ? Optional.of(
            """
            the file name has to go on after ${topic}, as in ${topic}.db: with the topics t and \
            t-wal, the database of one would be the log of the other""")
        : Optional.empty();
  }

  /** Returns the one file of all topics. */
  Path path() {
    return absolute(format);
  }

  /** Returns the file that the offsets and rows of a topic are in. */
  Path of(String topic) {
    // Kafka allows no other topics, but this one becomes a path.
    if (!TOPIC_NAME.matcher(topic).matches() || topic.equals(".") || topic.equals("..")) {
      throw new ConnectException("The topic \"%s\" cannot name a file".formatted(topic));
    }
    return absolute(format.replace(TOPIC, topic));
  }

  /** Returns the files that are there, of whatever topics. */
  List<Path> existing() {
    Path path = path();
    if (!perTopic()) {
      return Files.isRegularFile(path) ? List.of(path) : List.of();
    }
    Path folder = path;
    while (folder != null && folder.toString().contains(TOPIC)) {
      folder = folder.getParent();
    }
    if (folder == null || !Files.isDirectory(folder)) {
      return List.of();
    }
    String pattern =
        Stream.of(path.toString().split(Pattern.quote(TOPIC), -1))
            .map(Pattern::quote)
            .reduce((one, other) -> one + TOPIC_NAME.pattern() + other)
            .orElseThrow();
    int depth = path.getNameCount() - folder.getNameCount();
    try (Stream<Path> files =
        Files.find(
            folder,
            depth,
            (file, attributes) -> attributes.isRegularFile() && file.toString().matches(pattern))) {
      return files.sorted().toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private static Path absolute(String path) {
    return Path.of(path).toAbsolutePath().normalize();
  }
}
