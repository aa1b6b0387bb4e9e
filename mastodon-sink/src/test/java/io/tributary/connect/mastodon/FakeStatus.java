package io.tributary.connect.mastodon;

import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A status, also one that was deleted. */
final class FakeStatus {
  final String id;
  final Instant createdAt;
  final String visibility;
  final @Nullable String parent;
  final @Nullable String quoted;
  String text = "";
  String spoiler = "";
  String language = "";
  boolean sensitive;
  boolean deleted;
  int edits;
  List<String> media = List.of();

  FakeStatus(
      String id,
      Instant createdAt,
      String visibility,
      @Nullable String parent,
      @Nullable String quoted) {
    this.id = id;
    this.createdAt = createdAt;
    this.visibility = visibility;
    this.parent = parent;
    this.quoted = quoted;
  }

  /** Roughly as StatusLengthValidator counts. */
  static long length(String text) {
    String counted =
        text.replaceAll("https?://\\S+", "x".repeat(23)).replaceAll("(@\\w+)@[\\w.-]+", "$1");
    return Pattern.compile("\\X").matcher(counted).results().count();
  }

  /** As Mastodon shows text: escaped, in paragraphs, with links whose ends are hidden. */
  String html() {
    String escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    String linked =
        Pattern.compile("(https?://)(\\S{1,30})(\\S*)")
            .matcher(escaped)
            .replaceAll(
                "<a href=\"$0\"><span class=\"invisible\">$1</span><span"
                    + " class=\"ellipsis\">$2</span><span class=\"invisible\">$3</span></a>");
    return "<p>" + linked.replace("\n\n", "</p><p>").replace("\n", "<br />") + "</p>";
  }
}
