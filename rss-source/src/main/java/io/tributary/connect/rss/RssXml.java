package io.tributary.connect.rss;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.xml.XMLConstants;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;
import org.jdom2.Document;
import org.jdom2.JDOMException;
import org.jdom2.input.SAXBuilder;
import org.jdom2.input.sax.XMLReaderJDOMFactory;
import org.jspecify.annotations.Nullable;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import org.xml.sax.XMLReader;

/**
 * Builds the tree of a document from bytes that nobody vouches for. A DOCTYPE is accepted, nothing
 * external is ever read, and what entities expand to is capped.
 */
final class RssXml {
  private static final String SAX = "http://xml.org/sax/features/";
  private static final String XERCES = "http://apache.org/xml/features/";
  private static final String LIMIT = "http://www.oracle.com/xml/jaxp/properties/";
  private static final int PROLOG_BYTES = 512;
  // Told apart before it is parsed, as most pages are no XML and would seem to be broken feeds.
  private static final Pattern HTML =
      Pattern.compile("(?:[^<]|<\\?[^>]*>|<!--.*?-->)*+<(?:!doctype\\s+)?html\\b", Pattern.DOTALL);

  private RssXml() {}

  /**
   * Parses a document.
   *
   * @param charset what the HTTP header said; the document's own word goes before it
   */
  static Document parse(byte[] body, @Nullable String charset) throws RssParseException {
    // XML allows nothing before its prolog, yet many feeds begin with a blank line.
    int start = start(body);
    String prolog = prolog(body, start);
    if (prolog.isBlank()) {
      throw new RssParseException("an empty document", null);
    }
    if (HTML.matcher(prolog).lookingAt()) {
      throw new RssParseException("an HTML page, not a feed", null);
    }
    var source = new InputSource(new ByteArrayInputStream(body, start, body.length - start));
    // A byte order mark or an encoding in the prolog is found by the parser itself.
    if (charset != null && isKnown(charset) && !hasByteOrderMark(body) && !names(prolog)) {
      source.setEncoding(charset);
    }
    var builder = new SAXBuilder(new Readers());
    builder.setXMLFilter(new RssMarkupFilter());
    builder.setEntityResolver(
        (publicId, systemId) -> new InputSource(new ByteArrayInputStream(new byte[0])));
    try {
      return builder.build(source);
    } catch (JDOMException e) {
      throw new RssParseException(reason(e), e);
    } catch (IOException e) {
      throw new RssParseException("text that is not in its encoding: " + e.getMessage(), e);
    }
  }

  private static int start(byte[] body) {
    int start = 0;
    while (start < body.length && " \t\r\n".indexOf(body[start]) >= 0) {
      start++;
    }
    return start;
  }

  private static String prolog(byte[] body, int start) {
    int length = Math.min(body.length - start, PROLOG_BYTES);
    return new String(body, start, length, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
  }

  private static boolean names(String prolog) {
    int end = prolog.indexOf("?>");
    return prolog.startsWith("<?xml") && end > 0 && prolog.substring(0, end).contains("encoding");
  }

  private static boolean hasByteOrderMark(byte[] body) {
    if (body.length < 3) {
      return false;
    }
    int first = Short.toUnsignedInt(ByteBuffer.wrap(body).getShort());
    boolean utf8 = first == 0xefbb && Byte.toUnsignedInt(body[2]) == 0xbf;
    return utf8 || first == 0xfeff || first == 0xfffe;
  }

  private static boolean isKnown(String charset) {
    try {
      return Charset.isSupported(charset);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static String reason(JDOMException e) {
    Throwable cause = e.getCause();
    if (cause instanceof RssMarkupFilter.NotAFeedException) {
      return String.valueOf(cause.getMessage());
    }
    if (cause instanceof SAXParseException at) {
      return "broken XML at line %d, column %d: %s"
          .formatted(at.getLineNumber(), at.getColumnNumber(), at.getMessage())
          .replaceFirst("\\.$", "");
    }
    return "broken XML: " + e.getMessage();
  }

  /** Readers of the JDK's own parser, whatever other parser the worker has on its class path. */
  private static final class Readers implements XMLReaderJDOMFactory {
    @Override
    public XMLReader createXMLReader() throws JDOMException {
      try {
        SAXParserFactory factory = SAXParserFactory.newDefaultInstance();
        factory.setNamespaceAware(true);
        factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        factory.setFeature(SAX + "external-general-entities", false);
        factory.setFeature(SAX + "external-parameter-entities", false);
        factory.setFeature(XERCES + "nonvalidating/load-external-dtd", false);
        XMLReader reader = factory.newSAXParser().getXMLReader();
        reader.setProperty(LIMIT + "entityExpansionLimit", "20000");
        reader.setProperty(LIMIT + "totalEntitySizeLimit", "5000000");
        reader.setProperty(LIMIT + "maxElementDepth", "200");
        return reader;
      } catch (ParserConfigurationException | SAXException e) {
        throw new JDOMException("The JDK's XML parser lacks a setting that keeps it safe", e);
      }
    }

    @Override
    public boolean isValidating() {
      return false;
    }
  }
}
