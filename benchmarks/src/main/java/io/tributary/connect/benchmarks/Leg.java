package io.tributary.connect.benchmarks;

/**
 * A stretch of a run: what was done in it and what that took.
 *
 * @param nanos by the clock on the wall
 * @param cpuNanos of the processors; 0 where somebody else's process did the work
 * @param serverCpuNanos what a server took of them meanwhile; 0 where there is none
 */
record Leg(long count, long nanos, long cpuNanos, long serverCpuNanos) {
  static final Leg NONE = new Leg(0, 0, 0);

  Leg(long count, long nanos, long cpuNanos) {
    this(count, nanos, cpuNanos, 0);
  }

  Leg plus(Leg other) {
    return new Leg(
        count + other.count,
        nanos + other.nanos,
        cpuNanos + other.cpuNanos,
        serverCpuNanos + other.serverCpuNanos);
  }

  double perSecond() {
    return count / (nanos / 1e9);
  }

  double perCpuSecond() {
    return count / (cpuNanos / 1e9);
  }

  double perServerCpuSecond() {
    return count / (serverCpuNanos / 1e9);
  }

  double seconds() {
    return nanos / 1e9;
  }
}
