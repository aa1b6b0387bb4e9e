package io.tributary.connect.common;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeVisitor;

/** HTML as a reader sees it: its text and the pages it links to. */
public final class HtmlText {
  private static final Pattern MARKUP =
      Pattern.compile("<[A-Za-z/!]|&(?:#\\d+|#[xX]\\p{XDigit}+|[A-Za-z]\\w*);");

  // Markup that was never closed takes seconds for each further megabyte.
  private static final int LONGEST = 1 << 20;

  private final Document document;

  private HtmlText(Document document) {
    this.document = document;
  }

  /** Reads HTML, of which what is beyond a million characters does not count. */
  public static HtmlText parse(String html, String baseUrl) {
    String read = html.length() > LONGEST ? html.substring(0, LONGEST) : html;
    return new HtmlText(Jsoup.parseBodyFragment(read, baseUrl));
  }

  /** Whether text that may be either was meant as HTML. */
  public static boolean isMarkup(String text) {
    return MARKUP.matcher(text).find();
  }

  /** The text, each paragraph, heading, list item and table row on a line of its own. */
  public String text() {
    var text = new StringBuilder();
    document.body().traverse(new Renderer(text));
    return text.toString().strip();
  }

  /** The http and https links, in order. */
  public List<String> links() {
    List<String> links = new ArrayList<>();
    for (Element anchor : document.body().select("a[href]")) {
      String written = anchor.attr("href").strip();
      if (written.isEmpty() || written.startsWith("#")) {
        // A footnote of the text itself.
        continue;
      }
      String link = anchor.absUrl("href");
      if (link.startsWith("http://") || link.startsWith("https://")) {
        links.add(link);
      }
    }
    return links;
  }

  /** Appends what it visits; whitespace runs become one space, block boundaries one line break. */
  private static final class Renderer implements NodeVisitor {
    private final StringBuilder text;
    private int preformatted;

    Renderer(StringBuilder text) {
      this.text = text;
    }

    @Override
    public void head(Node node, int depth) {
      if (node.nameIs("pre")) {
        preformatted++;
      }
      if (node instanceof TextNode words) {
        append(words);
      } else if (node instanceof Element element && startsLine(element)) {
        breakLine();
      }
    }

    @Override
    public void tail(Node node, int depth) {
      if (node.nameIs("pre")) {
        preformatted--;
      }
      if (node instanceof Element element && startsLine(element)) {
        breakLine();
      } else if (node.nameIs("td") || node.nameIs("th")) {
        appendSpace();
      }
    }

    private static boolean startsLine(Element element) {
      return element.nameIs("br")
          || (element.isBlock() && !element.nameIs("td") && !element.nameIs("th"));
    }

    private void append(TextNode words) {
      String whole = words.getWholeText();
      if (preformatted > 0) {
        text.append(whole);
        return;
      }
      for (int i = 0; i < whole.length(); i++) {
        char c = whole.charAt(i);
        if (Character.isWhitespace(c) || c == '\u00a0') {
          appendSpace();
        } else {
          text.append(c);
        }
      }
    }

    private void appendSpace() {
      if (!text.isEmpty() && !Character.isWhitespace(text.charAt(text.length() - 1))) {
        text.append(' ');
      }
    }

    private void breakLine() {
      int end = text.length();
      while (end > 0 && text.charAt(end - 1) == ' ') {
        end--;
      }
      text.setLength(end);
      if (end > 0 && text.charAt(end - 1) != '\n') {
        text.append('\n');
      }
    }
  }
}
