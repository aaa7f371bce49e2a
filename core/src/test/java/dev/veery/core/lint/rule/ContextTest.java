package dev.veery.core.lint.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.veery.core.lint.Finding;
import dev.veery.core.lint.LintReport;
import dev.veery.core.lint.LintSettings;
import dev.veery.core.lint.Linter;
import dev.veery.core.lint.Linting;
import dev.veery.core.lint.Subject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What stands around a statement, before and behind it, decides whether it is a finding. */
class ContextTest {

  private static final String EVENTS =
      """
      CREATE TABLE events (at date NOT NULL, n int) PARTITION BY RANGE (at);
      CREATE TABLE part (at date NOT NULL, n int);
      """;

  private static List<String> codes(String... ups) {
    return Linting.last(LintSettings.DEFAULT, ups).findings().stream().map(Finding::code).toList();
  }

  /** Findings in the first of several migrations, all of which are read. */
  private static List<String> codesOfFirst(String... ups) {
    List<Subject> subjects = new ArrayList<>();
    for (int i = 0; i < ups.length; i++) {
      subjects.add(Linting.subject("m" + i, ups[i], "", i == 0));
    }
    LintReport report = Linter.lint(subjects, Rules.ALL, LintSettings.DEFAULT);
    return report.findings().stream().map(Finding::code).toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "at >= '2027-01-01' AND at < '2028-01-01'                     | true",
        "(at >= DATE '2027-01-01') AND (at < '2028-01-01'::date)      | true",
        "at >= '2027-03-01' AND at < '2027-04-01' AND n > 0           | true",
        "at = '2027-03-01'                                            | true",
        "at >= '2027-01-01'                                           | false",
        "at >= '2027-01-01' AND at <= '2028-01-01'                    | false",
        "at >= '2026-12-31' AND at < '2028-01-01'                     | false",
        "at >= '2027-01-01' AND at < '2028-01-01' OR n > 0            | false",
        "n > 0                                                        | false",
      })
  void onlyACheckThatImpliesTheBoundsSavesTheReading(String check, boolean implied) {
    List<String> codes =
        codes(
            EVENTS + "ALTER TABLE part ADD CONSTRAINT c CHECK (" + check + ");",
            """
            ALTER TABLE events ATTACH PARTITION part FOR VALUES FROM ('2027-01-01') TO ('2028-01-01');
            """);
    assertThat(codes.contains("lock-attach-partition-scan")).isEqualTo(!implied);
  }

  @Test
  void aCheckThatIsNotValidProvesNothing() {
    assertThat(
            codes(
                EVENTS
                    + """
                    ALTER TABLE part ADD CONSTRAINT c
                      CHECK (at >= '2027-01-01' AND at < '2028-01-01') NOT VALID;
                    """,
                """
                ALTER TABLE events ATTACH PARTITION part
                  FOR VALUES FROM ('2027-01-01') TO ('2028-01-01');
                """))
        .contains("lock-attach-partition-scan");
  }

  @Test
  void whatALaterMigrationMendsIsNoFinding() {
    String add = "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID;";
    assertThat(codesOfFirst(add)).contains("correct-constraint-not-validated");
    assertThat(codesOfFirst(add, "ALTER TABLE t VALIDATE CONSTRAINT c;"))
        .doesNotContain("correct-constraint-not-validated");
    assertThat(codesOfFirst(add, "ALTER TABLE t RENAME CONSTRAINT c TO d;", "SELECT 1;"))
        .contains("correct-constraint-not-validated");
    assertThat(codesOfFirst(add, "DROP TABLE t;"))
        .doesNotContain("correct-constraint-not-validated");
    String key =
        """
        CREATE TABLE a (id bigint PRIMARY KEY);
        CREATE TABLE b (id bigint PRIMARY KEY, a_id bigint REFERENCES a);
        """;
    assertThat(codesOfFirst(key)).contains("correct-foreign-key-without-index");
    assertThat(codesOfFirst(key, "CREATE INDEX CONCURRENTLY b_a_id_idx ON b (a_id);"))
        .doesNotContain("correct-foreign-key-without-index");
  }

  @Test
  void aViewWithRowsThatIsMadeHereIsNobodysYet() {
    assertThat(
            codes(
                "CREATE TABLE t (id bigint PRIMARY KEY);",
                """
                CREATE MATERIALIZED VIEW v AS SELECT id FROM t;
                CREATE UNIQUE INDEX v_id_idx ON v (id);
                REFRESH MATERIALIZED VIEW v;
                """))
        .doesNotContain("lock-index-not-concurrent", "lock-refresh-not-concurrent");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "UPDATE t SET n = 1 WHERE id = 5                       | false",
        "UPDATE t SET n = 1 WHERE id IN (1, 2)                 | false",
        "UPDATE t SET n = 1 WHERE t.id BETWEEN 1 AND 100       | false",
        "UPDATE t SET n = 1 WHERE n IS NULL                    | true",
        "UPDATE t SET n = u.n FROM u WHERE t.id = u.id         | true",
        "UPDATE t SET n = 1 WHERE id <> 5                      | true",
        "DELETE FROM t WHERE id IN (SELECT id FROM u)          | true",
      })
  void aConditionOnAKeyBoundsAStatement(String sql, boolean isLong) {
    List<String> codes = codes("CREATE TABLE t (id bigint PRIMARY KEY, n int);", sql + ";");
    assertThat(codes.contains("correct-unbatched-rows")).isEqualTo(isLong);
  }
}
