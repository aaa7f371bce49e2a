package dev.veery.postgres.parser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.veery.core.sql.ScriptItem;
import dev.veery.core.sql.Splitter;
import dev.veery.core.sql.SqlSource;
import dev.veery.embedded.ScratchServers;
import dev.veery.postgres.parser.Oracle.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * Runs {@code parser/corpus.sql} on a real server, statement by statement. The parser must say of
 * each what the server says: the same command tag, the same objects.
 */
class ParserOracleTest {

  private static List<String> corpus() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(ParserOracleTest.class.getResourceAsStream("/parser/corpus.sql"))) {
      List<String> statements = new ArrayList<>();
      for (ScriptItem item :
          Splitter.split(SqlSource.of("corpus.sql", in.readAllBytes())).items()) {
        if (item instanceof ScriptItem.Statement statement) {
          statements.add(statement.text());
        }
      }
      return statements;
    }
  }

  @Test
  void theServerAgreesOnTagsAndObjects() throws Exception {
    List<String> wrong = new ArrayList<>();
    int run = 0;
    try (Oracle oracle = new Oracle(ScratchServers.MAJORS.getLast())) {
      for (String statement : corpus()) {
        Answer answer = oracle.ask(statement);
        SQLException error = answer.error();
        if (error != null) {
          wrong.add(statement + "\n  refused: " + error.getMessage());
          continue;
        }
        run++;
        try {
          ServerAgreement.check(statement, answer, "objects " + answer.objects());
        } catch (AssertionError e) {
          wrong.add(e.getMessage());
        }
      }
    }
    assertThat(wrong).as(String.join("\n\n", wrong)).isEmpty();
    assertThat(run).isGreaterThan(300);
  }
}
