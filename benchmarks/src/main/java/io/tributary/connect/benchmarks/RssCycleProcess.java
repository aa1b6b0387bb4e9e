package io.tributary.connect.benchmarks;

import io.tributary.connect.rss.RssSourceTask;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A process of its own that polls feeds without a pause until its input ends, and then prints the
 * mebibytes in use on the heap. Arguments: port, addresses, feeds.
 */
final class RssCycleProcess {
  private RssCycleProcess() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    int port = Integer.parseInt(arguments[0]);
    int addresses = Integer.parseInt(arguments[1]);
    int feeds = Integer.parseInt(arguments[2]);
    Map<String, String> properties = new HashMap<>();
    properties.put("feeds", urls(port, addresses, feeds));
    properties.put("topic", "entries");
    properties.put("poll.interval.ms", "1");
    properties.put("poll.interval.max.ms", "1");
    var ended = new AtomicBoolean();
    var input =
        new Thread(
            () -> {
              waitForTheEndOfInput();
              ended.set(true);
            },
            "input");
    input.setDaemon(true);
    input.start();
    var task = new RssSourceTask();
    try (var context = new SourceContext(properties)) {
      task.initialize(context);
      task.start(properties);
      while (!ended.get()) {
        task.poll();
      }
      System.out.println(Machine.heapMebibytes());
      task.stop();
    }
  }

  private static String urls(int port, int addresses, int feeds) {
    return IntStream.range(0, feeds)
        .mapToObj(
            feed ->
                "http://%s:%d/feeds/%d.xml"
                    .formatted(NotModifiedServer.host(feed % addresses + 1), port, feed))
        .collect(Collectors.joining(","));
  }

  private static void waitForTheEndOfInput() {
    try {
      while (System.in.read() >= 0) {
        // Nobody writes anything.
      }
    } catch (IOException e) {
      // That is an end as well.
    }
  }
}
