package io.tributary.connect.rss;

import java.util.concurrent.Semaphore;

/** Makes sense of what a fetch brought, on the thread that fetched it. */
final class RssInterpreter {
  // Of one document, whose memory is free again: the others need not suffer.
  private static final String TOO_MUCH = "it takes more memory than there is: ";

  // A tree is several times its document: as many at once as can make progress, no more.
  private final Semaphore parsing = new Semaphore(Runtime.getRuntime().availableProcessors());

  /**
   * Reads the answer for a feed. Whatever goes wrong must be returned, or the feed is lost.
   *
   * @param request what was asked, with what the document before was recognised by
   */
  RssArrival.Outcome feed(RssFetch fetch, RssRequest request) {
    RssValidators known = request.validators();
    if (fetch instanceof RssFetch.Failed failed) {
      return new RssArrival.Failed(failed);
    }
    if (fetch instanceof RssFetch.NotModified unchanged) {
      RssAnswer answer = unchanged.answer();
      return new RssArrival.Unchanged(answer.with(known.refreshedBy(answer.validators())));
    }
    RssFetch.Document document = (RssFetch.Document) fetch;
    try {
      parsing.acquireUninterruptibly();
      try {
        return read(document, request);
      } finally {
        parsing.release();
      }
    } catch (RssParseException e) {
      return failed(String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      return failed("a document that cannot be read: " + e);
    } catch (StackOverflowError | OutOfMemoryError e) {
      return failed(TOO_MUCH + e);
    } catch (Error e) {
      return new RssArrival.Broken(e);
    }
  }

  /** Reads the answer for a transcript. Whatever goes wrong must be returned here too. */
  RssArrival.TranscriptOutcome transcript(RssFetch fetch, RssTranscriptFormat format) {
    if (fetch instanceof RssFetch.Failed failed) {
      return new RssArrival.Missing(failed);
    }
    if (!(fetch instanceof RssFetch.Document document)) {
      return new RssArrival.Unreadable("an answer without a document");
    }
    try {
      parsing.acquireUninterruptibly();
      try {
        return new RssArrival.Transcribed(
            RssTranscriptParser.parse(document.body(), document.charset(), format));
      } finally {
        parsing.release();
      }
    } catch (RssParseException e) {
      return new RssArrival.Unreadable(String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      return new RssArrival.Unreadable("a file that cannot be read: " + e);
    } catch (StackOverflowError | OutOfMemoryError e) {
      return new RssArrival.Unreadable(TOO_MUCH + e);
    } catch (Error e) {
      return new RssArrival.Broken(e);
    }
  }

  private static RssArrival.Outcome read(RssFetch.Document document, RssRequest request)
      throws RssParseException {
    String hash = RssFingerprint.ofBytes(document.body());
    RssAnswer answer = document.answer().with(document.answer().validators().withBodyHash(hash));
    // Some servers send the same document again whatever they are asked.
    if (hash.equals(request.validators().bodyHash())) {
      return new RssArrival.Unchanged(answer);
    }
    RssFeed feed =
        RssParser.parse(document.body(), document.charset(), request.owner().base(answer.url()));
    return new RssArrival.Read(feed, answer);
  }

  private static RssArrival.Outcome failed(String reason) {
    return new RssArrival.Failed(new RssFetch.Failed(reason));
  }
}
