package dev.veery.bench.sql;

import dev.veery.core.sql.Script;
import dev.veery.core.sql.Splitter;
import dev.veery.core.sql.SqlComments;
import dev.veery.core.sql.SqlSource;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How many megabytes of ordinary DDL a second one core splits, checksum and checks included. Read
 * the row {@code :megabytes}.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Benchmark)
public class SplitterBenchmark {

  private final SqlSource source = SqlSource.wrap("ddl.sql", OrdinaryDdl.script(8_000_000));

  /** Counts what was read. */
  @AuxCounters(AuxCounters.Type.OPERATIONS)
  @State(Scope.Thread)
  public static class Read {
    public double megabytes;
  }

  @Benchmark
  public Script split(Read read) {
    read.megabytes += source.length() / 1e6;
    return Splitter.split(source);
  }

  /** What the layouts do to find the sections of a file. */
  @Benchmark
  public int comments(Read read) {
    read.megabytes += source.length() / 1e6;
    return SqlComments.all(source).size();
  }
}
