package dev.veery.postgres.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.veery.postgres.TestProject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the pipeline promises: one failure, at the right place, and nothing left behind. */
class SessionTest {

  @TempDir Path directory;
  private TestProject project;
  private Session session;

  @BeforeEach
  void open() throws Exception {
    project = new TestProject(directory);
    session = project.session();
  }

  @AfterEach
  void close() {
    session.close();
    project.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6})
  void aFailingStatementIsFoundWhereverItStands(int failing) throws Exception {
    List<String> statements =
        new ArrayList<>(
            List.of(
                "BEGIN",
                "CREATE TABLE t (a int)",
                "INSERT INTO t VALUES (1) RETURNING a",
                "SELECT * FROM t",
                "UPDATE t SET a = 2",
                "DO $$ BEGIN RAISE NOTICE 'seen'; END $$",
                "SELECT 1; SELECT 2".split(";")[0],
                "COMMIT"));
    statements.set(failing, "SELECT 1 / 0");
    var e = catchThrowableOfType(PipelineException.class, () -> session.pipeline(statements));
    assertThat(e.index()).isEqualTo(failing);
    assertThat(e.error().sqlState()).isEqualTo("22012");
    assertThat(session.value("SELECT to_regclass('t')")).isNull();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void withoutACommitBehindItToo(int failing) {
    List<String> statements = new ArrayList<>(List.of("BEGIN", "SELECT 1", "SELECT 2", "SELECT 3"));
    statements.set(failing, "SELECT nothing");
    var e = catchThrowableOfType(PipelineException.class, () -> session.pipeline(statements));
    assertThat(e.index()).isEqualTo(failing);
    assertThat(e.error().position()).isEqualTo(8);
    session.rollbackQuietly();
  }

  @Test
  void aConstraintThatFailsAtCommitIsTheCommits() throws Exception {
    session.execute(
        "CREATE TABLE t (a int PRIMARY KEY, b int REFERENCES t DEFERRABLE INITIALLY DEFERRED)");
    var e =
        catchThrowableOfType(
            PipelineException.class,
            () -> session.pipeline(List.of("BEGIN", "INSERT INTO t VALUES (1, 2)", "COMMIT")));
    assertThat(e.index()).isEqualTo(2);
    assertThat(e.error().sqlState()).isEqualTo("23503");
    assertThat(session.value("SELECT count(*) FROM t")).isEqualTo("0");
  }

  @Test
  void aLostConnectionIsNoStatementsFault() throws Exception {
    var e =
        catchThrowableOfType(
            PipelineException.class,
            () ->
                session.pipeline(
                    List.of(
                        "BEGIN",
                        "SELECT pg_terminate_backend(pg_backend_pid())",
                        "SELECT 1",
                        "COMMIT")));
    assertThat(e.index()).isEqualTo(-1);
    assertThat(e.error().connectionIsGone()).isTrue();
  }

  @Test
  void noticesAreKept() throws Exception {
    List<Session.Notice> notices =
        session.pipeline(
            List.of(
                "DO $$ BEGIN RAISE NOTICE 'one'; END $$",
                "DO $$ BEGIN RAISE WARNING 'two'; END $$"));
    assertThat(notices)
        .extracting(Session.Notice::severity, Session.Notice::message)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("NOTICE", "one"),
            org.assertj.core.groups.Tuple.tuple("WARNING", "two"));
  }

  @Test
  void textGoesOutAsItIs() throws Exception {
    // What JDBC drivers like to rewrite: escapes, question marks, and what a comment hides.
    assertThat(session.value("SELECT '{d 1}' || '?' || $$;?$$ /* ? {fn now()} */ || E'\\'?'"))
        .isEqualTo("{d 1}?;?'?");
    assertThat(session.value("SELECT '{\"a\": 1}'::jsonb ? 'a'")).isEqualTo("t");
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "it's", "back\\slash", "\\'; DROP TABLE t; --", "ünï\n\t$$"})
  void literalsComeBackAsTheyWere(String value) throws Exception {
    for (String setting : List.of("on", "off")) {
      session.execute("SET standard_conforming_strings = " + setting);
      assertThat(session.value("SELECT " + Sql.literal(value))).isEqualTo(value);
    }
  }
}
