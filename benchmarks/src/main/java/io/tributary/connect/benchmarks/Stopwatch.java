package io.tributary.connect.benchmarks;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.LongSupplier;
import java.util.stream.LongStream;

/**
 * Adds up what stretches of work take: by the clock, and of the processors over all Java threads,
 * which on a busy machine is the steadier of the two.
 */
final class Stopwatch {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final LongSupplier cpu;
  private long nanos;
  private long cpuNanos;
  private long started;
  private long cpuStarted;

  Stopwatch() {
    this(Stopwatch::cpuOfThreads);
  }

  /** Adds up processor time as it is told. */
  Stopwatch(LongSupplier cpu) {
    this.cpu = cpu;
  }

  void start() {
    cpuStarted = cpu.getAsLong();
    started = System.nanoTime();
  }

  void stop() {
    nanos += System.nanoTime() - started;
    cpuNanos += cpu.getAsLong() - cpuStarted;
  }

  /** Returns everything between starts and stops, in which so much was done. */
  Leg leg(long count) {
    return new Leg(count, nanos, cpuNanos);
  }

  private static long cpuOfThreads() {
    long[] times = THREADS.getThreadCpuTime(THREADS.getAllThreadIds());
    // A thread that has just ended has -1.
    return LongStream.of(times).filter(time -> time > 0).sum();
  }
}
