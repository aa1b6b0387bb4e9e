package io.tributary.connect.rss;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds out which characters the bytes of a document are meant to be. */
final class RssCharset {
  private static final Pattern DECLARED =
      Pattern.compile("<\\?xml[^>]{0,200}?encoding\\s*=\\s*[\"']([\\w.:-]{1,40})[\"']");
  private static final int PROLOG_BYTES = 512;
  private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");

  private RssCharset() {}

  /**
   * Decodes a document: by its byte order mark, else as its prolog says, else as the HTTP header
   * says, else as UTF-8. A claim that the bytes contradict does not count.
   */
  static String decode(byte[] body, @Nullable String header) {
    Charset marked = mark(body);
    if (marked != null) {
      String text = new String(body, marked);
      return text.startsWith("\ufeff") ? text.substring(1) : text;
    }
    List<Charset> claims = new ArrayList<>();
    add(claims, declared(body));
    add(claims, header);
    claims.add(StandardCharsets.UTF_8);
    String utf8 = strictly(body, StandardCharsets.UTF_8);
    for (Charset claim : claims) {
      // Text that is UTF-8 by chance is much rarer than UTF-8 that is called Latin 1.
      String text = isSingleByte(claim) && utf8 != null ? utf8 : strictly(body, claim);
      if (text != null) {
        return text;
      }
    }
    return leniently(body);
  }

  private static void add(List<Charset> claims, @Nullable String name) {
    try {
      if (name != null && Charset.isSupported(name)) {
        Charset charset = Charset.forName(name);
        // What calls itself Latin 1 or ASCII is Windows-1252, as in browsers. UTF-16 would have
        // been recognised by its bytes.
        if (charset.equals(StandardCharsets.ISO_8859_1)
            || charset.equals(StandardCharsets.US_ASCII)) {
          claims.add(WINDOWS_1252);
        } else if (!charset.name().startsWith("UTF-16") && !charset.name().startsWith("UTF-32")) {
          claims.add(charset);
        }
      }
    } catch (IllegalArgumentException e) {
      // No name of a charset.
    }
  }

  private static @Nullable String declared(byte[] body) {
    int length = Math.min(body.length, PROLOG_BYTES);
    Matcher declared = DECLARED.matcher(new String(body, 0, length, StandardCharsets.ISO_8859_1));
    return declared.find() ? declared.group(1) : null;
  }

  /** The charset of a byte order mark, or of the zeros that UTF-16 has in the first characters. */
  private static @Nullable Charset mark(byte[] body) {
    if (body.length < 4) {
      return null;
    }
    int first = ByteBuffer.wrap(body).getInt();
    if (first >>> 8 == 0xefbbbf) {
      return StandardCharsets.UTF_8;
    }
    if (first >>> 16 == 0xfeff || ((first & 0xff00ff00) == 0 && (first & 0x00ff00ff) > 0xff)) {
      return StandardCharsets.UTF_16BE;
    }
    if (first >>> 16 == 0xfffe || ((first & 0x00ff00ff) == 0 && first >>> 24 > 0)) {
      return StandardCharsets.UTF_16LE;
    }
    return null;
  }

  private static boolean isSingleByte(Charset charset) {
    String name = charset.name().toLowerCase(Locale.ROOT);
    return name.startsWith("iso-8859") || name.startsWith("windows-125");
  }

  private static @Nullable String strictly(byte[] body, Charset charset) {
    if (charset.equals(WINDOWS_1252)) {
      // It has five holes, where browsers see control characters.
      return new String(body, charset);
    }
    try {
      return charset
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(body))
          .toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  /** UTF-8 with a few broken characters, or else what no bytes contradict. */
  private static String leniently(byte[] body) {
    String utf8 = new String(body, StandardCharsets.UTF_8);
    long broken = utf8.chars().filter(c -> c == '\ufffd').count();
    long whole = utf8.chars().filter(c -> c > 0x7f && c != '\ufffd').count();
    return whole >= broken ? utf8 : new String(body, WINDOWS_1252);
  }
}
