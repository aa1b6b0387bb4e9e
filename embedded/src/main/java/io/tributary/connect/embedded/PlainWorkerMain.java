package io.tributary.connect.embedded;

import org.apache.kafka.connect.cli.ConnectDistributed;

/** The main class of a worker process that runs Connect's own, and ends when its parent does. */
final class PlainWorkerMain {
  private PlainWorkerMain() {}

  public static void main(String[] arguments) {
    WorkerMain.endWith(System.in);
    ConnectDistributed.main(new String[] {arguments[0]});
  }
}
