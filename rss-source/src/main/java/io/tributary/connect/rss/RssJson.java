package io.tributary.connect.rss;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;

/** Builds the tree of JSON that nobody vouches for, with the dirt that feeds have. */
final class RssJson {
  /** A tree of so many takes some hundred megabytes, however short the document is. */
  static final int MOST_TOKENS = 2_000_000;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
          .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
          .build();

  private RssJson() {}

  static JsonNode tree(String text) throws RssParseException {
    try {
      // No token has less than a character, so nearly every document is short enough.
      if (text.length() > MOST_TOKENS && hasTooManyTokens(text)) {
        throw new RssParseException("JSON of more than %,d parts".formatted(MOST_TOKENS), null);
      }
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new RssParseException("broken JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new IllegalStateException("A string can always be read", e);
    }
  }

  private static boolean hasTooManyTokens(String text) throws IOException {
    try (JsonParser tokens = JSON.createParser(text)) {
      int count = 0;
      while (count <= MOST_TOKENS && tokens.nextToken() != null) {
        count++;
      }
      return count > MOST_TOKENS;
    }
  }
}
