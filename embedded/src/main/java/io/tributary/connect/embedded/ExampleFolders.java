package io.tributary.connect.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The folder {@code examples/}, in which each folder is an example. */
record ExampleFolders(Path root) {
  List<String> names() throws IOException {
    try (Stream<Path> folders = Files.list(root)) {
      return folders
          .filter(Files::isDirectory)
          .map(folder -> folder.getFileName().toString())
          .sorted()
          .toList();
    }
  }

  Path folder(String name) {
    return root.resolve(name);
  }

  /** Returns a line for each example: its name, and the title of its README. */
  List<String> describe() throws IOException {
    List<String> names = names();
    int width = names.stream().mapToInt(String::length).max().orElse(0);
    List<String> lines = new ArrayList<>();
    for (String name : names) {
      lines.add(name + " ".repeat(width - name.length()) + "  " + title(folder(name)));
    }
    return lines;
  }

  private static String title(Path folder) throws IOException {
    Path page = folder.resolve("README.md");
    if (!Files.exists(page)) {
      return "";
    }
    try (Stream<String> lines = Files.lines(page)) {
      return lines
          .filter(line -> line.startsWith("# "))
          .map(line -> line.substring(2))
          .findFirst()
          .orElse("");
    }
  }
}
