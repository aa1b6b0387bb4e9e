package io.tributary.connect.bluesky;

import io.tributary.connect.common.MutableClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.connect.json.JsonConverter;
import org.jspecify.annotations.Nullable;

/**
 * Servers that replay exactly, each with its own numbers, times and order of the same events, and a
 * task that reads from them, stores offsets together with its records, and crashes.
 */
final class CursorModel {
  private static final Duration REWIND = Duration.ofSeconds(5);
  private static final long LAG = BlueskyCursor.micros(REWIND) / 2;
  private static final long ODD = BlueskyCursor.micros(Duration.ofHours(2));
  private static final long FIRST_TIME = 1_790_000_000_000_000L;
  private static final JsonConverter CONVERTER = new JsonConverter();

  static {
    CONVERTER.configure(Map.of("schemas.enable", "false"), false);
  }

  private record Server(String host, StreamKind kind, long firstSeq) {
    boolean numbered() {
      return firstSeq != StreamPosition.NONE;
    }
  }

  private static final List<Server> SERVERS =
      List.of(
          new Server("a", StreamKind.JETSTREAM_V2, 1),
          new Server("b", StreamKind.JETSTREAM_V2, 70_000),
          new Server("c", StreamKind.JETSTREAM_V1, StreamPosition.NONE),
          new Server("d", StreamKind.JETSTREAM_V1, 300),
          new Server("e", StreamKind.FIREHOSE, 5_000),
          new Server("f", StreamKind.JETSTREAM_V1, StreamPosition.NONE));

  /** A commit of so many operations, which all servers get, some later than others. */
  private record Change(int number, int operations, long time) {}

  /** An event and when it is there, which it may claim otherwise. */
  private record Entry(BlueskyEvent event, long at) {}

  private final MutableClock clock = new MutableClock();
  private final List<List<Entry>> streams = new ArrayList<>();
  private final List<String> expected = new ArrayList<>();
  private final List<String> uncommitted = new ArrayList<>();
  private final List<String> committed = new ArrayList<>();
  private @Nullable BlueskyOffset last;
  private @Nullable Map<String, Object> stored;
  private BlueskyCursor cursor;
  private @Nullable BlueskyReading reading;
  private int server;
  private int next;
  private long now = FIRST_TIME;

  CursorModel(long seed, int changes) {
    var random = new Random(seed);
    List<Change> world = new ArrayList<>();
    long time = FIRST_TIME;
    for (int i = 0; i < changes; i++) {
      time += random.nextInt(2_000_000);
      int operations = random.nextInt(3) == 0 ? 1 + random.nextInt(4) : 1;
      world.add(new Change(i, operations, time));
      for (int index = 0; index < operations && isWanted(i); index++) {
        expected.add(i + "-" + index);
      }
    }
    for (Server each : SERVERS) {
      streams.add(stream(each, world, random));
    }
    cursor = restore();
  }

  private static List<Entry> stream(Server server, List<Change> world, Random random) {
    List<Change> arrived = new ArrayList<>();
    for (Change change : world) {
      arrived.add(new Change(change.number, change.operations, change.time + random.nextLong(LAG)));
    }
    arrived.sort(Comparator.comparingLong(Change::time));
    List<Entry> stream = new ArrayList<>();
    long seq = server.firstSeq;
    for (Change change : arrived) {
      long claim = change.time;
      if (server.kind == StreamKind.FIREHOSE && change.number % 16 == 9) {
        // An account's server was away, or its clock is wrong.
        claim += (change.number % 32 == 9 ? -1 : 1) * random.nextLong(ODD);
      }
      for (int index = 0; index < change.operations; index++) {
        boolean together = server.kind == StreamKind.FIREHOSE;
        long shift = together ? 0 : index;
        stream.add(
            new Entry(event(change, index, together, seq, claim + shift), change.time + shift));
        boolean last = index == change.operations - 1;
        seq += server.numbered() && (last || !together) ? 1 : 0;
      }
    }
    for (int i = 1; !server.numbered() && i < stream.size(); i++) {
      // Without numbers the order of neighbours is not sure either.
      if (random.nextInt(4) == 0 && stream.get(i).at - stream.get(i - 1).at < LAG) {
        Collections.swap(stream, i, i - 1);
      }
    }
    return stream;
  }

  private static BlueskyEvent event(
      Change change, int index, boolean together, long seq, long time) {
    return new BlueskyEvent.Commit(
        "did:plc:" + change.number % 7,
        new StreamPosition(seq, time),
        "rev" + change.number,
        Operation.CREATE,
        "app.bsky.feed.post",
        change.number + "-" + index,
        "cid",
        null,
        together ? index : 0,
        together ? change.operations : 1,
        null,
        null);
  }

  private static boolean isWanted(int number) {
    return number % 5 != 3;
  }

  private static long time(BlueskyEvent event) {
    return event.position().timeMicros();
  }

  private BlueskyCursor restore() {
    reading = null;
    return new BlueskyCursor(
        new BlueskyResume.Earliest(),
        stored == null ? null : BlueskyOffset.from(stored),
        REWIND,
        clock);
  }

  void pass(Duration duration) {
    now += BlueskyCursor.micros(duration);
  }

  void connect(int number) {
    server = number % SERVERS.size();
    Server to = SERVERS.get(server);
    reading = new BlueskyReading(cursor, to.host, to.kind, Duration.ofDays(999), false);
    long parameter = reading.resume().parameter(to.kind).orElseThrow();
    List<Entry> stream = streams.get(server);
    if (to.kind == StreamKind.FIREHOSE && parameter > newest(stream)) {
      cursor.refuseSeq();
      connect(number);
      return;
    }
    next = 0;
    while (next < stream.size() && isBefore(stream.get(next).event, to.kind, parameter)) {
      next++;
    }
  }

  private long newest(List<Entry> stream) {
    long newest = 0;
    for (Entry entry : stream) {
      newest = entry.at <= now ? entry.event.position().seq() : newest;
    }
    return newest;
  }

  private static boolean isBefore(BlueskyEvent event, StreamKind kind, long parameter) {
    if (kind == StreamKind.FIREHOSE) {
      return event.position().seq() <= parameter;
    }
    return parameter < BlueskyResume.EARLIEST_TIME
        ? event.position().seq() < parameter
        : time(event) < parameter;
  }

  void disconnect() {
    reading = null;
  }

  void read(int events) {
    List<Entry> stream = streams.get(server);
    for (int i = 0; i < events && reading != null; i++) {
      if (next == stream.size() || stream.get(next).at > now) {
        if (!cursor.settle()) {
          return;
        }
        connect(server);
        continue;
      }
      BlueskyEvent event = stream.get(next).event;
      next++;
      BlueskyReading.Verdict verdict = reading.see(event);
      if (verdict == BlueskyReading.Verdict.ASK_AGAIN) {
        connect(server);
      } else if (verdict == BlueskyReading.Verdict.NEW) {
        emit((BlueskyEvent.Commit) event);
      }
    }
  }

  private void emit(BlueskyEvent.Commit event) {
    boolean wanted = isWanted(Integer.parseInt(event.rev().substring(3)));
    if (reading != null) {
      reading.pass(event, wanted);
    }
    if (wanted) {
      uncommitted.add(event.rkey());
      last = cursor.offset();
    }
  }

  /** Commits what was emitted, together with its last offset. */
  void commit() {
    committed.addAll(uncommitted);
    uncommitted.clear();
    if (last != null) {
      stored = roundTrip(last.toMap());
    }
  }

  void crash() {
    uncommitted.clear();
    last = null;
    cursor = restore();
  }

  List<String> drain(int number) {
    now = Long.MAX_VALUE;
    connect(number);
    read(Integer.MAX_VALUE);
    commit();
    return committed;
  }

  List<String> expected() {
    return expected;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> roundTrip(Map<String, ?> map) {
    byte[] bytes = CONVERTER.fromConnectData("offsets", null, map);
    return (Map<String, Object>) CONVERTER.toConnectData("offsets", bytes).value();
  }
}
