package dev.veery.postgres.parser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.veery.core.sql.ast.ParsedStatement;
import dev.veery.core.sql.ast.SqlStatement;
import dev.veery.core.sql.ast.Unrecognised;
import dev.veery.embedded.ScratchServers;
import dev.veery.postgres.parser.Oracle.Answer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Thousands of statements made at random. What the server's grammar takes, the parser must
 * recognise and print back; what the server can run, it must name as the server does.
 *
 * <p>{@code -Dparser.seed=N} repeats a run that failed; {@code -Dparser.statements=N} makes it
 * longer.
 */
class GeneratedStatementsTest {

  static List<Integer> majors() {
    return ScratchServers.MAJORS;
  }

  /** Most on the newest, whose grammar has everything; some on each that knows other things. */
  @ParameterizedTest
  @MethodSource("majors")
  void whatTheServerAcceptsIsRecognisedAndNamedRight(int major) throws Exception {
    long seed = Long.getLong("parser.seed", System.nanoTime());
    boolean newest = major == ScratchServers.MAJORS.getLast();
    int count = Integer.getInteger("parser.statements", newest ? 4_000 : 500);
    String hint = "-Dparser.seed=" + seed + " on " + major;
    StatementGenerator generator = new StatementGenerator(seed);
    List<String> accepted = new ArrayList<>();
    List<String> wrong = new ArrayList<>();
    int run = 0;
    try (Oracle oracle = new Oracle(major)) {
      for (String statement : StatementGenerator.SCHEMA) {
        oracle.run(statement);
      }
      oracle.failTransaction();
      for (int i = 0; i < count; i++) {
        String statement = generator.statement();
        if (oracle.parses(statement)) {
          accepted.add(statement);
          ParsedStatement parsed = SqlStatement.parse(statement);
          if (parsed.statement() instanceof Unrecognised unrecognised) {
            wrong.add(unrecognised + "\n" + statement);
          }
          assertThat(parsed.text()).isEqualTo(statement);
        }
      }
      oracle.ask("ROLLBACK");
      for (String statement : accepted) {
        oracle.run("BEGIN");
        Answer answer = oracle.ask(statement);
        if (answer.error() == null) {
          run++;
          try {
            ServerAgreement.check(statement, answer, String.valueOf(answer.objects()));
          } catch (AssertionError e) {
            wrong.add(e.getMessage());
          }
        }
        oracle.ask("ROLLBACK");
      }
    }
    assertThat(wrong).as(hint + "\n" + String.join("\n\n", wrong)).isEmpty();
    // A generator that the server mostly refuses would prove nothing.
    assertThat(accepted.size()).as(hint).isGreaterThan(count / 2);
    assertThat(run).as(hint).isGreaterThan(count / 10);
    System.out.printf(
        "%s: %,d statements, %,d accepted, %,d run%n", hint, count, accepted.size(), run);
  }
}
