package io.tributary.connect.benchmarks;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.stream.LongStream;

/**
 * Adds up what stretches of work take: by the clock, and of the processors over all Java threads,
 * which on a busy machine is the steadier of the two.
 */
final class Stopwatch {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private long nanos;
  private long cpuNanos;
  private long started;
  private long cpuStarted;

  void start() {
    cpuStarted = cpu();
    started = System.nanoTime();
  }

  void stop() {
    nanos += System.nanoTime() - started;
    cpuNanos += cpu() - cpuStarted;
  }

  /** Returns everything between starts and stops, in which so much was done. */
  Leg leg(long count) {
    return new Leg(count, nanos, cpuNanos);
  }

  private static long cpu() {
    long[] times = THREADS.getThreadCpuTime(THREADS.getAllThreadIds());
    // A thread that has just ended has -1.
    return LongStream.of(times).filter(time -> time > 0).sum();
  }
}
