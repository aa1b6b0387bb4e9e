package io.tributary.connect.mastodon;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The pictures and videos of a fake server. */
final class FakeMedia {
  static final int MOST = 4;
  static final int LONGEST_DESCRIPTION = 1500;
  static final long IMAGE_BYTES = 10_000;
  static final long VIDEO_BYTES = 20_000;
  static final List<String> TYPES = List.of("image/png", "image/jpeg", "video/mp4");

  private static final Pattern DESCRIPTION =
      Pattern.compile("name=\"description\"\r\n(?:[^\r\n]+\r\n)*\r\n(.*?)\r\n--", Pattern.DOTALL);
  private static final Pattern FILE =
      Pattern.compile(
          "name=\"file\"; filename=\"([^\"\r]*)\"\r\nContent-Type: ([^\r]+)\r\n(?:Content-Length: \\d+\r\n)?\r\n");

  private final Map<String, FakeMedium> media = new LinkedHashMap<>();

  FakeMedium there(String id) {
    return Objects.requireNonNull(media.get(id), id);
  }

  @Nullable FakeMedium find(String id) {
    return media.get(id);
  }

  int size() {
    return media.size();
  }

  /** Takes an upload; returns why not otherwise. */
  @Nullable String refusal(String body, ServerProfile profile) {
    Matcher file = FILE.matcher(body);
    Matcher description = DESCRIPTION.matcher(body);
    if (!file.find() || !description.find()) {
      return "Validation failed: File can't be blank";
    }
    String type = file.group(2);
    long bytes = body.lastIndexOf("\r\n--") - (long) file.end();
    if (!profile.takes(type)) {
      return "Validation failed: File content type is invalid";
    }
    String text = FakeMedium.text(description.group(1));
    if (text.codePointCount(0, text.length()) > profile.longestDescription()) {
      return profile.isPleroma()
          ? "description_too_long"
          : "Validation failed: Description is too long";
    }
    return !profile.isPleroma() && bytes > (type.startsWith("image/") ? IMAGE_BYTES : VIDEO_BYTES)
        ? "Validation failed: File size is too big"
        : null;
  }

  FakeMedium add(String body, int looksUntilReady, boolean broken) {
    Matcher description = DESCRIPTION.matcher(body);
    Matcher file = FILE.matcher(body);
    if (!description.find() || !file.find()) {
      throw new IllegalArgumentException("Refused before");
    }
    var medium =
        new FakeMedium(
            "m" + (media.size() + 1), description.group(1), file.group(2), file.group(1));
    medium.looksUntilReady = looksUntilReady;
    medium.broken = broken;
    media.put(medium.id, medium);
    return medium;
  }

  /** Somebody uploads a picture. */
  FakeMedium add(String description) {
    var medium = new FakeMedium("m" + (media.size() + 1), description, "image/png", "by-hand.png");
    media.put(medium.id, medium);
    return medium;
  }

  /** Returns why a new status cannot have these media, null if it can. */
  @Nullable String refusal(List<String> ids) {
    if (ids.size() > MOST) {
      return "Cannot attach more than 4 files";
    }
    for (String id : ids) {
      FakeMedium found = media.get(id);
      if (found == null || found.status != null) {
        return "Media %s not found or already attached to another post".formatted(id);
      }
      if (ids.size() > 1 && found.mimeType.startsWith("video/")) {
        return "Cannot attach a video to a post that already contains images";
      }
      if (found.looksUntilReady > 0) {
        return "Cannot attach files that have not finished processing. Try again in a moment!";
      }
    }
    return null;
  }
}
