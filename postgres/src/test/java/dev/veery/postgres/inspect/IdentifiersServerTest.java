package dev.veery.postgres.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.veery.core.sql.Identifiers;
import dev.veery.embedded.ScratchDatabase;
import dev.veery.embedded.ScratchServers;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Asks real servers how they would quote. */
class IdentifiersServerTest {

  static final List<Integer> MAJORS = ScratchServers.MAJORS;

  private static final String LETTERS = "abzAZ019_$ .\"'\\-é日😀\t";

  @Test
  void quotesGeneratedNamesAsTheNewestServerDoes() throws SQLException {
    long seed = System.nanoTime();
    var random = new Random(seed);
    List<String> names = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      var name = new StringBuilder();
      int length = 1 + random.nextInt(12);
      for (int j = 0; j < length; j++) {
        int[] points = LETTERS.codePoints().toArray();
        // Mostly letters that need no quotes, so that both answers come up.
        int point =
            random.nextInt(4) > 0
                ? 'a' + random.nextInt(26)
                : points[random.nextInt(points.length)];
        name.appendCodePoint(point);
      }
      names.add(name.toString());
    }
    try (ScratchDatabase database = ScratchServers.freshDatabase();
        Connection connection = Fixture.connect(database)) {
      assertThat(names.stream().map(Identifiers::quote).toList())
          .as("seed %d", seed)
          .isEqualTo(ask(connection, "quote_ident", names));
      assertThat(names.stream().map(Identifiers::literal).toList())
          .as("seed %d", seed)
          .isEqualTo(ask(connection, "quote_literal", names));
    }
  }

  /** Every keyword; an older server may do without quotes that a newer one wants. */
  @ParameterizedTest
  @FieldSource("MAJORS")
  void quotesKeywords(int major) throws SQLException {
    try (ScratchDatabase database = ScratchServers.freshDatabase(major);
        Connection connection = Fixture.connect(database)) {
      List<String> words = new ArrayList<>();
      try (ResultSet results =
          connection.createStatement().executeQuery("SELECT word FROM pg_get_keywords()")) {
        while (results.next()) {
          words.add(results.getString(1));
        }
      }
      List<String> server = ask(connection, "quote_ident", words);
      assertThat(words).hasSizeGreaterThan(400);
      for (int i = 0; i < words.size(); i++) {
        String quoted = Identifiers.quote(words.get(i));
        if (major == MAJORS.getLast() || server.get(i).startsWith("\"")) {
          assertThat(quoted).isEqualTo(server.get(i));
        }
      }
    }
  }

  private static List<String> ask(Connection connection, String function, List<String> texts)
      throws SQLException {
    List<String> answers = new ArrayList<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT "
                + function
                + "(t) FROM unnest(?::text[]) WITH ORDINALITY AS u (t, place) ORDER BY place")) {
      statement.setArray(1, connection.createArrayOf("text", texts.toArray()));
      try (ResultSet results = statement.executeQuery()) {
        while (results.next()) {
          answers.add(results.getString(1));
        }
      }
    }
    return answers;
  }
}
