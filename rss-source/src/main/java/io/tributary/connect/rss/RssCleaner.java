package io.tributary.connect.rss;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Entities;
import org.jsoup.parser.Parser;

/**
 * Makes XML of what is nearly XML: without junk around the root element, characters that XML does
 * not allow, HTML's named entities and bare ampersands.
 */
final class RssCleaner {
  private static final int PROLOG = 8192;
  private static final Pattern ROOT =
      Pattern.compile("<((?:\\w+:)?(?:rss|RDF|rdf|feed|opml))[\\s>]");
  private static final Pattern REFERENCE =
      Pattern.compile("&(?:#([0-9]{1,9})|#[xX]([0-9a-fA-F]{1,8})|([A-Za-z][\\w.-]{0,60}));");
  private static final Pattern DECLARED = Pattern.compile("<!ENTITY\\s+([\\w.:-]+)\\s");
  private static final Document.OutputSettings XML_ONLY =
      new Document.OutputSettings()
          .escapeMode(Entities.EscapeMode.xhtml)
          .charset(StandardCharsets.UTF_8);
  private static final Set<String> XML = Set.of("amp", "lt", "gt", "quot", "apos");

  private final String dirty;
  private final StringBuilder clean;
  private final Matcher reference;
  private final Set<String> declared = new HashSet<>();

  private RssCleaner(String dirty) {
    this.dirty = dirty;
    this.clean = new StringBuilder(dirty.length() + 16);
    this.reference = REFERENCE.matcher(dirty);
  }

  static String clean(String text) {
    return new RssCleaner(withoutJunk(text)).run();
  }

  /** Cuts off what is before the prolog or after the end of the root element. */
  private static String withoutJunk(String text) {
    String head = text.substring(0, Math.min(text.length(), PROLOG));
    Matcher root = ROOT.matcher(head);
    if (!root.find()) {
      return text.strip();
    }
    int prolog = head.lastIndexOf("<?xml ", root.start());
    int doctype = head.lastIndexOf("<!DOCTYPE", root.start());
    int start = prolog >= 0 ? prolog : doctype >= 0 ? doctype : root.start();
    String end = "</" + root.group(1) + ">";
    int last = text.lastIndexOf(end);
    return text.substring(start, last > start ? last + end.length() : text.length());
  }

  private String run() {
    int at = 0;
    while (at < dirty.length()) {
      int plain = at;
      while (at < dirty.length() && isPlain(at)) {
        at++;
      }
      clean.append(dirty, plain, at);
      if (at < dirty.length()) {
        at = special(at);
      }
    }
    return clean.toString();
  }

  /** Whether a character is copied as it is; that begins most tags too. */
  private boolean isPlain(int at) {
    char c = dirty.charAt(at);
    if (c == '<') {
      char next = at + 1 < dirty.length() ? dirty.charAt(at + 1) : ' ';
      return next != '!' && next != '?';
    }
    return c != '&' && ((c >= ' ' && c < '\ud800') || c == '\n');
  }

  private int special(int at) {
    return switch (dirty.charAt(at)) {
      case '&' -> ampersand(at);
      case '<' -> declaration(at);
      default -> character(at);
    };
  }

  /** Copies what has rules of its own. */
  private int declaration(int at) {
    if (dirty.startsWith("<!DOCTYPE", at)) {
      return doctype(at);
    }
    String end = "-->";
    if (dirty.charAt(at + 1) == '?') {
      end = "?>";
    } else if (dirty.startsWith("<![CDATA[", at)) {
      end = "]]>";
    }
    int found = dirty.indexOf(end, at);
    int stop = found < 0 ? dirty.length() : found + end.length();
    int next = at;
    while (next < stop) {
      next = character(next);
    }
    return next;
  }

  private int doctype(int at) {
    int stop = at;
    boolean subset = false;
    while (stop < dirty.length() && (subset || dirty.charAt(stop) != '>')) {
      char c = dirty.charAt(stop);
      int end = stop;
      if (c == '"' || c == '\'') {
        end = dirty.indexOf(c, stop + 1);
      } else if (dirty.startsWith("<!--", stop)) {
        end = dirty.indexOf("-->", stop);
      } else if (c == '[' || c == ']') {
        subset = c == '[';
      }
      stop = end < 0 ? dirty.length() : end + 1;
    }
    stop = Math.min(stop + 1, dirty.length());
    Matcher entity = DECLARED.matcher(dirty).region(at, stop);
    while (entity.find()) {
      declared.add(entity.group(1));
    }
    clean.append(dirty, at, stop);
    return stop;
  }

  private int ampersand(int at) {
    if (!reference.region(at, dirty.length()).lookingAt()) {
      clean.append("&amp;");
      return at + 1;
    }
    String name = reference.group(3);
    if (name == null) {
      String decimal = reference.group(1);
      long code =
          decimal != null ? Long.parseLong(decimal) : Long.parseLong(reference.group(2), 16);
      if (isAllowed(code)) {
        clean.append(dirty, at, reference.end());
      }
    } else if (XML.contains(name) || declared.contains(name)) {
      clean.append(dirty, at, reference.end());
    } else {
      // Its characters, or what it says if HTML does not know it either.
      clean.append(Entities.escape(Parser.unescapeEntities(reference.group(), true), XML_ONLY));
    }
    return reference.end();
  }

  private int character(int at) {
    int code = dirty.codePointAt(at);
    if (isAllowed(code)) {
      clean.appendCodePoint(code);
    }
    return at + Character.charCount(code);
  }

  private static boolean isAllowed(long code) {
    return (code >= 0x20 && code <= 0xd7ff)
        || code == '\t'
        || code == '\n'
        || code == '\r'
        || (code >= 0xe000 && code <= 0xfffd)
        || (code >= 0x10000 && code <= 0x10ffff);
  }
}
