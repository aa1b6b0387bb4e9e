package io.tributary.connect.mastodon;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

  /** As Pleroma shows text: escaped, with links and breaks. */
  private String plainHtml() {
    String escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    String linked =
        Pattern.compile("https?://\\S+")
            .matcher(escaped)
            .replaceAll("<a href=\"$0\" rel=\"ugc\">$0</a>");
    return Pattern.compile("(?<=^|\\s)#(\\w+)")
        .matcher(linked)
        .replaceAll("<a class=\"hashtag\" href=\"/tag/$1\" rel=\"tag ugc\">#$1</a>")
        .replace("\n", "<br/>");
  }

  /** Takes over what a request says. */
  void write(Map<String, List<String>> form) {
    String warning = FakeForm.first(form, "spoiler_text");
    text = String.valueOf(FakeForm.first(form, "status"));
    spoiler = warning == null ? "" : warning;
    if (text.isBlank()) {
      // PostStatusService#preprocess_attributes!
      text = spoiler;
      spoiler = "";
    }
    String tag = FakeForm.first(form, "language");
    language = tag == null ? "" : tag;
    sensitive =
        "true".equals(FakeForm.first(form, "sensitive")) || (warning != null && !warning.isEmpty());
    media = form.getOrDefault("media_ids[]", List.of());
  }

  /** As the API shows it. */
  Map<String, Object> shown(String server, ServerProfile profile, FakeMedia all) {
    Map<String, Object> shown = new HashMap<>();
    shown.put("id", id);
    shown.put("url", server + "/@bot/" + id);
    shown.put("created_at", createdAt.toString());
    shown.put("visibility", profile.visibility(visibility));
    shown.put("spoiler_text", spoiler);
    if (parent != null) {
      shown.put("in_reply_to_id", parent);
    }
    shown.put("content", profile.isPleroma() ? plainHtml() : html());
    shown.put("account", Map.of("id", "42"));
    shown.put(
        "media_attachments",
        media.stream()
            .map(
                medium -> Map.of("id", medium, "description", all.there(medium).shownDescription()))
            .toList());
    return shown;
  }
}
