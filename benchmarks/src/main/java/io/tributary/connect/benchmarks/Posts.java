package io.tributary.connect.benchmarks;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Makes rows, the same ones each time, so that every contestant writes the same. */
final class Posts {
  private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
  private static final int TEXT_LENGTH = 127;
  private static final int POOL_LENGTH = 1 << 16;
  private static final DateTimeFormatter ISO =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private final SplittableRandom random = new SplittableRandom(20_261_121);
  private final String pool = letters(POOL_LENGTH);
  private long createdAt = Instant.parse("2026-11-21T00:00:00Z").toEpochMilli();

  List<Post> next(int count) {
    List<Post> posts = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      posts.add(next());
    }
    return posts;
  }

  private Post next() {
    String author = "did:plc:" + letters(24);
    int start = random.nextInt(POOL_LENGTH - TEXT_LENGTH);
    createdAt += random.nextInt(50);
    return new Post(
        "at://%s/app.bsky.feed.post/%s".formatted(author, letters(13)),
        author,
        ISO.format(Instant.ofEpochMilli(createdAt)),
        random.nextLong(1L << 40),
        random.nextDouble(),
        random.nextBoolean(),
        pool.substring(start, start + TEXT_LENGTH));
  }

  private String letters(int length) {
    var text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return text.toString();
  }
}
