package dev.veery.bench.lint;

import dev.veery.core.lint.LintReport;
import dev.veery.core.lint.LintSettings;
import dev.veery.core.lint.Linter;
import dev.veery.core.lint.Subject;
import dev.veery.core.lint.rule.Rules;
import dev.veery.core.sql.Script;
import dev.veery.core.sql.Splitter;
import dev.veery.core.sql.SqlSource;
import java.nio.charset.StandardCharsets;
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

/**
 * Linting 1,000 migrations with every rule, splitting and parsing included. The first shots of a
 * fresh virtual machine are what a command line sees, so each of five machines does it once.
 */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 0)
@Measurement(iterations = 1)
@Fork(5)
@State(Scope.Benchmark)
public class LintBenchmark {

  private static final int FILES = 1000;

  private final List<String> files = files();

  private static List<String> files() {
    List<String> files = new ArrayList<>();
    for (int i = 0; i < FILES; i++) {
      files.add(
          """
          CREATE TABLE things_%1$d (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            other_id bigint REFERENCES things_%2$d (id),
            state text NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'old')),
            made_at timestamptz NOT NULL DEFAULT now()
          );
          CREATE INDEX things_%1$d_other_id_idx ON things_%1$d (other_id);
          ALTER TABLE things_%2$d ADD COLUMN note_%1$d varchar(100);
          ALTER TABLE things_%2$d ADD CONSTRAINT note_%1$d_set CHECK (note_%1$d <> '') NOT VALID;
          COMMENT ON TABLE things_%1$d IS 'made by migration %1$d';
          """
              .formatted(i, Math.max(0, i - 1)));
    }
    return files;
  }

  @Benchmark
  public LintReport thousandFiles() {
    List<Subject> subjects = new ArrayList<>(FILES);
    for (int i = 0; i < FILES; i++) {
      String label = "m" + i;
      Script script =
          Splitter.split(
              SqlSource.wrap(label + ".sql", files.get(i).getBytes(StandardCharsets.UTF_8)));
      subjects.add(Subject.of(label, script, null, true));
    }
    return Linter.lint(subjects, Rules.ALL, LintSettings.DEFAULT);
  }
}
