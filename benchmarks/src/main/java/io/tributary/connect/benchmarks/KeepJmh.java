package io.tributary.connect.benchmarks;

import io.tributary.connect.transforms.Keep;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What JMH runs in a process of its own, once for each case; public because it must be. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class KeepJmh {
  @Param public KeepCase which = KeepCase.ANY_OF_STRUCT_DROPPED;

  private Keep<SinkRecord> keep = which.transform();
  private SinkRecord record = which.record();

  /** Makes the condition and the record of the case. */
  @Setup
  public void prepare() {
    keep = which.transform();
    record = which.record();
    SinkRecord kept = keep.apply(record);
    String outcome = kept == null ? "dropped" : kept.value() == null ? "tombstone" : "kept";
    if (!outcome.equals(which.outcome())) {
      throw new IllegalStateException("%s was %s".formatted(which, outcome));
    }
  }

  /** Decides about one record. */
  @Benchmark
  public @Nullable SinkRecord apply() {
    return keep.apply(record);
  }
}
