package dev.veery.bench;

import java.util.Objects;

/** The server of a run: the given one, or an embedded one for its duration. */
record BenchServer(Target target, AutoCloseable stop) implements AutoCloseable {

  static BenchServer open(Options options) {
    return new BenchServer(Objects.requireNonNull(options.server()), () -> {});
  }

  @Override
  public void close() {
    try {
      stop.close();
    } catch (Exception e) {
      throw new IllegalStateException("the server of the benchmark cannot be stopped", e);
    }
  }
}
