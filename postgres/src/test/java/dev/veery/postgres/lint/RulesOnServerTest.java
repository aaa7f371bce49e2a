package dev.veery.postgres.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.veery.core.catalog.Catalog;
import dev.veery.core.catalog.Comparison;
import dev.veery.core.catalog.IgnoreList;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.Finding;
import dev.veery.core.lint.LintSettings;
import dev.veery.core.lint.Linter;
import dev.veery.core.lint.LockMode;
import dev.veery.core.lint.Proof;
import dev.veery.core.lint.Remedy;
import dev.veery.core.lint.Rule;
import dev.veery.core.lint.Subject;
import dev.veery.core.lint.rule.Rules;
import dev.veery.core.sql.Script;
import dev.veery.core.sql.ScriptItem;
import dev.veery.core.sql.Splitter;
import dev.veery.core.sql.SqlSource;
import dev.veery.embedded.ScratchDatabase;
import dev.veery.embedded.ScratchServers;
import dev.veery.postgres.inspect.InspectOptions;
import dev.veery.postgres.inspect.Inspector;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every example of every rule on a real server: the lock is taken, the table is read or rewritten,
 * the script fails or the query breaks as the rule says; and what it recommends does not do so and
 * ends in the same schema.
 */
class RulesOnServerTest {

  private static final int OLDEST = ScratchServers.MAJORS.getFirst();

  /** Each on its own major, and what it claims of the server on the oldest one as well. */
  static Stream<Arguments> examples() {
    List<Arguments> all = new ArrayList<>();
    for (Rule rule : Rules.ALL) {
      for (Example example : rule.about().examples()) {
        all.add(Arguments.of(rule, example));
        Example old = example.on(OLDEST);
        if (example.server() > OLDEST
            && rule.about().holdsOn(OLDEST)
            && !example.proofs().isEmpty()
            && understood(old, old.bad())
            && understood(old, old.good())
            && !findings(rule, old, old.bad()).isEmpty()
            && findings(rule, old, old.good()).isEmpty()) {
          all.add(Arguments.of(rule, old));
        }
      }
    }
    return all.stream();
  }

  /** Whether the server of the example knows what a script says. */
  private static boolean understood(Example example, String sql) {
    Rule newer = Objects.requireNonNull(Rules.find("correct-needs-newer-server"));
    return findings(newer, example, example.before() + "\n" + sql).isEmpty();
  }

  /** What is left behind by a script. */
  private record Outcome(Observed observed, @Nullable Catalog catalog, List<String> broken) {}

  @ParameterizedTest
  @MethodSource("examples")
  void theServerConfirms(Rule rule, Example example) throws Exception {
    Outcome bad = run(example, example.bad());
    Outcome good = run(example, example.good());
    assertThat(good.observed.failure()).as(good.observed.message()).isEmpty();
    boolean fails = false;
    for (Proof proof : example.proofs()) {
      confirm(example, proof, bad, good);
      fails |= proof instanceof Proof.Fails;
    }
    if (!fails) {
      assertThat(bad.observed.failure()).as(bad.observed.message()).isEmpty();
      if (example.sameSchema()) {
        assertSame("the good example", bad.catalog, good.catalog);
      }
    }
    List<Finding> findings = findings(rule, example, example.bad());
    String remedied = remedied(example, findings);
    if (!remedied.isEmpty()) {
      Outcome remedy = run(example, remedied);
      assertThat(remedy.observed.failure())
          .as("%s: %s", remedied, remedy.observed.message())
          .isEmpty();
      if (example.sameSchema()) {
        assertSame("the remedy\n" + remedied, fails ? good.catalog : bad.catalog, remedy.catalog);
      }
    }
    for (Finding finding : findings) {
      if (finding.remedy().place() == Remedy.Place.ELSEWHERE) {
        worksElsewhere(example, finding.remedy().sql());
      }
    }
  }

  /** What belongs elsewhere works before the migration, or behind it. */
  private static void worksElsewhere(Example example, String sql) throws SQLException {
    if (example.server() == OLDEST) {
      return;
    }
    Observed before = run(example.otherSchema(), sql).observed;
    if (!before.failure().isEmpty()) {
      Observed behind =
          run(
                  example.otherSchema(),
                  "-- veery: transaction=per-statement\n\n" + example.bad() + "\n" + sql)
              .observed;
      assertThat(behind.failure())
          .as("%s: before it %s, behind it %s", sql, before.message(), behind.message())
          .isEmpty();
    }
  }

  private static void assertSame(
      String what, @Nullable Catalog expected, @Nullable Catalog actual) {
    Objects.requireNonNull(expected);
    Objects.requireNonNull(actual);
    assertThat(Comparison.of(expected, actual, IgnoreList.NONE).toString()).as(what).isEmpty();
  }

  private static void confirm(Example example, Proof proof, Outcome bad, Outcome good) {
    switch (proof) {
      case Proof.Locks(String table, LockMode mode) -> {
        assertThat(bad.observed.locks(table, mode))
            .as("takes %s on %s: %s", mode, table, bad.observed)
            .isTrue();
        boolean works =
            example.proofs().contains(Proof.scans(table))
                || example.proofs().contains(Proof.rewrites(table));
        if (works) {
          assertThat(good.observed.worksUnder(table, mode))
              .as("the good example works under %s on %s: %s", mode, table, good.observed)
              .isFalse();
        }
      }
      case Proof.Scans(String table) ->
          assertThat(bad.observed.scans(table))
              .as("reads all of %s: %s", table, bad.observed)
              .isTrue();
      case Proof.Rewrites(String table) ->
          assertThat(bad.observed.rewrites(table))
              .as("rewrites %s: %s", table, bad.observed)
              .isTrue();
      case Proof.Fails(String state) ->
          assertThat(bad.observed.failure()).as(bad.observed.message()).isEqualTo(state);
      case Proof.Breaks(String query, String state) -> {
        assertThat(bad.broken).contains(query + " " + state);
        assertThat(good.broken).doesNotContain(query + " " + state);
      }
    }
  }

  private static List<Finding> findings(Rule rule, Example example, String sql) {
    List<String> problems = new ArrayList<>();
    LintSettings settings =
        LintSettings.read(example.settings(), Rules.ALL, problems)
            .on(example.server())
            .with(rule.about().code(), rule.about().severity());
    assertThat(problems).isEmpty();
    boolean bad = sql.equals(example.bad());
    String down = bad ? example.down() : example.goodDown();
    return Linter.lint(
            List.of(
                Subject.of("before", split(example.before()), null, false),
                Subject.of("script", split(sql), down.isEmpty() ? null : split(down), true)),
            Rules.ALL,
            settings)
        .findings()
        .stream()
        .filter(f -> f.code().equals(rule.about().code()) && f.counts())
        .toList();
  }

  /** The bad example with what the findings recommend; empty where they recommend nothing here. */
  private static String remedied(Example example, List<Finding> findings) {
    Script script = split(example.bad());
    StringBuilder text = new StringBuilder();
    boolean changed = false;
    for (ScriptItem item : script.items()) {
      ScriptItem.Statement statement = (ScriptItem.Statement) item;
      Remedy remedy = Remedy.NONE;
      for (Finding finding : findings) {
        long at = finding.position().offset();
        if (!finding.down() && at >= statement.start() && at < statement.end()) {
          remedy = finding.remedy();
          break;
        }
      }
      String own = statement.text().strip();
      text.append(
          switch (remedy.place()) {
            case INSTEAD -> remedy.sql();
            case BEFORE -> remedy.sql() + "\n" + own;
            case AFTER -> own + "\n" + remedy.sql();
            case ELSEWHERE -> own;
          });
      text.append("\n");
      changed |= remedy.place() != Remedy.Place.ELSEWHERE;
    }
    return changed ? text.toString() : "";
  }

  private static Script split(String sql) {
    return Splitter.split(SqlSource.of("script.sql", sql.getBytes(StandardCharsets.UTF_8)));
  }

  private static Outcome run(Example example, String sql) throws SQLException {
    try (ScratchDatabase database = ScratchServers.freshDatabase(example.server());
        Connection connection = DriverManager.getConnection(database.jdbcUrl())) {
      Observed before = ObservedRun.run(connection, example.before());
      assertThat(before.failure()).as(before.message()).isEmpty();
      for (Proof proof : example.proofs()) {
        if (proof instanceof Proof.Breaks breaks) {
          assertThat(state(connection, breaks.query())).as(breaks.query()).isEmpty();
        }
      }
      Observed observed = ObservedRun.run(connection, sql);
      List<String> broken = new ArrayList<>();
      for (Proof proof : example.proofs()) {
        if (proof instanceof Proof.Breaks breaks) {
          broken.add(breaks.query() + " " + state(connection, breaks.query()));
        }
      }
      return new Outcome(
          observed,
          example.sameSchema() ? Inspector.inspect(connection, InspectOptions.DEFAULT) : null,
          broken);
    }
  }

  private static String state(Connection connection, String query) throws SQLException {
    connection.setAutoCommit(false);
    try (var statement = connection.createStatement()) {
      statement.execute(query);
      return "";
    } catch (SQLException e) {
      return String.valueOf(e.getSQLState());
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }
}
