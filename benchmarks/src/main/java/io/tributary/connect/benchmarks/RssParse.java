package io.tributary.connect.benchmarks;

import com.rometools.rome.feed.impl.ConfigurableClassLoader;
import com.rometools.rome.io.SyndFeedInput;
import com.rometools.rome.io.XmlReader;
import io.tributary.connect.rss.RssParsing;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.util.List;
import java.util.function.IntSupplier;

/** The way from the bytes of a document to records, against ROME's to its own objects. */
final class RssParse {
  private static final int ENTRIES = 300;
  private static final int ENTRY_BYTES = 2_000;
  private static final String GOAL = "0.85";

  private final byte[] document = RssDocument.of(ENTRIES, ENTRY_BYTES);
  private final RssParsing source = new RssParsing();
  private final PrintWriter out;

  RssParse(PrintWriter out) {
    this.out = out;
  }

  void run(int documents, int rounds) throws Exception {
    List<Samples> samples =
        Rounds.run(
            rounds,
            List.of(
                new Contestant("ROME, parse", () -> measure(documents, this::rome)),
                new Contestant(
                    "source, parse and map",
                    () -> measure(documents, () -> source.parseAndMap(document)))));
    var table =
        new TextTable(1, "contestant", "entries/s", "lowest", "highest", "ratio", "CPU", "goal");
    Samples rome = samples.get(0);
    Samples ours = samples.get(1);
    add(table, rome, "", "", "");
    add(
        table,
        ours,
        TextTable.ratio(ours.ratioTo(rome)),
        TextTable.ratio(ours.cpuRatioTo(rome)),
        GOAL);
    out.printf(
        "%nA feed of %,d entries and %,d bytes, %,d times a round, medians of %d rounds.%n%n%s",
        ENTRIES, document.length, documents, rounds, table);
    out.flush();
  }

  private static void add(
      TextTable table, Samples samples, String ratio, String cpuRatio, String goal) {
    table.add(
        samples.contestant(),
        TextTable.whole(samples.median()),
        TextTable.whole(samples.lowest()),
        TextTable.whole(samples.highest()),
        ratio,
        cpuRatio,
        goal);
  }

  private static Leg measure(int documents, IntSupplier parse) {
    var stopwatch = new Stopwatch();
    stopwatch.start();
    long entries = 0;
    for (int i = 0; i < documents; i++) {
      entries += parse.getAsInt();
    }
    stopwatch.stop();
    if (entries != (long) documents * ENTRIES) {
      throw new IllegalStateException(entries + " entries were read");
    }
    return stopwatch.leg(entries);
  }

  /** As it is by itself: the source's parser sets up ROME without its modules. */
  private int rome() {
    ClassLoader ofSource = ConfigurableClassLoader.INSTANCE.getClassLoader();
    ConfigurableClassLoader.INSTANCE.setClassLoader(SyndFeedInput.class.getClassLoader());
    try {
      return new SyndFeedInput()
          .build(new XmlReader(new ByteArrayInputStream(document)))
          .getEntries()
          .size();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    } finally {
      ConfigurableClassLoader.INSTANCE.setClassLoader(ofSource);
    }
  }
}
