package io.tributary.connect.rss;

import java.io.IOException;
import java.io.StringReader;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.xml.XMLConstants;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;
import org.jdom2.Document;
import org.jdom2.JDOMException;
import org.jdom2.input.SAXBuilder;
import org.jdom2.input.sax.XMLReaderJDOMFactory;
import org.xml.sax.EntityResolver;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import org.xml.sax.XMLReader;
import org.xml.sax.helpers.DefaultHandler;

/**
 * Builds the tree of a document that nobody vouches for. A DOCTYPE is accepted, nothing external is
 * ever read, and what entities expand to is capped.
 */
final class RssXml {
  private static final String SAX = "http://xml.org/sax/features/";
  private static final String XERCES = "http://apache.org/xml/features/";
  private static final String LIMIT = "http://www.oracle.com/xml/jaxp/properties/";
  private static final int PROLOG = 1024;
  // Told apart before it is parsed, as most pages are no XML and would seem to be broken feeds.
  private static final Pattern HTML =
      Pattern.compile("(?:[^<]|<\\?[^>]*>|<!--.*?-->)*+<(?:!doctype\\s+)?html\\b", Pattern.DOTALL);

  private static final EntityResolver NOTHING =
      (publicId, systemId) -> new InputSource(new StringReader(""));

  private RssXml() {}

  /** Builds the tree of a feed. */
  static Document parse(String text) throws RssParseException {
    if (text.isBlank()) {
      throw new RssParseException("an empty document", null);
    }
    String prolog = text.substring(0, Math.min(text.length(), PROLOG)).toLowerCase(Locale.ROOT);
    if (HTML.matcher(prolog).lookingAt()) {
      throw new RssParseException("an HTML page, not a feed", null);
    }
    var builder = new SAXBuilder(new Readers());
    builder.setXMLFilter(new RssMarkupFilter());
    builder.setEntityResolver(NOTHING);
    try {
      return builder.build(new StringReader(RssCleaner.clean(text)));
    } catch (JDOMException e) {
      throw new RssParseException(reason(e), e);
    } catch (IllegalArgumentException e) {
      // JDOM has stricter rules for names than the parser.
      throw new RssParseException("broken XML: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new IllegalStateException("A string can always be read", e);
    }
  }

  /**
   * Reads a document that is not kept as a tree.
   *
   * @param handler may throw a {@link RssMarkupFilter.NotAFeedException}
   */
  static void read(String text, DefaultHandler handler) throws RssParseException {
    try {
      XMLReader reader = new Readers().createXMLReader();
      reader.setContentHandler(handler);
      reader.setErrorHandler(handler);
      reader.setEntityResolver(NOTHING);
      reader.parse(new InputSource(new StringReader(RssCleaner.clean(text))));
    } catch (JDOMException | SAXException e) {
      throw new RssParseException(reason(e), e);
    } catch (IOException e) {
      throw new IllegalStateException("A string can always be read", e);
    }
  }

  private static String reason(Exception e) {
    Throwable cause = e instanceof SAXException ? e : e.getCause();
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
        reader.setProperty(LIMIT + "entityExpansionLimit", "1000");
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
