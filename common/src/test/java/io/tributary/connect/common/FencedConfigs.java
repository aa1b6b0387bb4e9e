package io.tributary.connect.common;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Reads the connector configurations that a Markdown page shows in its fenced {@code json} blocks.
 */
public final class FencedConfigs {
  private static final Pattern FENCE =
      Pattern.compile("^```json\\R(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);
  private static final ObjectMapper JSON = new ObjectMapper();

  private FencedConfigs() {}

  /** Returns every fenced object that names a {@code connector.class}, in order. */
  public static List<Map<String, String>> in(Path page) {
    try {
      return FENCE
          .matcher(Files.readString(page))
          .results()
          .map(FencedConfigs::parse)
          .filter(config -> config.containsKey("connector.class"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, String> parse(MatchResult fence) {
    String text = fence.group(1);
    if (!text.contains("connector.class")) {
      return Map.of();
    }
    try {
      return JSON.readValue(text, new TypeReference<>() {});
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("Not a flat JSON object of strings: " + text, e);
    }
  }
}
