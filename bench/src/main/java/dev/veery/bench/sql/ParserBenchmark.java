package dev.veery.bench.sql;

import dev.veery.core.sql.ScriptItem;
import dev.veery.core.sql.Splitter;
import dev.veery.core.sql.SqlSource;
import dev.veery.core.sql.ast.ParsedStatement;
import dev.veery.core.sql.ast.SqlStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** How many megabytes of ordinary DDL a second one core parses. Read the row {@code :megabytes}. */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Benchmark)
public class ParserBenchmark {

  private final List<byte[]> statements = new ArrayList<>();

  public ParserBenchmark() {
    SqlSource source = SqlSource.wrap("ddl.sql", OrdinaryDdl.script(2_000_000));
    for (ScriptItem item : Splitter.split(source).items()) {
      if (item instanceof ScriptItem.Statement statement) {
        statements.add(statement.bytes());
      }
    }
  }

  @Benchmark
  public void parse(SplitterBenchmark.Read read, Blackhole blackhole) {
    long bytes = 0;
    for (byte[] text : statements) {
      ParsedStatement parsed = SqlStatement.parse(text);
      bytes += text.length;
      blackhole.consume(parsed);
    }
    read.megabytes += bytes / 1e6;
  }
}
