package io.tributary.connect.mastodon;

import java.text.Normalizer;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;

/** Recognises a status by its text, although the server shows it as HTML. */
final class StatusText {
  private static final Pattern REMOTE_MENTION =
      Pattern.compile("(@[A-Za-z0-9_]+)@[\\p{L}\\p{N}.-]+[\\p{L}\\p{N}]");

  // Some servers read Markdown, all of them handle spaces their own way.
  private static final Pattern UNRELIABLE = Pattern.compile("[\\s\\p{Z}\\p{Cc}\\p{Cf}*_~`>\\\\]+");

  // What snac makes of text: a link to a picture becomes one, and [words](link) a link.
  private static final Pattern SNAC_PICTURE =
      Pattern.compile("(?<![^\\s(])https?://\\S++(?<=\\.(?:jpe?g|png|gif|webp|avif|svg|heic|bmp))");
  private static final Pattern SNAC_LINK =
      Pattern.compile("!?\\[([^\\]\\n]{1,200}+)]\\(https?://[^)\\s]+\\)");

  private StatusText() {}

  /** Returns what tells the status with this text from others. */
  static String fingerprint(String text, String spoiler) {
    return Hash.of(normalised(text), normalised(spoiler));
  }

  /** Returns the same for a text whose links snac may change. */
  static String fingerprint(String text, String spoiler, boolean snac) {
    return fingerprint(snac ? withoutPictures(text) : text, spoiler);
  }

  /** Returns the fingerprint of a status as the server shows it. */
  static String fingerprintOfHtml(String html, String spoiler, boolean snac) {
    Document document = Jsoup.parseBodyFragment(html);
    // The link that stands for a native quote where quotes are not known.
    document.select(".quote-inline").remove();
    return fingerprint(document.body().wholeText(), spoiler, snac);
  }

  private static String withoutPictures(String text) {
    return SNAC_PICTURE.matcher(SNAC_LINK.matcher(text).replaceAll("$1")).replaceAll("");
  }

  private static String normalised(String text) {
    String local = REMOTE_MENTION.matcher(text).replaceAll("$1");
    return UNRELIABLE.matcher(Normalizer.normalize(local, Normalizer.Form.NFC)).replaceAll("");
  }
}
