package io.tributary.connect.embedded;

/** What stands in for the outside world in sample mode. */
public interface SampleServer extends AutoCloseable {
  /** Returns the server's address, without a slash at its end. */
  String url();

  @Override
  void close();
}
