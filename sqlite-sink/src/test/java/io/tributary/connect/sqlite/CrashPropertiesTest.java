package io.tributary.connect.sqlite;

import io.tributary.connect.sqlite.SimulatedTopics.Event;
import io.tributary.connect.sqlite.SimulatedTopics.Kind;
import io.tributary.connect.sqlite.SimulatedTopics.Mode;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/**
 * Whatever is written in whatever batches, and whatever happens meanwhile: the tables equal maps
 * that saw every record once.
 */
class CrashPropertiesTest {
  private static final int MOST_STEPS = 4_000;
  private static final int COMMIT_STEPS = 200;
  private static final int KEYS = 300;
  private static final Map<String, String> GATHERING =
      Map.of("linger.ms", "60000", "batch.size", "4");

  @Property(tries = 150)
  void everyRecordIsWrittenOnceWhateverHappens(
      @ForAll Mode mode,
      @ForAll("topics") List<List<Event>> events,
      @ForAll("actions") List<WorkerAction> actions,
      @ForAll boolean gathers,
      @ForAll boolean renamesTopics)
      throws IOException {
    Map<String, String> batching =
        gathers ? GATHERING : Map.of("linger.ms", "0", "batch.size", "1000");
    var topics = new SimulatedTopics(mode, events);
    try (MemoryFolder folder = MemoryFolder.create();
        SimulatedWorker worker =
            SimulatedWorker.start(folder.path(), topics, batching, renamesTopics)) {
      actions.forEach(worker::act);
      worker.finish();
    }
  }

  /** Rows in the order of their keys, several a statement, with the process dying meanwhile. */
  @Property(tries = 12)
  void largeTransactionsAreNoDifferent(
      @ForAll Mode mode, @ForAll("manyEvents") List<List<Event>> events, @ForAll("far") int steps)
      throws IOException {
    Map<String, String> batching =
        Map.of("linger.ms", "60000", "batch.size", String.valueOf(2 * SqliteOrder.WORTHWHILE));
    var topics = new SimulatedTopics(mode, events);
    try (MemoryFolder folder = MemoryFolder.create();
        SimulatedWorker worker = SimulatedWorker.start(folder.path(), topics, batching, false)) {
      worker.act(new WorkerAction.DieAfter(steps));
      for (int task = 0; task < 2; task++) {
        worker.act(new WorkerAction.Deliver(task, 2 * SqliteOrder.WORTHWHILE));
        worker.act(new WorkerAction.Commit(task));
      }
      worker.finish();
    }
  }

  /**
   * The offsets stay where the file is. What is missing is read again once the failure shows, in
   * the put without records that a worker has after every commit.
   */
  @Example
  void aFailureThatOnlyTheLastCommitSeesLosesNothing() throws IOException {
    List<Event> plain = Collections.nCopies(7, new Event(Kind.PLAIN, 0, 0));
    var topics = new SimulatedTopics(Mode.LOG, List.of(List.of(), List.of(), plain, List.of()));
    for (int steps = 1; steps < COMMIT_STEPS; steps += 5) {
      try (MemoryFolder folder = MemoryFolder.create();
          SimulatedWorker worker = SimulatedWorker.start(folder.path(), topics, GATHERING, false)) {
        worker.act(new WorkerAction.Deliver(1, 4));
        worker.act(new WorkerAction.Deliver(1, 3));
        worker.act(new WorkerAction.FailAfter(steps));
        worker.act(new WorkerAction.Commit(1));
        worker.finish();
      }
    }
  }

  @Provide
  Arbitrary<List<List<Event>>> topics() {
    Arbitrary<Kind> kinds =
        Arbitraries.frequency(
            Tuple.of(3, Kind.PLAIN),
            Tuple.of(3, Kind.NOTE),
            Tuple.of(3, Kind.TAGS),
            Tuple.of(2, Kind.RATIO),
            Tuple.of(3, Kind.TYPED),
            Tuple.of(4, Kind.DELETE),
            Tuple.of(1, Kind.NO_KEY),
            Tuple.of(1, Kind.REFUSED),
            Tuple.of(1, Kind.DROPPED));
    return Combinators.combine(kinds, Arbitraries.integers().between(0, 2), number(9))
        .as(Event::new)
        .list()
        .ofMaxSize(12)
        .list()
        .ofSize(SimulatedTopics.PARTITIONS.size());
  }

  @Provide
  Arbitrary<List<List<Event>>> manyEvents() {
    // Most have the same columns, so that they become statements of several rows.
    Arbitrary<Kind> kinds =
        Arbitraries.frequency(
            Tuple.of(60, Kind.PLAIN),
            Tuple.of(1, Kind.NOTE),
            Tuple.of(1, Kind.TAGS),
            Tuple.of(1, Kind.TYPED),
            Tuple.of(2, Kind.DELETE));
    return Combinators.combine(kinds, number(KEYS), number(9))
        .as(Event::new)
        .list()
        .ofSize(SqliteOrder.WORTHWHILE)
        .list()
        .ofSize(SimulatedTopics.PARTITIONS.size());
  }

  /** Into any part of a large transaction, or beyond it. */
  @Provide
  Arbitrary<Integer> far() {
    return Arbitraries.integers().between(1, 400_000);
  }

  @Provide
  Arbitrary<List<WorkerAction>> actions() {
    Arbitrary<Integer> tasks = Arbitraries.integers().between(0, 1);
    Arbitrary<Integer> counts = Arbitraries.integers().between(1, 8);
    Arbitrary<WorkerAction> deliver =
        Combinators.combine(tasks, counts).as(WorkerAction.Deliver::new);
    Arbitrary<WorkerAction> locked =
        Combinators.combine(tasks, counts).as(WorkerAction.DeliverLocked::new);
    Arbitrary<WorkerAction> rebalance =
        Combinators.combine(number(15), Arbitraries.of(true, false))
            .as(WorkerAction.Rebalance::new);
    return Arbitraries.frequencyOf(
            Tuple.of(9, deliver),
            Tuple.of(2, locked),
            Tuple.of(3, tasks.map(WorkerAction.Commit::new)),
            Tuple.of(2, rebalance),
            Tuple.of(1, Arbitraries.just(new WorkerAction.Die())),
            Tuple.of(2, steps().map(WorkerAction.DieAfter::new)),
            Tuple.of(1, Arbitraries.of(1.0, 0.9, 0.5, 0.2, 0.05).map(WorkerAction.LosePower::new)),
            Tuple.of(1, steps().map(WorkerAction.FailAfter::new)),
            Tuple.of(1, tasks.map(WorkerAction.Freeze::new)),
            Tuple.of(2, counts.map(WorkerAction.WakeUp::new)))
        .list()
        .ofMaxSize(30);
  }

  /** As many near as far: a batch takes some hundred, new tables some thousand. */
  private static Arbitrary<Integer> steps() {
    return Arbitraries.oneOf(
        Arbitraries.integers().between(1, 30),
        Arbitraries.integers().between(1, 400),
        Arbitraries.integers().between(1, MOST_STEPS));
  }

  private static Arbitrary<Integer> number(int most) {
    return Arbitraries.integers().between(0, most);
  }
}
