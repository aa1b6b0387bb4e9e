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

  private StatusText() {}

  /** Returns what tells the status with this text from others. */
  static String fingerprint(String text, String spoiler) {
    return Hash.of(normalised(text), normalised(spoiler));
  }

  /** Returns the fingerprint of a status as the server shows it. */
  static String fingerprintOfHtml(String html, String spoiler) {
    Document document = Jsoup.parseBodyFragment(html);
    // The link that stands for a native quote where quotes are not known.
    document.select(".quote-inline").remove();
    return fingerprint(document.body().wholeText(), spoiler);
  }

  private static String normalised(String text) {
    String local = REMOTE_MENTION.matcher(text).replaceAll("$1");
    return UNRELIABLE.matcher(Normalizer.normalize(local, Normalizer.Form.NFC)).replaceAll("");
  }
}
